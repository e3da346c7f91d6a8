import type { AuditLog } from '#access/audit-log.ts'
import type { Clock } from '#kernel/clock.ts'
import { checkRates } from './currency-rate.ts'
import type { DatedRate } from './currency-rate.ts'

/** A stored rate and the user who entered it. */
export interface KeptRate extends DatedRate {
  /** The target currency: the project's currency when the rate was entered. */
  readonly base: string
  readonly enteredBy: string
  readonly enteredAt: Date
}

export interface RateStore {
  /** By currency and day. Into one currency, or all. */
  list(base?: string): Promise<KeptRate[]>
  /** A rate replaces an existing one for the same currency, base and day. */
  save(rates: readonly KeptRate[]): Promise<void>
  /** Whether one existed. */
  remove(currency: string, base: string, day: string): Promise<boolean>
}

/** The dated rates of the project. Rates are never fetched: amounts in a currency without a rate are not added to others. */
export class CurrencyRates {
  readonly #parts: {
    readonly store: RateStore
    readonly base: () => string
    readonly audit: AuditLog
    readonly clock: Clock
    readonly onChange: () => Promise<void>
  }

  constructor(parts: {
    readonly store: RateStore
    readonly base: () => string
    readonly audit: AuditLog
    readonly clock: Clock
    readonly onChange: () => Promise<void>
  }) {
    this.#parts = parts
  }

  /** Those into the project's currency. */
  async list(): Promise<KeptRate[]> {
    return await this.#parts.store.list(this.#parts.base())
  }

  /** Keeps all of them or none. @throws AppError invalid-input, see `checkRates`. */
  async save(rates: readonly DatedRate[], actor: string): Promise<KeptRate[]> {
    const { store, base, audit, clock, onChange } = this.#parts
    const [enteredAt, into] = [clock.now(), base()]
    const kept = checkRates(rates, into).map((rate) => ({ ...rate, base: into, enteredBy: actor, enteredAt }))
    await store.save(kept)
    const detail = {
      base: into,
      rates: kept.slice(0, 50).map(({ currency, day, rate }) => `${currency} ${day} ${rate}`),
      count: kept.length,
    }
    await audit.append({ at: enteredAt, actor, action: 'rates-saved', target: 'project:rates', detail })
    await onChange()
    return await store.list(into)
  }

  /** False when none existed. */
  async remove(currency: string, day: string, actor: string): Promise<boolean> {
    const { store, base, audit, clock, onChange } = this.#parts
    if (!(await store.remove(currency, base(), day))) return false
    const detail = { base: base(), currency, day }
    await audit.append({ at: clock.now(), actor, action: 'rate-removed', target: 'project:rates', detail })
    await onChange()
    return true
  }
}
