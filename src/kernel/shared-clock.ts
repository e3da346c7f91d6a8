import type { Clock } from './clock.ts'

/** A clock that several machines go by. Between two looks at it, it is carried on by time that nobody can set. */
export interface SharedClock extends Clock {
  /** Looks at it now. Rejects when it cannot be reached: then it goes on as before. */
  look(): Promise<void>
}

/** What was read longer ago is read again in the background. */
const LOOK_EVERY_MS = 5_000
/** An answer that was longer on its way says too little about the moment that it arrives in. */
const LONGEST_ANSWER_MS = 500
const MOST_TRIES = 3

/**
 * @param parts.read what the shared clock shows
 * @param parts.nowMs milliseconds that pass at their own rate, whatever the clock of this machine is set to
 * @param first what it showed just now
 */
export function createSharedClock(
  { read, nowMs }: { readonly read: () => Promise<Date>; readonly nowMs: () => number },
  first: Date,
): SharedClock {
  let aheadMs = first.getTime() - nowMs()
  let askedMs = nowMs()
  let looking: Promise<void> | null = null
  const ask = async (): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      askedMs = nowMs()
      const shown = await read()
      const answeredMs = nowMs()
      if (answeredMs - askedMs > LONGEST_ANSWER_MS && tries < MOST_TRIES) continue
      aheadMs = shown.getTime() - (askedMs + answeredMs) / 2
      return
    }
  }
  const look = (): Promise<void> => {
    looking ??= ask().finally(() => {
      looking = null
    })
    return looking
  }
  return {
    look,
    now() {
      if (nowMs() - askedMs > LOOK_EVERY_MS) look().catch(() => undefined)
      return new Date(Math.round(nowMs() + aheadMs))
    },
  }
}
