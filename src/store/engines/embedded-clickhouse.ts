import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '#kernel/app-error.ts'
import { readFrontReport } from './clickhouse-front/front-order.ts'
import type { FrontOrder } from './clickhouse-front/front-order.ts'
import type { EngineLog } from './engine-log.ts'
import { makeWalkableFolder } from './postgres-folder.ts'

/** An embedded ClickHouse that answers its HTTP interface on loopback. */
export interface EmbeddedClickhouse {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly database: string
  readonly port: number
  readonly pid: number
  readonly version: string
  /** Header value that lets our own fixed code use files and table functions (`x-engine-trust`). */
  readonly trust: string
  onExit(callback: (reason: string) => void): void
  stop(): Promise<void>
}

export interface EmbeddedClickhouseOptions {
  /** Folder of this engine alone; made when it is missing. */
  readonly dataDir: string
  readonly log: EngineLog
  /** Values of an earlier start, so that a client need not notice a restart. */
  readonly port?: number
  readonly password?: string
  readonly trust?: string
  /** Upper limit of memory for one query; a quarter of the machine's, 4 GiB at most, when it is not given. */
  readonly memoryBytes?: number
}

const FRONT = fileURLToPath(new URL('clickhouse-front/front-main.ts', import.meta.url))
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 5_000
const PLATFORM_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@chdb/lib-linux-x64-gnu',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
}

/**
 * Starts the embedded analytical engine in a process of its own and waits until it answers.
 *
 * @throws AppError unavailable `no-embedded-clickhouse` when there is no library for this platform, `clickhouse-start-failed` when the
 *   engine does not come up
 */
export async function startEmbeddedClickhouse(options: EmbeddedClickhouseOptions): Promise<EmbeddedClickhouse> {
  assertLibrary()
  const folder = resolve(options.dataDir)
  await makeWalkableFolder(dirname(folder))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const order: FrontOrder = {
    folder,
    username: 'liuke',
    password: options.password ?? randomBytes(24).toString('base64url'),
    trust: options.trust ?? randomBytes(24).toString('base64url'),
    database: 'liuke',
    port: options.port ?? 0,
    memoryBytes: options.memoryBytes ?? Math.min(4 * 2 ** 30, Math.floor(totalmem() / 4)),
  }
  const child = fork(FRONT, [], {
    execArgv: [],
    // Threads for every session at once, the control session and the files, or a KILL waits behind the query it should stop.
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: 'UTC', LC_ALL: 'C.UTF-8', UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A session of its own: Ctrl-C in a terminal must not reach it before we stop it.
    detached: true,
  })
  const exit = watchExit(child, options.log)
  const ready = await waitForReady(child, order, exit)
  return {
    url: `http://127.0.0.1:${ready.port}`,
    username: order.username,
    password: order.password,
    database: order.database,
    port: ready.port,
    pid: child.pid ?? 0,
    version: ready.version,
    trust: order.trust,
    onExit: (callback) => void exit.then(callback),
    stop: async () => {
      if (child.connected) child.send('stop', () => undefined)
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await exit
      clearTimeout(timer)
    },
  }
}

function assertLibrary(): void {
  const name = PLATFORM_PACKAGES[`${process.platform}-${process.arch}`]
  if (name !== undefined && hasPackage(name)) return
  throw new AppError(
    'unavailable',
    'no-embedded-clickhouse',
    `There is no embedded ClickHouse for this platform (${process.platform}-${process.arch}): set CLICKHOUSE_URL to a ClickHouse server.`,
  )
}

function hasPackage(name: string): boolean {
  const require = createRequire(import.meta.url)
  return (require.resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name, 'package.json')))
}

function watchExit(child: ChildProcess, log: EngineLog): Promise<string> {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => log.debug({ engine: 'clickhouse' }, text.trimEnd()))
  }
  child.on('error', () => undefined)
  return new Promise((done) => {
    child.once('exit', (code, signal) => done(signal === null ? `exit code ${code}` : `signal ${signal}`))
  })
}

function waitForReady(
  child: ChildProcess,
  order: FrontOrder,
  exit: Promise<string>,
): Promise<{ readonly port: number; readonly version: string }> {
  return new Promise((done, fail) => {
    const failWith = (reason: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      fail(
        new AppError(
          'unavailable',
          'clickhouse-start-failed',
          `The embedded ClickHouse in ${order.folder} did not start: ${reason}. Check free disk space and the folder's rights, or set CLICKHOUSE_URL.`,
        ),
      )
    }
    const timer = setTimeout(() => failWith(`no answer for ${START_TIMEOUT_MS / 1_000} s`), START_TIMEOUT_MS)
    child.on('message', (message) => {
      const report = readFrontReport(message)
      if (report === null) return
      if ('failed' in report) return failWith(report.failed)
      clearTimeout(timer)
      done({ port: report.ready, version: report.version })
    })
    child.once('error', (error) => failWith(error.message))
    void exit.then(failWith)
    child.send(order, () => undefined)
  })
}
