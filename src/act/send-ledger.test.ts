import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SEND_STATES } from '#decide/decision.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { ANSWERABLE, forgetsAttempt, MAX_ATTEMPTS, REPEAT_MARGIN_MS, nextSendState, retryDelayMs } from './send-ledger.ts'
import type { SendEvent, SendFacts } from './send-ledger.ts'

const EVENTS: readonly SendEvent[] = [
  { kind: 'claim' },
  { kind: 'hand' },
  { kind: 'accepted', providerId: 'p' },
  { kind: 'delivered', providerId: null },
  { kind: 'rejected', reason: 'r' },
  { kind: 'deferred', reason: 'd' },
  { kind: 'unknown', reason: 'u' },
  { kind: 'halted', reason: 'h', what: 'account' },
  { kind: 'suppress', reason: 's' },
  { kind: 'wait', reason: 'w', until: new Date('2026-03-02T09:00:00Z') },
  { kind: 'reroute', reason: 'no_address', channel: 'sms', nextChannels: [] },
  { kind: 'not_sent' },
  { kind: 'lease_expired' },
  { kind: 'repeat_lapsed' },
  { kind: 'try_now', reason: 't' },
]
const RECEIPTS: readonly SendEvent[] = [
  { kind: 'receipt', arrived: true, reason: '' },
  { kind: 'receipt', arrived: false, reason: 'no_such_number' },
]
const NOW = new Date('2026-03-02T08:00:00Z')
const next = (facts: SendFacts, event: SendEvent) => nextSendState(facts, event, NOW)
const email = (state: SendFacts['state'], attempts = 0): SendFacts => ({ state, attempts, channel: 'email' })
const after = (facts: SendFacts, kind: SendEvent['kind']): string | null =>
  next(facts, EVENTS.find((event) => event.kind === kind) as SendEvent)?.state ?? null

describe('what follows what', () => {
  test.each<[SendFacts['state'], SendEvent['kind'], string | null]>([
    ['planned', 'claim', 'claimed'],
    ['claimed', 'hand', 'handed'],
    ['handed', 'accepted', 'accepted'],
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

  test('that a message was accepted settles what is answerable, and changes nothing but its state and reason', () => {
    for (const state of SEND_STATES)
      for (const channel of CHANNELS)
        for (const repeatUntil of [null, NOW])
          expect(next({ state, attempts: 2, channel, repeatUntil }, { kind: 'accepted', providerId: 'p' })).toEqual(
            ANSWERABLE.includes(state) ? { state: 'accepted', attempts: 2, reason: '', delayMs: 0 } : null,
          )
    expect(forgetsAttempt({ kind: 'accepted', providerId: null })).toBe(false)
  })

  test('no other event moves a send', () => {
    const moves: Record<SendFacts['state'], Partial<Record<SendEvent['kind'], SendFacts['state']>>> = {
      planned: { claim: 'claimed', suppress: 'suppressed', try_now: 'planned' },
      claimed: {
        hand: 'handed',
        rejected: 'failed',
        suppress: 'suppressed',
        wait: 'planned',
        reroute: 'planned',
        lease_expired: 'planned',
      },
      handed: {
        accepted: 'accepted',
        delivered: 'delivered',
        rejected: 'failed',
        deferred: 'planned',
        halted: 'planned',
        unknown: 'uncertain',
        lease_expired: 'uncertain',
      },
      accepted: {},
      uncertain: {
        accepted: 'accepted',
        delivered: 'delivered',
        rejected: 'failed',
        deferred: 'planned',
        halted: 'planned',
        not_sent: 'planned',
      },
      delivered: {},
      failed: {},
      suppressed: {},
    }
    for (const state of SEND_STATES)
      for (const { kind } of EVENTS) expect([state, kind, after(email(state), kind)]).toEqual([state, kind, moves[state][kind] ?? null])
  })

  test('handing over is what counts as an attempt', () => {
    expect(next(email('planned', 2), { kind: 'claim' })?.attempts).toBe(2)
    expect(next(email('claimed', 2), { kind: 'hand' })?.attempts).toBe(3)
    expect(next(email('handed', 3), { kind: 'deferred', reason: 'smtp_451' })?.attempts).toBe(3)
  })

  test('the wait is never shorter than the first nor longer than the last', () => {
    expect([0, 1, 4, 5, 99].map((attempts) => retryDelayMs(attempts) / 60_000)).toEqual([1, 1, 120, 120, 120])
  })

  test('what a person says is mended is due at once with its attempts given back, unless it may be out', () => {
    const mended = { kind: 'try_now', reason: 'template_unknown' } as const
    expect(next(email('planned', 4), mended)).toEqual({ state: 'planned', attempts: 1, reason: 'template_unknown', delayMs: 0 })
    expect(next(email('planned', 0), mended)?.attempts).toBe(0)
    expect(next({ ...email('planned', 4), repeatUntil: new Date(NOW.getTime() + 600_000) }, mended)?.attempts).toBe(4)
  })

  test('a task or webhook that may have been made is made again, since that changes nothing', () => {
    expect(after({ ...email('handed'), channel: 'agent_task' }, 'lease_expired')).toBe('planned')
    expect(after({ ...email('handed'), channel: 'webhook' }, 'lease_expired')).toBe('planned')
  })

  test('a refusal for now is tried again with growing waits, five times at most', () => {
    const waits: number[] = []
    for (let attempts = 1; attempts < MAX_ATTEMPTS; attempts += 1) {
      const change = next(email('handed', attempts), { kind: 'deferred', reason: 'smtp_451' })
      expect(change?.state).toBe('planned')
      waits.push(change?.delayMs ?? 0)
    }
    expect(waits).toEqual([60_000, 300_000, 1_800_000, 7_200_000])
    expect(next(email('handed', MAX_ATTEMPTS), { kind: 'deferred', reason: 'smtp_451' })).toMatchObject({
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
    const change = next(facts, event)
    if (change === null) continue
    if (event.kind === 'hand') {
      doubles += mayBeOut ? 1 : 0
      mayBeOut = true
    }
    if (event.kind === 'deferred' || event.kind === 'halted' || event.kind === 'not_sent') mayBeOut = false
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
    for (const channel of CHANNELS) for (const event of EVENTS) expect(next({ state, attempts: 1, channel }, event)).toBeNull()
  }
})

describe('what a provider says later', () => {
  const receipts = (state: SendFacts['state'], ...events: readonly SendEvent[]): SendFacts['state'] =>
    events.reduce((facts, event) => ({ ...facts, state: next(facts, event)?.state ?? facts.state }), email(state, 1)).state
  const [arrived, failed] = RECEIPTS as readonly [SendEvent, SendEvent]

  test('an accepted message is delivered or failed by its receipt', () => {
    expect(receipts('accepted', arrived)).toBe('delivered')
    expect(receipts('accepted', failed)).toBe('failed')
    expect(next(email('accepted', 1), failed)?.reason).toBe('no_such_number')
  })

  test('receipts may come in any order and again and again: that it arrived holds', () => {
    for (const state of ['handed', 'accepted', 'uncertain'] as const)
      fc.assert(
        fc.property(fc.array(fc.constantFrom(arrived, failed), { minLength: 1, maxLength: 6 }), (events) => {
          expect(receipts(state, ...events)).toBe(events.includes(arrived) ? 'delivered' : 'failed')
        }),
      )
  })

  test('what arrived after all is not sent again, and what never left cannot have arrived', () => {
    for (const state of ['planned', 'claimed', 'suppressed', 'failed'] as const) expect(receipts(state, arrived)).toBe('delivered')
    for (const state of SEND_STATES) expect(next(email(state, 0), arrived)).toBeNull()
    for (const state of ['planned', 'claimed', 'suppressed'] as const) expect(next(email(state, 1), failed)).toBeNull()
  })
})

test('an unknown outcome is repeated only while the provider promises to send it once', () => {
  const within = { ...email('handed', 1), repeatUntil: new Date(NOW.getTime() + REPEAT_MARGIN_MS + 1) }
  const late = { ...email('handed', 1), repeatUntil: new Date(NOW.getTime() + REPEAT_MARGIN_MS) }
  for (const kind of ['unknown', 'lease_expired'] as const) {
    expect(after(within, kind)).toBe('planned')
    expect(after(late, kind)).toBe('uncertain')
    expect(after({ ...within, attempts: MAX_ATTEMPTS }, kind)).toBe('uncertain')
  }
  expect(after({ ...late, state: 'planned' }, 'repeat_lapsed')).toBe('uncertain')
})

test('a provider may ask for a longer wait, but for no more than a day; a halt of the account is no attempt', () => {
  const wait = (retryAfterMs: number) => next(email('handed', 1), { kind: 'deferred', reason: 'busy', retryAfterMs })?.delayMs
  expect([wait(1), wait(600_000), wait(1e12)]).toEqual([60_000, 600_000, 86_400_000])
  const halted = (what: 'account' | 'template', until?: Date) =>
    next(email('handed', 2), { kind: 'halted', reason: 'quota', what, ...(until === undefined ? {} : { until }) })
  expect(halted('account', new Date('2026-03-02T09:00:00Z'))).toEqual({
    state: 'planned',
    attempts: 1,
    reason: 'quota',
    delayMs: 3_600_000,
  })
  expect(halted('template')).toMatchObject({ state: 'planned', attempts: 2, delayMs: 3_600_000 })
  expect(next(email('handed', MAX_ATTEMPTS), { kind: 'halted', reason: 'template_off', what: 'template' })?.state).toBe('failed')
})

describe('a send whose attempt before may be out', () => {
  const now = new Date('2026-03-02T08:00:00Z')
  const send = { state: 'claimed', attempts: 1, channel: 'email', repeatUntil: new Date(now.getTime() + 600_000) } as const

  test('is not called suppressed when it is not repeated', () => {
    expect(nextSendState(send, { kind: 'suppress', reason: 'no_consent' }, now)).toMatchObject({ state: 'uncertain', reason: 'no_consent' })
    expect(nextSendState({ ...send, repeatUntil: null }, { kind: 'suppress', reason: 'no_consent' }, now)).toMatchObject({
      state: 'suppressed',
    })
  })

  test('is not known to have failed when we cannot make it again; what the provider refuses under its own key has failed', () => {
    const refused = { kind: 'rejected', reason: 'message_not_made' } as const
    expect(nextSendState(send, refused, now)).toMatchObject({ state: 'uncertain', reason: 'message_not_made' })
    expect(nextSendState({ ...send, repeatUntil: null }, refused, now)).toMatchObject({ state: 'failed' })
    expect(nextSendState({ ...send, state: 'handed' }, { ...refused, mayBeOut: true }, now)).toMatchObject({ state: 'failed' })
  })

  test('is not known to have failed when the last repetition is put off', () => {
    const handed = { ...send, state: 'handed', attempts: MAX_ATTEMPTS } as const
    expect(nextSendState(handed, { kind: 'deferred', reason: 'busy', mayBeOut: true }, now)).toMatchObject({ state: 'uncertain' })
    expect(nextSendState(handed, { kind: 'deferred', reason: 'busy' }, now)).toMatchObject({ state: 'failed' })
  })

  test('stays bound to its account when the repetition is put off', () => {
    const outcomes = [
      { kind: 'deferred', reason: 'busy' },
      { kind: 'halted', reason: 'quota', what: 'account' },
    ] as const
    expect(outcomes.map((one) => [forgetsAttempt(one), forgetsAttempt({ ...one, mayBeOut: true })])).toEqual([
      [true, false],
      [true, false],
    ])
    expect([forgetsAttempt({ kind: 'not_sent' }), forgetsAttempt({ kind: 'unknown', reason: 'timeout' })]).toEqual([true, false])
  })
})
