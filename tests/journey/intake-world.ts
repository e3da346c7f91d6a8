import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CouponService } from '#act/coupon-service.ts'
import { type Clock, systemClock } from '#kernel/clock.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'
import { connect } from '#store/relational/connect.ts'
import { createCouponStore } from '#store/relational/coupon-store.ts'
import type { Engines } from '#store/engines/engines.ts'
import { createIntakeServices, type IntakeServices } from '#main/intake-services.ts'
import { type OpenEngines, openEngines } from '../support/data-folder.ts'

/** A master key for tests only: the same key gives the same customer ids and line keys in every folder. */
export const TEST_MASTER_KEY = `1 ${Buffer.alloc(32, 9).toString('base64')}`

export interface IntakeWorld extends IntakeServices {
  readonly dataDir: string
  readonly engines: Engines
  /** The first row of an answer of the analytical engine. */
  row(query: string): Promise<Record<string, string>>
  stop(): Promise<void>
}

/** Both engines with the product's tables on a folder, by default a new one that goes away at the end, or those that are `open` already. */
export async function openIntakeWorld(
  options: { readonly dataDir?: string; readonly clock?: Clock; readonly open?: OpenEngines } = {},
): Promise<IntakeWorld> {
  const clock = options.clock ?? systemClock
  const { engines, dataDir, stop } = options.open ?? (await openEngines(options))
  const coupons = new CouponService({
    store: createCouponStore(connect(engines.pg)),
    touches: createTouchWriter(engines.clickhouse),
    clock,
  })
  const keyring = loadKeyring({ dataDir, masterKey: TEST_MASTER_KEY })
  const services = createIntakeServices({
    clickhouse: engines.clickhouse,
    pg: engines.pg,
    keyring,
    clock,
    project: { timeZone: 'Asia/Shanghai', currency: 'CNY', country: 'CN' },
    calendar: { specialDays: () => Promise.resolve(new Set()) },
    sourceRules: () => Promise.resolve(new Map()),
    useCoupons: async (uses) => void (await coupons.use(uses)),
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
    stop,
  }
}

/** A new, empty folder that the unprivileged user of the embedded PostgreSQL may walk through. */
export function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'liuke-intake-'))
  chmodSync(dataDir, 0o755)
  return dataDir
}
