import type { RateLeases } from '#http/rate-budget.ts'

/** Leases of rate limits in memory. Keeps the rules of tests/contract/rate-leases.case.ts. */
export class MemoryRates implements RateLeases {
  readonly #nowMs: () => number
  readonly #windows = new Map<string, { startedAt: number; taken: number }>()
  asked = 0
  /** The database is away. */
  fail = false

  constructor(nowMs: () => number = () => 0) {
    this.#nowMs = nowMs
  }

  lease(name: string, perMinute: number, amount: number): Promise<{ granted: number; endsInMs: number }> {
    this.asked += 1
    if (this.fail) return Promise.reject(new Error('The database is away.'))
    const now = this.#nowMs()
    const known = this.#windows.get(name)
    const window = known !== undefined && now < known.startedAt + 60_000 ? known : { startedAt: now, taken: 0 }
    this.#windows.set(name, window)
    const granted = Math.max(0, Math.min(amount, perMinute - window.taken))
    window.taken += granted
    return Promise.resolve({ granted, endsInMs: window.startedAt + 60_000 - now })
  }
}
