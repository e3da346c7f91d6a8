/**
 * Does a round of work, rests, and does the next: rounds never overlap. A round that answers true had plenty to do and is followed at once.
 * A round that fails is reported and followed by a longer rest, doubling to a minute.
 */
export class Rounds {
  readonly #round: () => Promise<boolean>
  readonly #restMs: number
  readonly #gatherMs: number
  readonly #onCrash: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #current: Promise<void> = Promise.resolve()
  #stopped = true
  #failures = 0
  #isResting = false
  #isWoken = false

  /** @param gatherMs The short rest after a call to wake, in which more may come; at most as long as the other */
  constructor(round: () => Promise<boolean>, restMs: number, onCrash: (error: unknown) => void, gatherMs = restMs) {
    this.#round = round
    this.#restMs = restMs
    this.#gatherMs = gatherMs
    this.#onCrash = onCrash
  }

  start(): void {
    this.#stopped = false
    this.#schedule(this.#restMs)
  }

  /** Says that there is something to do: no more than the short rest is left, and none where there is plenty already. What failed rests as long as it was to. */
  wake(hasPlenty = false): void {
    if (this.#failures > 0 || (this.#isWoken && !hasPlenty)) return
    this.#isWoken = true
    if (!this.#isResting) return
    clearTimeout(this.#timer)
    this.#schedule(hasPlenty ? 0 : this.#gatherMs)
  }

  /** Ends after the round that is on its way. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#current
  }

  #schedule(restMs: number): void {
    if (this.#stopped) return
    this.#isResting = true
    this.#timer = setTimeout(() => {
      this.#isResting = false
      this.#isWoken = false
      this.#current = this.#once()
    }, restMs)
    this.#timer.unref()
  }

  async #once(): Promise<void> {
    try {
      const more = await this.#round()
      this.#failures = 0
      this.#schedule(more ? 0 : this.#isWoken ? this.#gatherMs : this.#restMs)
    } catch (error) {
      this.#failures += 1
      this.#onCrash(error)
      this.#schedule(Math.min(60_000, this.#restMs * 2 ** this.#failures))
    }
  }
}
