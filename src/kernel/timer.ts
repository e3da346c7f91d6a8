/** Waiting, and a clock that nobody sets. An argument as the clock is, so that a simulation decides what happens meanwhile. */
export interface Timer {
  /** Milliseconds since any moment; never goes backwards. */
  monotonicMs(): number
  sleep(ms: number): Promise<void>
}

export const systemTimer: Timer = {
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
