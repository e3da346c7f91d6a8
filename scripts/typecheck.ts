// npm run typecheck: the compiler over every project of the checkout (the server's, and the console's with its own settings).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const projects = ['.', 'web'].filter((folder) => existsSync(`${root}${folder}/tsconfig.json`))
for (const project of projects) {
  // What was found before is kept, so that a second run checks only what a change reaches.
  const kept = `node_modules/.cache/typecheck/${project === '.' ? 'server' : project}.json`
  const result = spawnSync('tsc', ['--noEmit', '-p', project, '--incremental', '--tsBuildInfoFile', kept], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) process.exitCode = 1
}
