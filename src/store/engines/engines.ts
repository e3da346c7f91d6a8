import type { ClickHouseClient } from '@clickhouse/client'
import { join } from 'node:path'
import type pg from 'pg'
import { AppError, messageOf } from '#kernel/app-error.ts'
import { systemClock } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { connectStores } from './connect-stores.ts'
import type { StoreAddresses } from './connect-stores.ts'
import { lockDataFolder } from './data-folder-lock.ts'
import { startEmbeddedClickhouse } from './embedded-clickhouse.ts'
import type { EmbeddedClickhouse } from './embedded-clickhouse.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import type { EmbeddedPostgres } from './embedded-postgres.ts'
import type { EngineLog } from './engine-log.ts'
import { EngineSupervisor } from './engine-supervisor.ts'
import type { EngineState } from './engine-supervisor.ts'
import { assertEngineUrls } from './engine-urls.ts'
import { refuseOldPostgres } from './postgres-version.ts'

/** The two stores of the program, wherever they run. */
export interface Engines {
  readonly clickhouse: ClickHouseClient
  readonly pg: pg.Pool
  /** How a thread connects to both. They stay the same when an engine is started again. */
  readonly addresses: StoreAddresses
  /** Headers (`http_headers`) with which our own fixed code may use files and table functions; empty for a server. */
  readonly clickhouseTrust: Readonly<Record<string, string>>
  /** Superuser address of the embedded PostgreSQL, for backups; null for a server. */
  readonly postgresAdminUrl: string | null
  health(): { readonly clickhouse: EngineState; readonly postgres: EngineState }
  /** Process ids of the embedded engines that run. */
  processes(): readonly number[]
  /** Ends connections, engines and the lock, in this order. Safe to call again. */
  stop(): Promise<void>
}

export interface EnginesOptions {
  /** Used by embedded engines only. */
  readonly dataDir: string
  readonly clickhouseUrl?: string
  readonly databaseUrl?: string
  readonly log: EngineLog
  readonly clock?: Clock
  /** What PostgreSQL calls our sessions; see session-name.ts. */
  readonly session?: string
  /** Upper limit of memory for one query of the embedded ClickHouse. */
  readonly clickhouseMemoryBytes?: number
}

const PROBE_EVERY_MS = 2_000

/**
 * Starts the embedded engines that no address is given for, both at once, and connects to both stores. Embedded engines that die are
 * started again on the same address; meanwhile calls fail with what `mapEngineError` turns into AppError unavailable.
 *
 * @throws AppError conflict `data-folder-in-use`, invalid-input `clickhouse-url-wrong` / `database-url-wrong` /
 *   `folder-not-traversable` / `postgres-too-old`, unavailable when an engine does not start or a server does not answer
 */
export async function startEngines(options: EnginesOptions): Promise<Engines> {
  assertEngineUrls(options)
  const embedded = options.clickhouseUrl === undefined || options.databaseUrl === undefined
  const lock = embedded ? await lockDataFolder(options.dataDir, options.clock ?? systemClock) : null
  const clickhouse = options.clickhouseUrl === undefined ? superviseClickhouse(options) : null
  const postgres = options.databaseUrl === undefined ? supervisePostgres(options) : null
  const stopEmbedded = async (): Promise<void> => {
    await Promise.allSettled([clickhouse?.stop(), postgres?.stop()])
    lock?.release()
  }
  const [startedClickhouse, startedPostgres] = await Promise.allSettled([clickhouse?.start(), postgres?.start()])
  if (startedClickhouse.status === 'rejected' || startedPostgres.status === 'rejected') {
    await stopEmbedded()
    throw startedPostgres.status === 'rejected' ? startedPostgres.reason : failureOf(startedClickhouse)
  }
  const addresses = addressesOf(options, startedClickhouse.value, startedPostgres.value)
  const { clickhouse: client, pg: pool, close } = connectStores(addresses, options.log)
  const probes = { clickhouse: probe(() => pingClickhouse(client)), postgres: probe(() => pool.query('SELECT 1')) }
  let stopping: Promise<void> | null = null
  const stopOnce = async (): Promise<void> => {
    probes.clickhouse.stop()
    probes.postgres.stop()
    await close()
    await stopEmbedded()
  }
  const engines: Engines = {
    clickhouse: client,
    pg: pool,
    addresses,
    clickhouseTrust: startedClickhouse.value === undefined ? {} : { 'x-engine-trust': startedClickhouse.value.trust },
    postgresAdminUrl: startedPostgres.value?.adminUrl ?? null,
    health: () => ({ clickhouse: clickhouse?.state ?? probes.clickhouse.state(), postgres: postgres?.state ?? probes.postgres.state() }),
    processes: () => [clickhouse?.pid, postgres?.pid].filter((pid) => typeof pid === 'number'),
    stop: () => (stopping ??= stopOnce()),
  }
  try {
    await Promise.all([
      firstContact('CLICKHOUSE_URL', () => pingClickhouse(client)),
      firstContact('DATABASE_URL', () => pool.query('SELECT 1')),
    ])
    const { rows } = await pool.query<{ version: number }>(`SELECT current_setting('server_version_num')::integer AS version`)
    refuseOldPostgres(rows[0]?.version ?? 0)
  } catch (error) {
    await engines.stop()
    throw error
  }
  if (clickhouse === null) probes.clickhouse.begin()
  if (postgres === null) probes.postgres.begin()
  return engines
}

function superviseClickhouse(options: EnginesOptions): EngineSupervisor<EmbeddedClickhouse> {
  const start = (previous: EmbeddedClickhouse | null): Promise<EmbeddedClickhouse> =>
    startEmbeddedClickhouse({
      dataDir: join(options.dataDir, 'clickhouse'),
      log: options.log,
      ...(options.clickhouseMemoryBytes === undefined ? {} : { memoryBytes: options.clickhouseMemoryBytes }),
      ...(previous === null ? {} : { port: previous.port, password: previous.password, trust: previous.trust }),
    })
  return new EngineSupervisor('clickhouse', start, options.log)
}

function supervisePostgres(options: EnginesOptions): EngineSupervisor<EmbeddedPostgres> {
  const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDir: join(options.dataDir, 'postgres'), log: options.log })
  return new EngineSupervisor('postgres', start, options.log)
}

function addressesOf(
  options: EnginesOptions,
  clickhouse: EmbeddedClickhouse | undefined,
  postgres: EmbeddedPostgres | undefined,
): StoreAddresses {
  return {
    clickhouse:
      clickhouse === undefined
        ? { url: options.clickhouseUrl ?? '' }
        : { url: clickhouse.url, username: clickhouse.username, password: clickhouse.password, database: clickhouse.database },
    postgresUrl: options.databaseUrl ?? postgres?.url ?? '',
    ...(options.session === undefined ? {} : { session: options.session }),
  }
}

async function pingClickhouse(client: ClickHouseClient): Promise<void> {
  const answer = await client.ping({ select: true })
  if (!answer.success) throw answer.error
}

async function firstContact(variable: string, contact: () => Promise<unknown>): Promise<void> {
  try {
    await contact()
  } catch (error) {
    throw new AppError(
      'unavailable',
      'engine-unavailable',
      `The server of ${variable} does not answer (${messageOf(error)}): check that it runs and that the address, user and password are right.`,
      { cause: error },
    )
  }
}

/** Looks at a server from time to time, so that health answers at once. */
function probe(contact: () => Promise<unknown>): { begin(): void; stop(): void; state(): EngineState } {
  let state: EngineState = 'up'
  let timer: NodeJS.Timeout | null = null
  const look = (): void => {
    contact().then(
      () => (state = 'up'),
      () => (state = 'down'),
    )
  }
  return {
    begin: () => {
      timer = setInterval(look, PROBE_EVERY_MS)
      timer.unref()
    },
    stop: () => {
      if (timer !== null) clearInterval(timer)
    },
    state: () => state,
  }
}

function failureOf(result: PromiseSettledResult<unknown>): unknown {
  return result.status === 'rejected' ? result.reason : new Error('The engine did not start.')
}
