import type { Clock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { CustomerFacts, IdentityStore, OriginCustomer } from './identity-store.ts'

/** Keeps the analytical store consistent with the merges. */
export interface OriginAligner {
  /** Sends it these origins and the devices of those; afterwards it holds the last committed state, even when others merge meanwhile. */
  align(originIds: readonly string[]): Promise<void>
  /** Runs work while no update is being sent to it. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Compares all origins. Returns how many had to be sent again. */
  repair(): Promise<number>
}

export function originAligner(deps: {
  readonly store: IdentityStore
  readonly facts: CustomerFacts
  readonly clock: Clock
}): OriginAligner {
  const { store, facts, clock } = deps
  return {
    alone: store.aligning,
    align: (originIds) =>
      store.aligning(async () => {
        const mapped = await store.mapping(originIds)
        const others = new Set(originIds).difference(new Set(mapped.map(({ from }) => from)))
        await facts.mapOrigins([...mapped, ...[...others].map((id) => alone({ from: id, isDevice: false }))], clock.now())
      }),
    repair: () =>
      store.aligning(async () => {
        const [made, told] = await Promise.all([store.mapping(), facts.mappedOrigins()])
        const toldOf = new Map(told.map(({ from, to }) => [from, to]))
        const madeOf = new Set(made.map(({ from }) => from))
        const open = made.filter(({ from, to }) => toldOf.get(from) !== to)
        for (const origin of told) if (!madeOf.has(origin.from) && origin.to !== alone(origin).to) open.push(alone(origin))
        if (open.length > 0) await facts.mapOrigins(open, clock.now())
        await facts.catchLateFacts()
        return open.length
      }),
  }
}

/** Of an origin that counts for no other: a record is its own customer, a device is nobody's. */
function alone({ from, isDevice }: Pick<OriginCustomer, 'from' | 'isDevice'>): OriginCustomer {
  return { from, to: isDevice ? NO_CUSTOMER : from, isDevice }
}
