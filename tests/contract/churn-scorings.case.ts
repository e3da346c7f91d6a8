import { describe, expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import type { ChurnScoringRecord, ChurnScoringStore } from '#predict/churn/watch/churn-history.ts'
import type { RealisedAccuracy } from '#predict/churn/watch/realised-accuracy.ts'

const T0 = new Date('2026-01-01T00:00:00Z')
const day = (n: number): Date => new Date(T0.getTime() + n * DAY_MS)
const record = (n: number, change: Partial<ChurnScoringRecord> = {}): ChurnScoringRecord => ({
  asOf: day(n),
  modelVersion: 2,
  horizonDays: 30,
  customers: 20,
  tiers: { high: 6, low: 14 },
  hindsight: false,
  drift: null,
  accuracy: null,
  ...change,
})
const ACCURACY: RealisedAccuracy = { customers: 20, churners: 18, auc: null, accuracy: 0.85, baseAccuracy: 0.9, ece: 0.125 }

/** What every memory of scorings does. `open` gives one with nothing in it. */
export function churnScoringsCase(open: () => Promise<ChurnScoringStore>): void {
  describe('a memory of scorings', () => {
    it('keeps one of each as-of time, whole, the newest first', async () => {
      const scorings = await open()
      const drift = { status: 'stable', referenceAsOf: day(-9).toISOString(), customers: 100, scorePsi: 0.02, features: [] } as const
      await scorings.save(record(1, { drift }), day(1))
      await scorings.save(record(3), day(3))
      await scorings.save(record(2), day(4))
      expect(await scorings.newest(10)).toEqual([record(3), record(2), record(1, { drift })])
      await scorings.save(record(3, { modelVersion: 3, tiers: {} }), day(5))
      expect(await scorings.newest(2)).toEqual([record(3, { modelVersion: 3, tiers: {} }), record(2)])
    })

    it('finds the one before a time that put somebody into a tier', async () => {
      const scorings = await open()
      await scorings.save(record(1), day(1))
      await scorings.save(record(2, { tiers: { high: 0, low: 0 } }), day(2))
      await scorings.save(record(3, { tiers: {} }), day(3))
      expect(await scorings.newestBefore(day(4))).toEqual(day(1))
      expect(await scorings.newestBefore(day(1))).toBeNull()
    })

    it('asks for a judgement once the horizon has ended, of scorings that prove something', async () => {
      const scorings = await open()
      await scorings.save(record(0), T0)
      await scorings.save(record(1), T0)
      await scorings.save(record(-1, { hindsight: true }), T0)
      await scorings.save(record(-2, { customers: 0 }), T0)
      await scorings.save(record(-3, { horizonDays: 60 }), T0)
      const waiting = async (now: Date, limit = 10) => (await scorings.unjudged(now, limit)).map(({ asOf }) => asOf)
      expect(await waiting(new Date(day(30).getTime() - 1))).toEqual([])
      expect(await waiting(day(30))).toEqual([day(0)])
      expect(await waiting(day(90))).toEqual([day(1), day(0), day(-3)])
      expect(await waiting(day(90), 1)).toEqual([day(1)])
    })

    it('keeps a judgement until the customers are scored again', async () => {
      const scorings = await open()
      for (const n of [0, 1]) await scorings.save(record(n), T0)
      await scorings.setAccuracy(day(0), ACCURACY)
      await scorings.setAccuracy(day(7), ACCURACY)
      expect(await scorings.judged(10)).toEqual([record(0, { accuracy: ACCURACY })])
      expect((await scorings.unjudged(day(90), 10)).map(({ asOf }) => asOf)).toEqual([day(1)])
      await scorings.setAccuracy(day(1), ACCURACY)
      expect((await scorings.judged(1)).map(({ asOf }) => asOf)).toEqual([day(1)])
      await scorings.save(record(0, { modelVersion: 3 }), day(2))
      expect((await scorings.judged(10)).map(({ asOf }) => asOf)).toEqual([day(1)])
    })
  })
}
