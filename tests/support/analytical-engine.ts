import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@clickhouse/client'
import type { ClickHouseClient } from '@clickhouse/client'
import { startEmbeddedClickhouse } from '#store/engines/embedded-clickhouse.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { newDataFolder } from './data-folder.ts'

/** An analytical engine of its own with the product's empty tables, for tests that need no other. */
export async function withAnalyticalEngine<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
  const dataDir = await newDataFolder()
  const engine = await startEmbeddedClickhouse({ dataDir: join(dataDir, 'clickhouse'), log: silentEngineLog })
  const { url, username, password, database } = engine
  const client = createClient({ url, username, password, database, compression: { request: false, response: false }, log: { level: 127 } })
  try {
    return await work(client)
  } finally {
    await client.close()
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
