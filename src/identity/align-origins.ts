import type { Clock } from '#kernel/clock.ts'
import type { CustomerFacts, IdentityStore } from './identity-store.ts'

/** Keeps the analytical store consistent with the merges. */
export interface OriginAligner {
  /** Sends it these origins; afterwards it holds the last committed state, even when others merge meanwhile. */
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
        const merged = new Map((await store.merges(originIds)).map(({ from, to }) => [from, to]))
        await facts.mapOrigins(
          originIds.map((id) => ({ from: id, to: merged.get(id) ?? id })),
          clock.now(),
        )
      }),
    repair: () =>
      store.aligning(async () => {
        const [made, mapped] = await Promise.all([store.merges(), facts.mappedOrigins()])
        const merged = new Set(made.map(({ from }) => from))
        const open = made.filter(({ from, to }) => mapped.get(from) !== to)
        for (const [from, to] of mapped) if (from !== to && !merged.has(from)) open.push({ from, to: from })
        if (open.length > 0) await facts.mapOrigins(open, clock.now())
        await facts.catchLateFacts()
        return open.length
      }),
  }
}
