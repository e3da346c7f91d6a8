import { describe, expect, it } from 'vitest'
import type { RateLeases } from '#http/rate-budget.ts'

/** What every store of rate leases does. `open` gives one that has counted nothing. */
export function rateLeasesCase(open: () => Promise<RateLeases>): void {
  describe('a store of rate leases', () => {
    it('never grants more than the limit, however many ask at once', async () => {
      const leases = await open()
      const answers = await Promise.all(Array.from({ length: 12 }, () => leases.lease('10.0.0.1 login', 20, 3)))
      expect(answers.map(({ granted }) => granted).toSorted((a, b) => b - a)).toEqual([3, 3, 3, 3, 3, 3, 2, 0, 0, 0, 0, 0])
      for (const { endsInMs } of answers) expect(endsInMs).toBeGreaterThan(0)
      for (const { endsInMs } of answers) expect(endsInMs).toBeLessThanOrEqual(60_000)
    })

    it('tells names apart, whatever they hold', async () => {
      const leases = await open()
      expect((await leases.lease("o'hara\u0000 POST /login", 1, 1)).granted).toBe(1)
      expect((await leases.lease('10.0.0.2 POST /login', 1, 1)).granted).toBe(1)
      expect((await leases.lease('10.0.0.2 POST /login', 1, 1)).granted).toBe(0)
    })

    it('bears the largest limits', async () => {
      const leases = await open()
      for (let i = 0; i < 3; i += 1)
        expect((await leases.lease('key', 1_000_000_000, 600_000_000)).granted).toBe([600_000_000, 400_000_000, 0][i])
    })
  })
}
