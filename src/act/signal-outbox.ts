import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { HeldSignal } from './signal.ts'

/** Waits after try 1, 2, 3 … of a signal that could not be read; after the last one it is set aside. */
const WAITS_MS = [5_000, 30_000, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS] as const

/** How often a signal is tried before it is set aside. */
export const MOST_TRIES = WAITS_MS.length + 1

/** How long a signal that was set aside can be started again. */
export const SET_ASIDE_KEPT_MS = 30 * DAY_MS

/** Milliseconds until the next try after this many; null: no more. */
export function waitAfter(tries: number): number | null {
  return WAITS_MS[tries - 1] ?? null
}

/** What became of the signals of a batch. */
export interface ReadBatch {
  readonly read: readonly string[]
  /** Not touched: an earlier signal of the same customer has to be read first. */
  readonly left: readonly string[]
  /** `dueAt` null: set aside. */
  readonly failed: readonly { readonly id: string; readonly reason: string; readonly dueAt: Date | null }[]
}

export interface SetAsideSignal {
  readonly id: string
  readonly reader: string
  readonly kind: string
  readonly customerId: string | null
  readonly origin: string
  readonly occurredAt: Date
  readonly setAsideAt: Date
  readonly reason: string
}

/** How far a reader is. */
export interface ReaderStanding {
  readonly reader: string
  readonly waiting: number
  /** When the oldest of them was written; null when none waits. */
  readonly oldestAt: Date | null
  readonly setAside: number
}

/** The reading end of the outbox. Written to only by stores, inside the transaction of the cause. */
export interface SignalOutbox {
  /**
   * Takes up to `limit` signals of a reader until `heldUntil`, oldest first. Signals of a customer come in the order in which they were committed: those
   * behind one that is held or waits for its next try are not handed out. `owner` must be new for each claim.
   */
  claim(
    reader: string,
    owner: string,
    options: { readonly now: Date; readonly heldUntil: Date; readonly limit: number },
  ): Promise<readonly HeldSignal[]>
  /** Holds the rest of a batch for longer. False: the claim was lost. */
  hold(owner: string, heldUntil: Date): Promise<boolean>
  /** Ends a claim; signals that were lost in the meantime stay as they are. */
  settle(owner: string, batch: ReadBatch, now: Date): Promise<void>
  standing(): Promise<readonly ReaderStanding[]>
  /** Newest first. */
  setAside(limit: number): Promise<readonly SetAsideSignal[]>
  /** Makes a signal that was set aside due again. False: it is not set aside. */
  retry(id: string): Promise<boolean>
  /** Deletes what was set aside before a time; returns how many. */
  clear(before: Date): Promise<number>
}
