import { AppError } from '#kernel/app-error.ts'

const WINDOW_MS = 60_000
/** So that made-up addresses cost no memory; past it the counts start from zero. */
const REMEMBERED = 50_000
/** A node takes this share of a limit at a time. */
const CHUNKS = 100

/** What is left of a limit, counted over all nodes. */
export interface RateLeases {
  /** Takes up to `amount` of what `name` has left in its minute, and says when that minute ends. Minutes of a name begin with its first lease. */
  lease(name: string, perMinute: number, amount: number): Promise<{ readonly granted: number; readonly endsInMs: number }>
}

interface Share {
  left: number
  endsAtMs: number
  /** The minute is used up everywhere: nobody has to ask again before its end. */
  spent: boolean
  asking: Promise<void> | null
}

export interface RateBudgetParts {
  readonly perMinute: number
  readonly leases: RateLeases
  /** Any steady clock. */
  readonly nowMs: () => number
  /** Told when the leases cannot be reached, and the request is let through. Without it the request fails: better no login than any number. */
  readonly onUnreachable?: (error: unknown) => void
}

/**
 * Counts requests by name against a limit per minute that holds for all nodes together. A node leases a hundredth of the limit at a time, so that a limit
 * of 120,000 costs a hundred queries a minute and one of 20 is exact. Of large limits the first hundredth of a minute is free on each node: most callers
 * never reach it and cost no query at all. All nodes together let through at most a hundredth of the limit per node too much.
 */
export class RateBudget {
  readonly #parts: RateBudgetParts
  readonly #chunk: number
  readonly #shares = new Map<string, Share>()

  constructor(parts: RateBudgetParts) {
    this.#parts = parts
    this.#chunk = Math.max(1, Math.floor(parts.perMinute / CHUNKS))
  }

  /** @throws AppError too-many-requests with the seconds until the next minute, and what the leases throw. */
  async take(name: string): Promise<void> {
    const share = this.#shareOf(name)
    while (share.left <= 0) {
      if (share.spent) throw tooMany(share.endsAtMs - this.#parts.nowMs())
      share.asking ??= this.#lease(name, share).finally(() => (share.asking = null))
      await share.asking
    }
    share.left -= 1
  }

  #shareOf(name: string): Share {
    const now = this.#parts.nowMs()
    const known = this.#shares.get(name)
    if (known !== undefined && (now < known.endsAtMs || known.asking !== null)) return known
    if (this.#shares.size >= REMEMBERED) this.#shares.clear()
    const share = { left: this.#chunk === 1 ? 0 : this.#chunk, endsAtMs: now + WINDOW_MS, spent: false, asking: null }
    this.#shares.set(name, share)
    return share
  }

  async #lease(name: string, share: Share): Promise<void> {
    const { leases, perMinute, nowMs, onUnreachable } = this.#parts
    try {
      const { granted, endsInMs } = await leases.lease(name, perMinute, this.#chunk)
      share.left = granted
      share.spent = granted === 0
      share.endsAtMs = nowMs() + endsInMs
    } catch (error) {
      if (onUnreachable === undefined) throw error
      onUnreachable(error)
      share.left = this.#chunk
    }
  }
}

function tooMany(waitMs: number): AppError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000))
  return new AppError('too-many-requests', 'too-many-requests', `Too many requests in a short time: wait ${retryAfter} seconds.`, {
    details: { retryAfter },
  })
}
