// Updates package-lock.json from package.json and keeps it usable by `npm ci` on every machine.
//
// npm leaves an optional dependency out of the lock when its registry does not offer that version (binaries for platforms
// that nobody here runs), and `npm ci` then refuses the lock: "Missing: ... from lock file". This script resolves the lock without
// installing anything, then adds the missing entries back as optional ones for a platform that npm will skip.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { npmCommand } from './npm-command.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const lockFile = `${root}package-lock.json`

const npm = npmCommand()
const args = ['install', '--package-lock-only', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error', ...process.argv.slice(2)]
const result = spawnSync(npm.file, [...npm.args, ...args], { cwd: root, stdio: 'inherit' })
if (result.status !== 0) {
  console.error('relock: npm could not resolve package.json; nothing was added to the lock file.')
  process.exit(1)
}

const lock = JSON.parse(readFileSync(lockFile, 'utf8'))
let added = 0
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    if (lock.packages[key] !== undefined) continue
    lock.packages[key] = { version, optional: true, ...platformOf(name) }
    added += 1
  }
}
const [rootEntry, ...others] = Object.entries(lock.packages)
lock.packages = Object.fromEntries([rootEntry, ...others.sort(([a], [b]) => (a < b ? -1 : 1))])
writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`)
console.error(`relock: package-lock.json is up to date (${added} binaries of other platforms added back).`)

/** Reads the operating system, processor and C library out of a binary package's name, such as `@x/binding-linux-arm64-musl`. */
function platformOf(name) {
  const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
  const processors = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64']
  const words = name.split(/[-/]/)
  const os = systems.find((system) => words.includes(system))
  const cpu = processors.find((processor) => words.includes(processor))
  if (os === undefined || cpu === undefined) {
    console.error(`relock: cannot tell the platform of ${name} from its name; add it to package.json's overrides or to relock.mjs.`)
    process.exit(1)
  }
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : undefined
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc }) }
}
