import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { postgresUser } from '#store/engines/postgres-user.ts'
import { freePort } from '../../src/demo/run-demo.ts'
import { emptyDataFolder } from './data-folder.ts'
import { canInstallDebian, installDebian } from './install-debian.ts'

/** Debian's own PostgreSQL with its own settings, on loopback, as a shop's server would be. */
export interface DebianPostgres {
  /** Such as 150018. */
  readonly versionNumber: number
  /** Address of a new database whose owner is no superuser. */
  newDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

const VERSIONS = '/usr/lib/postgresql'
const START_MS = 180_000
const PASSWORD = 'only-on-loopback'
const run = promisify(execFile)

export async function startDebianPostgres(): Promise<DebianPostgres> {
  const bin = await findPrograms()
  // PostgreSQL refuses to run as root.
  const user = postgresUser()
  const folder = await emptyDataFolder()
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  await mkdir(data, { mode: 0o700 })
  await writeFile(passwordFile, PASSWORD, { mode: 0o600 })
  if (user !== null) for (const path of [data, passwordFile]) await chown(path, user.uid, user.gid)
  const as = { cwd: folder, env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' }, ...user }
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C.UTF-8'],
    as,
  )
  const port = await freePort()
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', ''], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
  const ended = once(child, 'exit')
  const endWithUs = (): void => void child.kill('SIGINT')
  process.once('exit', endWithUs)
  const addressOf = (name: string, database: string): string => `postgres://${name}:${PASSWORD}@127.0.0.1:${port}/${database}`
  const stop = async (): Promise<void> => {
    process.off('exit', endWithUs)
    child.kill('SIGINT')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const admin = async <Row extends pg.QueryResultRow>(query: string): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: addressOf('postgres', 'postgres') })
    await client.connect()
    try {
      return (await client.query<Row>(query)).rows
    } finally {
      await client.end()
    }
  }
  const until = performance.now() + START_MS
  for (;;) {
    try {
      await admin(`CREATE ROLE liuke LOGIN PASSWORD '${PASSWORD}'`)
      break
    } catch (error) {
      if (child.exitCode === null && performance.now() < until) await sleep(200)
      else {
        await stop()
        throw new Error(`Debian's PostgreSQL did not start: ${said}`, { cause: error })
      }
    }
  }
  const [row] = await admin<{ version: number }>(`SELECT current_setting('server_version_num')::integer AS version`)
  return {
    versionNumber: row?.version ?? 0,
    async newDatabase(name) {
      await admin(`CREATE DATABASE ${name} OWNER liuke`)
      return addressOf('liuke', name)
    },
    stop,
  }
}

/**
 * The folder of the newest server programs that Debian has here; they are installed where that can be.
 *
 * @throws with one sentence that says what to install
 */
async function findPrograms(): Promise<string> {
  const there = await newest()
  if (there !== null) return there
  let problem = 'this is not root on Debian or Ubuntu'
  if (canInstallDebian()) {
    // Without this the package would make and start a server of its own.
    problem = installDebian(['postgresql-common'])
    if (problem === '') await writeFile('/etc/postgresql-common/createcluster.conf', 'create_main_cluster = false\n')
    problem ||= installDebian(['postgresql'])
    const installed = await newest()
    if (installed !== null) return installed
  }
  throw new Error(`Debian's PostgreSQL is not here and could not be installed (${problem}): run apt-get install postgresql.`)
}

async function newest(): Promise<string | null> {
  const versions = existsSync(VERSIONS) ? await readdir(VERSIONS) : []
  const folders = versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(VERSIONS, version, 'bin'))
  return folders.find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres'))) ?? null
}
