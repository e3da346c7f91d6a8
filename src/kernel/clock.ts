/** The only source of "now" in the product. Passed as an argument, so that tests and the demo can choose the time. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that only advances when moved. Never goes backwards. */
export class ManualClock implements Clock {
  #time: number

  constructor(start: Date) {
    this.#time = start.getTime()
  }

  now(): Date {
    return new Date(this.#time)
  }

  /** Moves to `time`; earlier times are ignored. */
  moveTo(time: Date): void {
    this.#time = Math.max(this.#time, time.getTime())
  }
}

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
