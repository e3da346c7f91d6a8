import { MINUTE_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { latestSlot } from './calendar-slot.ts'
import type { ScheduledName } from './schedule.ts'
import { SCHEDULE } from './schedule.ts'

export interface TurnStore {
  /** Notes the slot as done when the schedule was never seen, so that a first start does not run everything at once. */
  remember(schedule: string, slot: Date, now: Date): Promise<void>
  /** True for exactly one caller per slot, over all nodes and restarts. */
  claimTurn(schedule: string, slot: Date, now: Date): Promise<boolean>
}

export interface SchedulerParts {
  readonly turns: TurnStore
  readonly clock: Clock
  readonly timeZone: () => Promise<string>
  readonly run: Readonly<Record<ScheduledName, () => Promise<unknown>>>
  readonly onCrash: (name: string, error: unknown) => void
}

/**
 * Looks once a minute for scheduled work that is due and starts it. A slot that was missed because the server was off is made up for once,
 * at the next look.
 */
export class Scheduler {
  readonly #parts: SchedulerParts
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(parts: SchedulerParts) {
    this.#parts = parts
  }

  async start(): Promise<void> {
    const now = this.#parts.clock.now()
    const timeZone = await this.#parts.timeZone()
    for (const [name, cadence] of Object.entries(SCHEDULE)) await this.#parts.turns.remember(name, latestSlot(cadence, now, timeZone), now)
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.look())
    }, MINUTE_MS)
    this.#timer.unref()
  }

  /** One look at the calendar: starts what is due and waits until all of it is over. */
  async look(): Promise<void> {
    const { clock, turns, run, onCrash } = this.#parts
    for (const name of Object.keys(SCHEDULE) as ScheduledName[]) {
      try {
        const now = clock.now()
        const slot = latestSlot(SCHEDULE[name], now, await this.#parts.timeZone())
        if (await turns.claimTurn(name, slot, now)) await run[name]()
      } catch (error) {
        onCrash(name, error)
      }
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }
}
