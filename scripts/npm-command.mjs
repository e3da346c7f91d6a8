// Plain JavaScript: it runs on the Node.js that is there before anything is installed.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How to start npm: the very npm that runs this script where there is one, else the `npm` on the PATH. */
export function npmCommand() {
  const cli = process.env['npm_execpath']
  if (cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)) return { file: process.execPath, args: [cli] }
  return process.platform === 'win32' ? { file: 'cmd.exe', args: ['/c', 'npm.cmd'] } : { file: 'npm', args: [] }
}

/** Why this npm cannot install the lock file; undefined when it can. Node.js 20 and 22 bring npm 10, Node.js 24 brings npm 11. */
export function npmRefusal(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 10 || (major === 10 && minor >= 8)) return undefined
  return `this is npm ${version}; the lock file needs npm 10.8 or later: run \`npm install -g npm@11\` and run the command again.`
}

/** The folder when files can be made in it (it is made where it is missing); undefined when not. */
export function writableCache(folder) {
  const trial = join(folder, `.liuke-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(trial, '')
    rmSync(trial)
    return folder
  } catch {
    return undefined
  }
}
