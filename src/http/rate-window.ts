import { AppError } from '#kernel/app-error.ts'

const WINDOW_MS = 60_000
/** So that made-up addresses cost no memory; past it the counts start from zero. */
const REMEMBERED = 50_000

/** Counts requests by name in windows of a minute. */
export class RateWindow {
  readonly #perMinute: number
  readonly #counts = new Map<string, number>()
  #startedAt = Number.NEGATIVE_INFINITY

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** `nowMs` on any steady clock. @throws AppError too-many-requests with the seconds until the next window. */
  take(name: string, nowMs: number): void {
    if (nowMs - this.#startedAt >= WINDOW_MS || this.#counts.size >= REMEMBERED) {
      this.#counts.clear()
      this.#startedAt = nowMs
    }
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    if (count <= this.#perMinute) return
    const retryAfter = Math.max(1, Math.ceil((this.#startedAt + WINDOW_MS - nowMs) / 1000))
    throw new AppError('too-many-requests', 'too-many-requests', `Too many requests in a short time: wait ${retryAfter} seconds.`, {
      details: { retryAfter },
    })
  }
}
