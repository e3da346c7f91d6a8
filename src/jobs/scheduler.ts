import { MINUTE_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { latestSlot } from './calendar-slot.ts'
import type { ScheduledName } from './schedule.ts'
import { SCHEDULE } from './schedule.ts'

export interface SchedulerParts {
  /** Notes the slot as done when the schedule was never seen, so that a first start does not run everything at once. */
  readonly remember: (schedule: ScheduledName, slot: Date, now: Date) => Promise<void>
  /** Starts the job of a slot, once over all nodes and restarts. */
  readonly startSlot: (schedule: ScheduledName, slot: Date) => Promise<unknown>
  readonly clock: Clock
  readonly timeZone: () => Promise<string>
  readonly onCrash: (name: string, error: unknown) => void
}

/**
 * Looks once a minute for scheduled work that is due and starts its job; the slot is done when that job is. A slot that was missed because the server was off
 * is made up for once, at the next look.
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
    for (const name of NAMES) await this.#parts.remember(name, latestSlot(SCHEDULE[name], now, timeZone), now)
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.look())
    }, MINUTE_MS)
    this.#timer.unref()
  }

  /** One look at the calendar: starts the jobs of what is due. */
  async look(): Promise<void> {
    const { clock, startSlot, onCrash } = this.#parts
    for (const name of NAMES) {
      try {
        await startSlot(name, latestSlot(SCHEDULE[name], clock.now(), await this.#parts.timeZone()))
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

const NAMES = Object.keys(SCHEDULE) as ScheduledName[]
