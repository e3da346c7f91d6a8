import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import type { Money } from '#kernel/money.ts'
import type { IdentityService } from '../identity-service.ts'
import { keyOf } from '../identity-store.ts'

/** A customer who named a shared value: masked. */
export interface Claimant {
  readonly customerId: string
  readonly name: string
}

/** A value by which records went to nobody, as the store knows it. */
export interface NobodysValue {
  readonly id: string
  readonly kind: string
  readonly blindIndex: Buffer
  readonly masked: string
  /** At most `MOST_CLAIMANTS`, and how many there are. */
  readonly claimants: readonly Claimant[]
  readonly claimantCount: number
}

/** Whose the records of a value are, as somebody said. */
export interface Settled {
  /** Null where they are nobody's again, or the customer is gone. */
  readonly customer: Claimant | null
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

/** Orders whose records named nothing but the value. */
export interface OrdersOfValue {
  readonly orders: number
  readonly amounts: readonly Money[]
  readonly lastAt: Date
}

export interface SharedValue extends Omit<NobodysValue, 'blindIndex'> {
  readonly orders: number
  readonly amounts: readonly Money[]
  readonly lastAt: Date | null
  readonly settled: Settled | null
}

export interface SharedValueStore {
  /** The newest ones, each once. */
  values(limit: number): Promise<readonly NobodysValue[]>
  value(id: string): Promise<NobodysValue | null>
  /** Whether the customer has the value or named it. */
  isClaimant(value: NobodysValue, customerId: string): Promise<boolean>
  settled(originIds: readonly string[]): Promise<ReadonlyMap<string, Settled>>
}

export interface SharedDecision {
  /** Null: they are nobody's. */
  readonly customerId: string | null
  readonly reason: string
  readonly actor: string
}

export interface SharedValueList {
  /** With the most orders first. */
  readonly items: readonly SharedValue[]
  /** Values and orders that are nobody's, among the values that were looked at. */
  readonly open: { readonly values: number; readonly orders: number }
  /** False: there are more values than are looked at, and the oldest are missing. */
  readonly complete: boolean
}

const MOST_VALUES = 5_000
export const MOST_CLAIMANTS = 10

/** The origin of records that name nothing but a shared value. */
export function originOfShared(key: string): string {
  return stableId('shared', key)
}

interface Parts {
  readonly store: SharedValueStore
  readonly ordersOf: (originIds: readonly string[]) => Promise<ReadonlyMap<string, OrdersOfValue>>
  readonly identity: Pick<IdentityService, 'change'>
  readonly clock: Clock
}

/** Orders that name only a value that several customers share: counted, shown, and given to one of them by a person. */
export class SharedValueService {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async list(limit: number): Promise<SharedValueList> {
    const { store, ordersOf } = this.#parts
    const values = await store.values(MOST_VALUES)
    const originOf = new Map(values.map((value) => [value.id, originOfShared(keyOf(value))]))
    const origins = [...originOf.values()]
    const [orders, settled] = await Promise.all([ordersOf(origins), store.settled(origins)])
    const all = values.flatMap(({ blindIndex: _, ...value }): SharedValue[] => {
      const origin = originOf.get(value.id) ?? ''
      const found = orders.get(origin)
      const decided = settled.get(origin) ?? null
      if (found === undefined && decided === null) return []
      return [{ ...value, orders: found?.orders ?? 0, amounts: found?.amounts ?? [], lastAt: found?.lastAt ?? null, settled: decided }]
    })
    const open = all.filter((one) => isOpen(one))
    return {
      items: all
        .toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.orders - a.orders || Number(b.id) - Number(a.id))
        .slice(0, limit),
      open: { values: open.length, orders: open.reduce((sum, one) => sum + one.orders, 0) },
      complete: values.length < MOST_VALUES,
    }
  }

  /**
   * From now on, and for all there are, records that name nothing but the value are one customer's of those who named it, or nobody's. Said again it replaces what was said.
   *
   * @throws AppError not-found `shared-value-not-found`, conflict `shared-value-not-named`
   */
  async settle(id: string, decision: SharedDecision): Promise<{ readonly kind: string; readonly customerId: string | null }> {
    const { store, identity, clock } = this.#parts
    const value = await store.value(id)
    if (value === null) {
      throw new AppError('not-found', 'shared-value-not-found', 'There is no such shared value. Reload the list: it may have changed.')
    }
    if (decision.customerId !== null && !(await store.isClaimant(value, decision.customerId))) {
      throw new AppError(
        'conflict',
        'shared-value-not-named',
        'This customer never named the value. Choose one of the customers who share it, or bind the value to the customer first.',
      )
    }
    const originId = originOfShared(keyOf(value))
    await identity.change(async (writer) => {
      await writer.settleValue({ ...decision, value, originId, now: clock.now() })
      return { result: undefined, records: [originId], devices: [] }
    })
    return { kind: value.kind, customerId: decision.customerId }
  }
}

function isOpen({ settled, orders }: Pick<SharedValue, 'settled' | 'orders'>): boolean {
  return orders > 0 && (settled?.customer ?? null) === null
}
