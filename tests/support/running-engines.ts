import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { startEmbeddedClickhouse } from '#store/engines/embedded-clickhouse.ts'
import { startEmbeddedPostgres } from '#store/engines/embedded-postgres.ts'
import { newDataFolder } from './data-folder.ts'

/** Both engines on a data folder with the product's tables, for many commands one after the other: each reaches them as it reaches servers. */
export interface RunningEngines {
  readonly dataDir: string
  /** What a command is told of them. */
  readonly env: Readonly<Record<'CLICKHOUSE_URL' | 'DATABASE_URL', string>>
  stop(): Promise<void>
}

export async function startRunningEngines(): Promise<RunningEngines> {
  const dataDir = await newDataFolder()
  const log = silentEngineLog
  const [clickhouse, postgres] = await Promise.all([
    startEmbeddedClickhouse({ dataDir: join(dataDir, 'clickhouse'), log }),
    startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), log }),
  ])
  const { username, password, url, database } = clickhouse
  const address = Object.assign(new URL(url), { username, password, pathname: `/${database}` })
  return {
    dataDir,
    env: { CLICKHOUSE_URL: address.href, DATABASE_URL: postgres.url },
    stop: async () => {
      await Promise.all([clickhouse.stop(), postgres.stop()])
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
