import { expect, it } from 'vitest'
import { ManualClock, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import { readSignals } from './read-signals.ts'
import type { ReadBatch } from './signal-outbox.ts'
import { MOST_TRIES, waitAfter } from './signal-outbox.ts'
import type { HeldSignal } from './signal.ts'

const START = new Date('2026-03-02T08:00:00Z')

const signal = (id: string, customerId: string | null, attempts = 1): HeldSignal => ({
  id,
  kind: 'task-done',
  customerId,
  occurredAt: START,
  origin: `task:${id}`,
  historical: false,
  payload: { taskId: id, outcome: 'not_reached', sendKey: null },
  attempts,
})

/** Reads one batch; `read` is what a reader does with each signal. */
async function readBatch(batch: readonly HeldSignal[], read: (id: string, clock: ManualClock) => void, keepsLease = true) {
  const clock = new ManualClock(START)
  const settled: ReadBatch[] = []
  const held: Date[] = []
  const failures: string[] = []
  await readSignals(
    { name: 'triggers', read: ({ id }) => Promise.resolve().then(() => read(id, clock)) },
    {
      clock,
      outbox: {
        claim: () => Promise.resolve(batch),
        hold: (_owner, until) => {
          held.push(until)
          return Promise.resolve(keepsLease)
        },
        settle: (_owner, end) => {
          settled.push(end)
          return Promise.resolve()
        },
      },
      onFailure: ({ signal: id, setAside }) => failures.push(setAside ? `${id} set aside` : id),
    },
  )
  return { settled, held, failures }
}
const failOn = (broken: string) => (id: string) => {
  if (id === broken) throw new Error(`no ${id}`)
}

it('waits longer after each try, for two thirds of a day in all, before a signal is set aside', () => {
  const waits = Array.from({ length: MOST_TRIES }, (_, i) => waitAfter(i + 1))
  expect(waits.at(-1)).toBeNull()
  expect(waits.slice(0, -1)).toEqual([5, 30, 120, 600, 3_600, 14_400, 43_200].map((seconds) => seconds * SECOND_MS))
})

it('leaves what is behind a failed one of the same customer, and reads the others', async () => {
  const { settled, failures } = await readBatch([signal('1', 'a'), signal('2', 'b'), signal('3', 'a'), signal('4', null)], failOn('1'))
  const dueAt = new Date(START.getTime() + 5 * SECOND_MS)
  expect(settled).toEqual([{ read: ['2', '4'], left: ['3'], failed: [{ id: '1', reason: 'no 1', dueAt }] }])
  expect(failures).toEqual(['1'])
})

it('goes on with a customer whose signal is set aside', async () => {
  const { settled, failures } = await readBatch([signal('1', 'a', MOST_TRIES), signal('2', 'a')], failOn('1'))
  expect(settled).toEqual([{ read: ['2'], left: [], failed: [{ id: '1', reason: 'no 1', dueAt: null }] }])
  expect(failures).toEqual(['1 set aside'])
})

it('holds on to the rest of a slow batch, and stops where the lease was lost', async () => {
  const slow = (_id: string, clock: ManualClock) => clock.moveTo(new Date(clock.now().getTime() + 40 * SECOND_MS))
  const batch = [signal('1', 'a'), signal('2', 'b')]
  const kept = await readBatch(batch, slow)
  expect(kept.held).toEqual([new Date(START.getTime() + 40 * SECOND_MS + MINUTE_MS)])
  expect(kept.settled).toEqual([{ read: ['1', '2'], left: [], failed: [] }])
  expect((await readBatch(batch, slow, false)).settled).toEqual([])
})
