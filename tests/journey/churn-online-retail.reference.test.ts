import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { churnDefinition } from '#predict/churn/definition/churn-definition.ts'
import { trainChurn, type ChurnSnapshot } from '#predict/churn/train/train-churn.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { withOnlineRetail } from '../../bench/quality/online-retail-store.ts'

describe('churn on Online Retail as of 2011-09-09, 90 days', () => {
  it('beats the published AUC of .738 on the published audience', async () => {
    const definition = churnDefinition({ horizonDays: 90, activeWithinDays: 0 })
    const snapshots = await withOnlineRetail(async (client) => {
      const store = createChurnStore(client)
      const read: ChurnSnapshot[] = []
      for (const day of ['2011-04-01', '2011-05-01', '2011-06-01', '2011-09-09']) {
        const asOf = new Date(`${day}T00:00:00Z`)
        read.push({ asOf, rows: await store.features(asOf, definition, true) })
      }
      return read
    })
    const rng = new Rng('online-retail')
    const { quality } = trainChurn({ definition, snapshots, random: () => rng.next() })
    // 3,362 earlier customers, base rate .433 (computed on the same file).
    expect(quality?.customers).toBe(3362)
    expect(quality?.baseRate).toBeCloseTo(0.433, 3)
    expect(quality?.auc).toBeGreaterThan(0.738)
    expect(quality?.accuracy).toBeGreaterThan(0.64)
    // The autumn season moves the base rate, which nothing before September tells.
    expect(quality?.ece).toBeLessThan(0.09)
  })
})
