import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import { postgresUser } from '#store/engines/postgres-user.ts'
import { freePort } from '../../src/demo/run-demo.ts'
import { emptyDataFolder } from './data-folder.ts'
import { canInstallDebian, installDebian } from './install-debian.ts'

/** Debian's own MariaDB on loopback, with a folder of its own, as a shop's server would be. */
export interface DebianMariadb {
  readonly port: number
  /** Runs statements as its administrator, one after the other. */
  admin(...statements: string[]): Promise<void>
  stop(): Promise<void>
}

const SERVER = '/usr/sbin/mariadbd'
const INSTALL = '/usr/bin/mariadb-install-db'
const PASSWORD = 'only-on-loopback'
const START_MS = 180_000
const run = promisify(execFile)

export async function startDebianMariadb(): Promise<DebianMariadb> {
  findPrograms()
  // MariaDB refuses to run as root, like PostgreSQL.
  const user = postgresUser()
  const folder = await emptyDataFolder()
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  if (user !== null) await chown(data, user.uid, user.gid)
  const as = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' }, ...user }
  await run(
    INSTALL,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'],
    as,
  )
  const port = await freePort()
  const child = spawn(
    SERVER,
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${join(data, 's')}`,
      '--innodb-buffer-pool-size=16M',
      '--skip-name-resolve',
    ],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
  const ended = once(child, 'exit')
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const stop = async (): Promise<void> => {
    process.off('exit', endWithUs)
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const asked = async (password: string, statements: readonly string[]): Promise<void> => {
    const client = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root', password })
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  const until = performance.now() + START_MS
  for (;;) {
    try {
      await asked('', [`SET PASSWORD = PASSWORD('${PASSWORD}')`])
      break
    } catch (error) {
      if (child.exitCode === null && performance.now() < until) await sleep(200)
      else {
        await stop()
        throw new Error(`Debian's MariaDB did not start: ${said}`, { cause: error })
      }
    }
  }
  return { port, admin: (...statements) => asked(PASSWORD, statements), stop }
}

/** @throws with one sentence that says what to install */
function findPrograms(): void {
  if (existsSync(SERVER) && existsSync(INSTALL)) return
  const problem = canInstallDebian() ? installDebian(['mariadb-server']) : 'this is not root on Debian or Ubuntu'
  if (existsSync(SERVER) && existsSync(INSTALL)) return
  throw new Error(`Debian's MariaDB is not here and could not be installed (${problem}): run apt-get install mariadb-server.`)
}
