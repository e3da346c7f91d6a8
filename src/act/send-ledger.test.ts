import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SEND_STATES } from '#decide/decision.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { MAX_ATTEMPTS, nextSendState, retryDelayMs } from './send-ledger.ts'
import type { SendEvent, SendFacts } from './send-ledger.ts'

const EVENTS: readonly SendEvent[] = [
  { kind: 'claim' },
  { kind: 'hand' },
  { kind: 'delivered', providerId: null },
  { kind: 'rejected', reason: 'r' },
  { kind: 'deferred', reason: 'd' },
  { kind: 'unknown', reason: 'u' },
  { kind: 'suppress', reason: 's' },
  { kind: 'lease_expired' },
]
const email = (state: SendFacts['state'], attempts = 0): SendFacts => ({ state, attempts, channel: 'email' })
const after = (facts: SendFacts, kind: SendEvent['kind']): string | null =>
  nextSendState(facts, EVENTS.find((event) => event.kind === kind) as SendEvent)?.state ?? null

describe('what follows what', () => {
  test.each<[SendFacts['state'], SendEvent['kind'], string | null]>([
    ['planned', 'claim', 'claimed'],
    ['claimed', 'hand', 'handed'],
    ['handed', 'delivered', 'delivered'],
    ['handed', 'rejected', 'failed'],
    ['handed', 'deferred', 'planned'],
    ['handed', 'unknown', 'uncertain'],
    ['planned', 'suppress', 'suppressed'],
    ['claimed', 'suppress', 'suppressed'],
    ['handed', 'suppress', null],
    ['claimed', 'lease_expired', 'planned'],
    ['handed', 'lease_expired', 'uncertain'],
    ['uncertain', 'delivered', 'delivered'],
    ['uncertain', 'claim', null],
    ['uncertain', 'hand', null],
    ['uncertain', 'lease_expired', null],
    ['delivered', 'claim', null],
    ['planned', 'hand', null],
    ['suppressed', 'hand', null],
  ])('%s, %s: %s', (state, kind, expected) => expect(after(email(state), kind)).toBe(expected))

  test('no other event moves a send', () => {
    const moves: Record<SendFacts['state'], Partial<Record<SendEvent['kind'], SendFacts['state']>>> = {
      planned: { claim: 'claimed', suppress: 'suppressed' },
      claimed: { hand: 'handed', rejected: 'failed', suppress: 'suppressed', lease_expired: 'planned' },
      handed: { delivered: 'delivered', rejected: 'failed', deferred: 'planned', unknown: 'uncertain', lease_expired: 'uncertain' },
      uncertain: { delivered: 'delivered', rejected: 'failed', deferred: 'planned' },
      delivered: {},
      failed: {},
      suppressed: {},
    }
    for (const state of SEND_STATES)
      for (const { kind } of EVENTS) expect([state, kind, after(email(state), kind)]).toEqual([state, kind, moves[state][kind] ?? null])
  })

  test('handing over is what counts as an attempt', () => {
    expect(nextSendState(email('planned', 2), { kind: 'claim' })?.attempts).toBe(2)
    expect(nextSendState(email('claimed', 2), { kind: 'hand' })?.attempts).toBe(3)
    expect(nextSendState(email('handed', 3), { kind: 'deferred', reason: 'smtp_451' })?.attempts).toBe(3)
  })

  test('the wait is never shorter than the first nor longer than the last', () => {
    expect([0, 1, 4, 5, 99].map((attempts) => retryDelayMs(attempts) / 60_000)).toEqual([1, 1, 120, 120, 120])
  })

  test('a task or webhook that may have been made is made again, since that changes nothing', () => {
    expect(after({ ...email('handed'), channel: 'agent_task' }, 'lease_expired')).toBe('planned')
    expect(after({ ...email('handed'), channel: 'webhook' }, 'lease_expired')).toBe('planned')
  })

  test('a refusal for now is tried again with growing waits, five times at most', () => {
    const waits: number[] = []
    for (let attempts = 1; attempts < MAX_ATTEMPTS; attempts += 1) {
      const change = nextSendState(email('handed', attempts), { kind: 'deferred', reason: 'smtp_451' })
      expect(change?.state).toBe('planned')
      waits.push(change?.delayMs ?? 0)
    }
    expect(waits).toEqual([60_000, 300_000, 1_800_000, 7_200_000])
    expect(nextSendState(email('handed', MAX_ATTEMPTS), { kind: 'deferred', reason: 'smtp_451' })).toMatchObject({
      state: 'failed',
      reason: 'smtp_451',
    })
  })
})

/** How often an email was handed over while an earlier hand-over of it had not been answered with a certain "not accepted". */
function doubleHands(events: readonly SendEvent[]): number {
  let facts = email('planned')
  let mayBeOut = false
  let doubles = 0
  for (const event of events) {
    const change = nextSendState(facts, event)
    if (change === null) continue
    if (event.kind === 'hand') {
      doubles += mayBeOut ? 1 : 0
      mayBeOut = true
    }
    if (event.kind === 'deferred') mayBeOut = false
    facts = { ...facts, state: change.state, attempts: change.attempts }
  }
  return doubles
}

test('whatever happens, an e-mail leaves again only after a certain "not accepted"', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 60 }), (events) => {
      expect(doubleHands(events)).toBe(0)
    }),
    { numRuns: 5_000 },
  )
})

test('final states stay, but for a late word on an uncertain one', () => {
  for (const state of SEND_STATES.filter((each) => ['delivered', 'failed', 'suppressed'].includes(each))) {
    for (const channel of CHANNELS) for (const event of EVENTS) expect(nextSendState({ state, attempts: 1, channel }, event)).toBeNull()
  }
})
