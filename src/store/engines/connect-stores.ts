import { createClient } from '@clickhouse/client'
import type { ClickHouseClient } from '@clickhouse/client'
import type pg from 'pg'
import type { EngineLog } from './engine-log.ts'
import { createPostgresPool } from './postgres-pool.ts'

/** Where both stores are and who we are there, as plain data: a thread gets it as a message. Holds passwords, so it goes into no log, argument or environment. */
export interface StoreAddresses {
  readonly clickhouse: { readonly url: string; readonly username?: string; readonly password?: string; readonly database?: string }
  readonly postgresUrl: string
  /** What PostgreSQL calls our sessions; see session-name.ts. */
  readonly session?: string
}

export interface ConnectedStores {
  readonly clickhouse: ClickHouseClient
  readonly pg: pg.Pool
  /** Waits for running work, but not for a query that never ends. */
  close(): Promise<void>
}

const REQUEST_TIMEOUT_MS = 300_000
const CLOSED_AFTER_MS = 5_000

/** Connections to both stores. Opens none yet. */
export function connectStores(
  { clickhouse, postgresUrl, session }: StoreAddresses,
  log: EngineLog,
  options: { readonly mostSessions?: number } = {},
): ConnectedStores {
  const client = createClient({
    ...clickhouse,
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: 32,
    // Packing rows costs more processor time than loopback or a data centre's network.
    compression: { request: false, response: false },
    use_multipart_params_auto: true,
    clickhouse_settings: {
      output_format_json_quote_64bit_integers: 1,
      date_time_input_format: 'best_effort',
      // A row is acknowledged when it is in the table, not when it waits in a buffer.
      async_insert: 0,
      // It remembers which rows no condition on customer_id fits, and the customer of a fact may become another while its row stays as it is (ADR 0020).
      use_query_condition_cache: 0,
      wait_end_of_query: 0,
    },
    application: 'liuke',
    // The client's own log writes arguments, which may be personal data.
    log: { level: 127 },
  })
  const pool = createPostgresPool(postgresUrl, log, { session, mostSessions: options.mostSessions })
  return {
    clickhouse: client,
    pg: pool,
    close: async () => {
      await Promise.allSettled([
        client.close(),
        Promise.race([pool.end(), new Promise((done) => setTimeout(done, CLOSED_AFTER_MS).unref())]),
      ])
    },
  }
}
