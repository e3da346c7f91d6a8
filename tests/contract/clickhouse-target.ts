import { createClient } from '@clickhouse/client'
import type { ClickHouseClient } from '@clickhouse/client'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedClickhouse } from '#store/engines/embedded-clickhouse.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'

/** Where the contract suite runs: the embedded engine, or a server of CLICKHOUSE_TEST_URL or CLICKHOUSE_URL. */
export interface ClickhouseTarget {
  readonly client: ClickHouseClient
  readonly url: string
  /** Another client with a wrong password. */
  readonly intruder: ClickHouseClient
  /** Headers with which SQL may use files; empty for a server. */
  readonly trust: Readonly<Record<string, string>>
  /** The engine's process; null for a server. */
  readonly pid: number | null
  close(): Promise<void>
}

export const serverUrl = process.env['CLICKHOUSE_TEST_URL'] ?? process.env['CLICKHOUSE_URL']

const quiet = { log: { level: 127 as const }, request_timeout: 60_000, max_open_connections: 64 }

export async function openEmbedded(): Promise<ClickhouseTarget> {
  const dataDir = mkdtempSync(join(tmpdir(), 'liuke-clickhouse-'))
  const engine = await startEmbeddedClickhouse({ dataDir, log: silentEngineLog })
  const login = { url: engine.url, username: engine.username, database: engine.database, ...quiet }
  const client = createClient({ ...login, password: engine.password, compression: { response: false } })
  const intruder = createClient({ ...login, password: 'guess' })
  return {
    client,
    intruder,
    url: engine.url,
    pid: engine.pid,
    trust: { 'x-engine-trust': engine.trust },
    close: async () => {
      await Promise.all([client.close(), intruder.close()])
      await engine.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export async function openServer(url: string): Promise<ClickhouseTarget> {
  const admin = createClient({ url, ...quiet })
  const database = `liuke_contract_${process.pid}`
  await admin.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` })
  const wrong = new URL(url)
  wrong.password = 'guess'
  const client = createClient({ url, database, ...quiet })
  const intruder = createClient({ url: wrong.href, ...quiet })
  return {
    client,
    intruder,
    url,
    pid: null,
    trust: {},
    close: async () => {
      await admin.command({ query: `DROP DATABASE ${database}` })
      await Promise.all([client.close(), intruder.close(), admin.close()])
    },
  }
}
