import type { Clock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { CustomerFacts, IdentityStore, IdentityWriter, OriginCustomer } from './identity-store.ts'

/** What a change of identities came to. */
export interface MovingChange<T> {
  readonly result: T
  /** Records that count for another customer now. */
  readonly records: readonly string[]
  /** Devices that are somebody else's now. */
  readonly devices: readonly string[]
}

/** Keeps the analytical store consistent with the merges. */
export interface OriginAligner {
  /**
   * Changes identities, and sends the analytical store the origins that count for another customer as a result, with the devices of those. Where that fails, or
   * nobody heard of the commit, they are owed: sent with the next change, or by `settle`. What a process owes when it dies is found by `repair`.
   */
  change<T>(work: (writer: IdentityWriter) => Promise<MovingChange<T>>): Promise<T>
  /** Sends what is owed; afterwards the analytical store holds the last committed state of it, even when others merge meanwhile. */
  settle(): Promise<void>
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
  /** Origins to be sent; the number grows each time that one is owed anew. */
  const owed = new Map<string, { readonly isDevice: boolean; readonly debt: number }>()
  let debts = 0

  async function settle(): Promise<void> {
    if (owed.size === 0) return
    await store.aligning(async () => {
      const asked = [...owed]
      const mapped = await store.mapping(asked.map(([id]) => id))
      const found = new Set(mapped.map(({ from }) => from))
      const others = asked.filter(([id]) => !found.has(id)).map(([from, { isDevice }]) => alone({ from, isDevice }))
      await facts.mapOrigins([...mapped, ...others], clock.now())
      // One that was owed anew meanwhile may have moved since it was read.
      for (const [id, { debt }] of asked) if (owed.get(id)?.debt === debt) owed.delete(id)
    })
  }

  return {
    alone: store.aligning,
    settle,
    async change(work) {
      let done: Pick<MovingChange<unknown>, 'records' | 'devices'> = { records: [], devices: [] }
      let result
      try {
        ;({ result } = await store.change(async (writer) => {
          const made = await work(writer)
          done = made
          return made
        }))
      } finally {
        debts += 1
        for (const id of done.records) owed.set(id, { isDevice: false, debt: debts })
        for (const id of done.devices) owed.set(id, { isDevice: true, debt: debts })
      }
      await settle()
      return result
    },
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
