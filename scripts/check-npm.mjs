// Part of .ci/run: the oldest npm that set-up takes and the newest of the next line both accept the lock file (`npm ci --dry-run`, which
// installs nothing). They come from the registry; where it cannot be reached, the npm of this machine alone is tried, by the tests.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmCommand } from './npm-command.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const npm = npmCommand()
const folder = mkdtempSync(join(tmpdir(), 'liuke-npm-'))
const run = (args) => spawnSync(npm.file, [...npm.args, ...args], { cwd: folder, encoding: 'utf8' })

try {
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(root, name), join(folder, name))
  for (const version of ['10.8.2', '11']) {
    const tool = ['exec', '--yes', `--package=npm@${version}`, '--', 'npm']
    const found = run([...tool, '--version'])
    if (found.status !== 0) {
      console.log(`check-npm: npm ${version} could not be fetched; not tried.`)
      continue
    }
    const tried = run([...tool, 'ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund'])
    if (tried.status === 0) console.log(`check-npm: npm ${found.stdout.trim()} takes the lock file.`)
    else {
      process.exitCode = 1
      console.error(`check-npm: npm ${found.stdout.trim()} refuses the lock file; run \`npm run relock\`.\n${tried.stderr}`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
