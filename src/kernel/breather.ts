const LONGEST_MS = 12

/** Yields the event loop during long work: `pause` returns at once until 12 ms have passed since the last rest. */
export class Breather {
  #since = performance.now()

  get isDue(): boolean {
    return performance.now() - this.#since > LONGEST_MS
  }

  async pause(): Promise<void> {
    if (!this.isDue) return
    await new Promise((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}
