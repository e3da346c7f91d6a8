import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFile, rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { AppError } from '#kernel/app-error.ts'
import type { EngineLog } from './engine-log.ts'
import {
  clearStaleServer,
  initialiseCluster,
  makePrivateFolder,
  makeSocketFolder,
  openServerFolder,
  socketFolder,
} from './postgres-folder.ts'
import type { ServerFolder } from './postgres-folder.ts'
import { postgresPrograms } from './postgres-programs.ts'
import { postgresUser } from './postgres-user.ts'

/** An embedded PostgreSQL server on a unix socket that only its user and root can open. */
export interface EmbeddedPostgres {
  /** For `pg`: the program's own database through its own role, which is no superuser. */
  readonly url: string
  /** The superuser, for backups. */
  readonly adminUrl: string
  /** The server itself (postmaster). */
  readonly pid: number
  onExit(callback: (reason: string) => void): void
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Folder of this engine alone; made when it is missing. */
  readonly dataDir: string
  readonly log: EngineLog
}

const ROLE = 'liuke'
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 15_000

/** Small, durable, and without what a single small server does not need. Autovacuum and fsync stay on. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '40',
  // Taken as it is used. With a million customers the pages that a block of senders touches no longer fit into 32 MB.
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '32MB',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_parallel_workers: '0',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'replica',
  max_wal_senders: '3',
  max_wal_size: '256MB',
  min_wal_size: '64MB',
  checkpoint_timeout: '5min',
  wal_writer_delay: '1s',
  bgwriter_lru_maxpages: '0',
  autovacuum: 'on',
  autovacuum_max_workers: '1',
  autovacuum_naptime: '1min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Messages of errors and their details hold values of rows: they go to the client that asked, never to a log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  idle_in_transaction_session_timeout: '5min',
}

/**
 * A shell that lives between us and the server: it ends the server when its input closes, which happens however we die. A server
 * started directly would outlive a kill -9 of its parent.
 */
const KEEPER = `"$@" </dev/null & server=$!
{ exec >/dev/null 2>&1; read -r line; kill -INT "$server"; } <&3 & watch=$!
exec 3<&-
trap '' INT TERM HUP
wait "$server"; code=$?
kill "$watch" 2>/dev/null
exit "$code"`

/**
 * Starts the embedded PostgreSQL server and waits until it accepts connections. Creates its cluster the first time (about 1 s).
 *
 * @throws AppError unavailable `no-embedded-postgres`, `postgres-init-failed`, `postgres-start-failed`; invalid-input
 *   `folder-not-traversable`
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.dataDir)
  const cluster = join(folder, 'cluster')
  const sockets = socketFolder(folder)
  const binaries = await postgresPrograms(options.log)
  await makePrivateFolder(folder)
  await makeSocketFolder(sockets)
  const place = await openServerFolder(folder)
  let child: ChildProcess
  try {
    await initialiseCluster(binaries, cluster, place)
    await clearStaleServer(cluster)
    child = spawnServer(join(binaries, 'postgres'), cluster, sockets, place)
  } finally {
    await place.close()
  }
  const exit = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message))
    child.once('exit', (code, signal) => done(signal === null ? `exit code ${code}` : `signal ${signal}`))
  })
  await waitForReady(child, exit, cluster, options.log)
  const adminUrl = urlOf('app', 'postgres', sockets)
  await ensureRole(adminUrl)
  const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0])
  return {
    url: urlOf(ROLE, ROLE, sockets),
    adminUrl,
    pid,
    onExit: (callback) => void exit.then(callback),
    stop: async () => {
      await stop(child, exit, pid)
      // A socket folder outside of the data folder is ours alone and empty now.
      if (!sockets.startsWith(folder)) await rmdir(sockets).catch(() => undefined)
    },
  }
}

function spawnServer(program: string, cluster: string, sockets: string, place: ServerFolder): ChildProcess {
  const args = ['-D', place.pathOf(cluster), '-c', `unix_socket_directories=${place.pathOf(sockets)}`]
  for (const [name, value] of Object.entries(SETTINGS)) args.push('-c', `${name}=${value}`)
  return spawn('/bin/sh', ['-c', KEEPER, 'keeper', program, ...args], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    // The fourth is the pipe whose closing ends the server, the fifth the folder where it cannot get there by name.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', place.handle?.fd ?? 'ignore'],
    detached: true,
    ...postgresUser(),
  })
}

/** The program's role may not be a superuser: SQL that gets past every check must find no way to the machine. */
async function ensureRole(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    const role = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [ROLE])
    if (role.rowCount === 0) await admin.query(`CREATE ROLE ${ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE`)
    const database = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [ROLE])
    if (database.rowCount === 0) await admin.query(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`)
  } finally {
    await admin.end()
  }
}

function urlOf(role: string, database: string, sockets: string): string {
  return `postgres://${role}@/${database}?host=${encodeURIComponent(sockets)}`
}

function waitForReady(child: ChildProcess, exit: Promise<string>, cluster: string, log: EngineLog): Promise<void> {
  return new Promise((done, fail) => {
    let last = ''
    const failWith = (reason: string): void => {
      clearTimeout(timer)
      endInput(child)
      fail(
        new AppError(
          'unavailable',
          'postgres-start-failed',
          `The embedded PostgreSQL in ${cluster} did not start: ${reason}. Check free disk space and the folder's rights, or set DATABASE_URL.`,
        ),
      )
    }
    const timer = setTimeout(() => failWith(`no answer for ${START_TIMEOUT_MS / 1_000} s`), START_TIMEOUT_MS)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const line = text.trimEnd()
      log.debug({ engine: 'postgres' }, line)
      last = /FATAL: +(.*)/.exec(line)?.[1] ?? last
      if (!text.includes('ready to accept connections')) return
      clearTimeout(timer)
      done()
    })
    void exit.then((reason) => failWith(last === '' ? reason : last))
  })
}

/** Fast shutdown: open transactions are rolled back, a checkpoint is written. The last resort is what a crash would do. */
async function stop(child: ChildProcess, exit: Promise<string>, pid: number): Promise<void> {
  endInput(child)
  const timer = setTimeout(() => {
    try {
      process.kill(pid, 'SIGQUIT')
    } catch {
      // It went in between.
    }
  }, STOP_TIMEOUT_MS)
  await exit
  clearTimeout(timer)
}

function endInput(child: ChildProcess): void {
  const pipe = child.stdio[3]
  if (pipe !== null && pipe !== undefined) pipe.destroy()
}
