import type { TurnStore } from '#jobs/scheduler.ts'

/** The turns of schedules in memory. Keeps the rules of tests/contract/turn-store.case.ts. */
export class MemoryTurns implements TurnStore {
  readonly #slots = new Map<string, number>()

  remember(schedule: string, slot: Date): Promise<void> {
    if (!this.#slots.has(schedule)) this.#slots.set(schedule, slot.getTime())
    return Promise.resolve()
  }

  claimTurn(schedule: string, slot: Date): Promise<boolean> {
    const won = (this.#slots.get(schedule) ?? Number.NEGATIVE_INFINITY) < slot.getTime()
    if (won) this.#slots.set(schedule, slot.getTime())
    return Promise.resolve(won)
  }
}
