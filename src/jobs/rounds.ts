/**
 * Does a round of work, rests, and does the next: rounds never overlap. A round that answers true had plenty to do and is followed at once.
 * A round that fails is reported and followed by a longer rest, doubling to a minute.
 */
export class Rounds {
  readonly #round: () => Promise<boolean>
  readonly #restMs: number
  readonly #onCrash: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #current: Promise<void> = Promise.resolve()
  #stopped = true
  #failures = 0

  constructor(round: () => Promise<boolean>, restMs: number, onCrash: (error: unknown) => void) {
    this.#round = round
    this.#restMs = restMs
    this.#onCrash = onCrash
  }

  start(): void {
    this.#stopped = false
    this.#schedule(this.#restMs)
  }

  /** Ends after the round that is on its way. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#current
  }

  #schedule(restMs: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#current = this.#once()
    }, restMs)
    this.#timer.unref()
  }

  async #once(): Promise<void> {
    try {
      const more = await this.#round()
      this.#failures = 0
      this.#schedule(more ? 0 : this.#restMs)
    } catch (error) {
      this.#failures += 1
      this.#onCrash(error)
      this.#schedule(Math.min(60_000, this.#restMs * 2 ** this.#failures))
    }
  }
}
