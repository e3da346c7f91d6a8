import type { Clock } from '#kernel/clock.ts'

/** Stands at the demo's own time while the story is told, then runs on with the real one. Never goes backwards. */
export class DemoClock implements Clock {
  #time: number
  #released = false

  constructor(start: Date) {
    this.#time = start.getTime()
  }

  now(): Date {
    return this.#released ? new Date() : new Date(this.#time)
  }

  moveTo(time: Date): void {
    this.#time = Math.max(this.#time, time.getTime())
  }

  /** From here on the clock shows real time. */
  release(): void {
    this.#released = true
  }
}
