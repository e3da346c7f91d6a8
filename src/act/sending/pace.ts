import { setTimeout as wait } from 'node:timers/promises'

/** Time that passes at its own rate, whatever the clock of the project says: waits between calls of a provider are real ones. */
export interface Timer {
  nowMs(): number
  /** Ends early, without an error, when the signal is given. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const realTimer: Timer = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
}

/** How much of a second may be caught up on after a pause. */
const BURST_MS = 100

/** Lets so many through a second, evenly. */
export class Pace {
  readonly #everyMs: number
  readonly #timer: Timer
  #nextMs: number

  constructor(perSecond: number, timer: Timer) {
    this.#everyMs = 1_000 / perSecond
    this.#timer = timer
    this.#nextMs = timer.nowMs()
  }

  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.#timer.nowMs()
    this.#nextMs = Math.max(this.#nextMs, now - BURST_MS) + this.#everyMs
    const waitMs = this.#nextMs - this.#everyMs - now
    if (waitMs > 0) await this.#timer.sleep(waitMs, signal)
  }
}
