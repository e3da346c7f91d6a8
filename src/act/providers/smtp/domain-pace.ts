import type { Outcome } from '../provider.ts'

interface DomainState {
  atOnce: number
  pausedUntil: number
  /** How often in a row the domain asked us to slow down. */
  refusals: number
  /** Not before this moment may the next one leave. */
  nextAt: number
}

export interface DomainLimits {
  readonly atOnce: number
  /** 0: no limit. */
  readonly perMinute: number
}

const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 60 * 60_000
const MOST_DOMAINS = 10_000

/**
 * How fast one domain of recipients is sent to. A domain that says 421 or 4.7.x is left alone for a minute, then twice as long each time, up to an hour; every
 * other domain goes on as before.
 */
export class DomainPace {
  readonly #limits: DomainLimits
  readonly #states = new Map<string, DomainState>()

  constructor(limits: DomainLimits) {
    this.#limits = limits
  }

  /** Null: it may leave now, and `end` is to be called after it. Otherwise the milliseconds until it may be tried again. */
  begin(domain: string, now: number): number | null {
    const state = this.#state(domain)
    if (state.pausedUntil > now) return state.pausedUntil - now
    if (state.atOnce >= this.#limits.atOnce) return 1_000
    if (state.nextAt > now) return state.nextAt - now
    state.atOnce += 1
    if (this.#limits.perMinute > 0) state.nextAt = now + 60_000 / this.#limits.perMinute
    return null
  }

  end(domain: string, outcome: Outcome, now: number): void {
    const state = this.#state(domain)
    state.atOnce = Math.max(0, state.atOnce - 1)
    if (outcome.kind === 'accepted') state.refusals = 0
    if (outcome.kind !== 'deferred' || !(outcome.reason === 'smtp_421' || outcome.reason === 'mail_policy')) return
    state.pausedUntil = now + Math.min(FIRST_PAUSE_MS * 2 ** state.refusals, LONGEST_PAUSE_MS)
    state.refusals += 1
  }

  #state(domain: string): DomainState {
    const known = this.#states.get(domain)
    if (known !== undefined) return known
    // Those that are idle are forgotten first: what matters of a domain is short.
    if (this.#states.size >= MOST_DOMAINS) {
      for (const [name, { atOnce, refusals }] of this.#states) if (atOnce === 0 && refusals === 0) this.#states.delete(name)
    }
    const state = { atOnce: 0, pausedUntil: 0, refusals: 0, nextAt: 0 }
    this.#states.set(domain, state)
    return state
  }
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
