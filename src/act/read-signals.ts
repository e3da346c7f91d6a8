import { messageOf } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { SignalOutbox } from './signal-outbox.ts'
import { waitAfter } from './signal-outbox.ts'
import type { SignalReader } from './signal.ts'

const HELD_MS = 60_000
const BATCH = 100
/** Of a reader that takes a batch at once. */
const LARGE_BATCH = 500
const MOST_REASON = 300

export interface ReadSignalsPorts {
  readonly outbox: Pick<SignalOutbox, 'claim' | 'hold' | 'settle'>
  readonly clock: Clock
  /** Told of each signal that could not be read. */
  readonly onFailure: (failure: {
    readonly reader: string
    readonly signal: string
    readonly setAside: boolean
    readonly error: unknown
  }) => void
}

/**
 * Gives one batch of signals to their reader, in order; returns how many it took up. One that fails is tried again later or, after the last try, set aside;
 * the customer's next signals wait with it, those of others go on. Several may run at once, also in other processes.
 */
export async function readSignals(reader: SignalReader, { outbox, clock, onFailure }: ReadSignalsPorts): Promise<number> {
  const start = clock.now()
  const owner = newId(start)
  let heldUntil = start.getTime() + HELD_MS
  const batch = await outbox.claim(reader.name, owner, {
    now: start,
    heldUntil: new Date(heldUntil),
    limit: reader.readMany === undefined ? BATCH : LARGE_BATCH,
  })
  if (batch.length === 0) return 0
  const read: string[] = []
  const left: string[] = []
  const failed: { id: string; reason: string; dueAt: Date | null }[] = []
  const waiting = new Set<string>()
  if (reader.readMany !== undefined) {
    try {
      await reader.readMany(batch)
      read.push(...batch.map(({ id }) => id))
    } catch (error) {
      for (const { id, attempts } of batch) failed.push(fail(id, attempts, error))
    }
    await outbox.settle(owner, { read, left, failed }, clock.now())
    return batch.length
  }
  for (const signal of batch) {
    if (signal.customerId !== null && waiting.has(signal.customerId)) {
      left.push(signal.id)
      continue
    }
    const now = clock.now().getTime()
    if (heldUntil - now < HELD_MS / 2) {
      heldUntil = now + HELD_MS
      if (!(await outbox.hold(owner, new Date(heldUntil)))) return batch.length
    }
    try {
      await reader.read(signal)
      read.push(signal.id)
    } catch (error) {
      const one = fail(signal.id, signal.attempts, error)
      failed.push(one)
      if (one.dueAt !== null && signal.customerId !== null) waiting.add(signal.customerId)
    }
  }
  await outbox.settle(owner, { read, left, failed }, clock.now())
  return batch.length

  function fail(id: string, attempts: number, error: unknown) {
    const wait = waitAfter(attempts)
    onFailure({ reader: reader.name, signal: id, setAside: wait === null, error })
    return { id, reason: messageOf(error).slice(0, MOST_REASON), dueAt: wait === null ? null : new Date(clock.now().getTime() + wait) }
  }
}
