import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { type Engines, startEngines } from '#store/engines/engines.ts'
import { migrate } from '#store/engines/migrate.ts'
import { createIntakeServices, type IntakeServices } from '#store/intake-services.ts'

/** A master key for tests only: the same key gives the same customer ids and line keys in every folder. */
export const TEST_MASTER_KEY = `1 ${Buffer.alloc(32, 9).toString('base64')}`

export interface IntakeWorld extends IntakeServices {
  readonly dataDir: string
  readonly engines: Engines
  /** The first row of an answer of the analytical engine. */
  row(query: string): Promise<Record<string, string>>
  stop(): Promise<void>
}

/** Both engines with the product's tables on a folder, by default a new one that goes away at the end. */
export async function openIntakeWorld(options: { readonly dataDir?: string; readonly clock?: Clock } = {}): Promise<IntakeWorld> {
  const dataDir = options.dataDir ?? newDataDir()
  const clock = options.clock ?? systemClock
  const engines = await startEngines({ dataDir, log: silentEngineLog })
  const source = join(import.meta.dirname, '../../src/store')
  await migrate({
    pg: engines.pg,
    clickhouse: engines.clickhouse,
    relationalDir: join(source, 'relational/migrations'),
    analyticalDir: join(source, 'analytical/migrations'),
    clock,
    log: silentEngineLog,
  })
  const keyring = loadKeyring({ dataDir, masterKey: TEST_MASTER_KEY })
  const services = createIntakeServices({
    clickhouse: engines.clickhouse,
    pg: engines.pg,
    keyring,
    clock,
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
  })
  return {
    ...services,
    dataDir,
    engines,
    async row(query) {
      const result = await engines.clickhouse.query({ query, format: 'JSONEachRow' })
      const rows = await result.json<Record<string, string>>()
      return rows[0] ?? {}
    },
    async stop() {
      await engines.stop()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A new folder that the unprivileged user of the embedded PostgreSQL may walk through. */
export function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'liuke-intake-'))
  chmodSync(dataDir, 0o755)
  return dataDir
}
