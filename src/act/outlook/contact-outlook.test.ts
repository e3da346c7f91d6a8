import { expect, test } from 'vitest'
import type { Reach } from '#decide/candidate.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { DEFAULT_RULES } from '../policy/contact-rules.ts'
import { momentOf } from '../policy/customer-moment.ts'
import { contactOutlook } from './contact-outlook.ts'
import type { OutlookFacts, StandingRefusal } from './contact-outlook.ts'

const ZONE = 'Asia/Shanghai'
/** Wednesday noon in Shanghai. */
const NOON = new Date('2026-03-18T04:00:00Z')
const NIGHT = new Date('2026-03-18T14:00:00Z')
const REACH: Reach = {
  customerId: 'c',
  maskedName: '',
  hasAddress: true,
  consent: true,
  suppressed: false,
  heldOut: null,
  contactHash: 'h',
}
const FACTS: OutlookFacts = {
  channel: 'sms',
  reach: REACH,
  recipient: { country: 'CN', earlier: [], otherPriority: null },
  isStopped: false,
  isZoneInvalid: false,
  refusals: [],
  unready: null,
}
const sent = (channel: OutlookFacts['channel'], hoursAgo: number) => ({
  channel,
  purpose: 'marketing' as const,
  at: new Date(NOON.getTime() - hoursAgo * 3_600_000),
})
const refusal = (reason: StandingRefusal['reason'], until: string | null = null): StandingRefusal => ({
  id: 1,
  kind: 'phone',
  channel: 'sms',
  masked: '139****1001',
  reason,
  since: NOON,
  until: until === null ? null : new Date(until),
})
const moments = new Map([NOON, NIGHT].map((now) => [now, momentOf(ZONE, now)]))
const of = (facts: Partial<OutlookFacts>, now = NOON) =>
  contactOutlook({ ...FACTS, ...facts }, DEFAULT_RULES, moments.get(now) ?? momentOf(ZONE, now))
const reasons = (facts: Partial<OutlookFacts>, now = NOON) => of(facts, now).blocks.map(({ reason }) => reason)

test('nothing stands in the way: it leaves now, with the places that are left', () => {
  expect(of({})).toEqual({
    channel: 'sms',
    isOpen: true,
    blocks: [],
    earliest: NOON,
    consent: true,
    day: { left: 1, of: 1 },
    week: { left: 2, of: 2 },
    quiet: { from: '20:00', to: '08:00' },
    unready: null,
  })
})

test('everything that stands in the way is named, the most lasting first', () => {
  const facts = {
    reach: { ...REACH, suppressed: true, consent: false, hasAddress: false, heldOut: 'global_control' as const },
    refusals: [refusal('pause', '2026-04-01T00:00:00Z'), refusal('unsubscribe')],
    isStopped: true,
    unready: 'account_off' as const,
    recipient: { country: 'CN', earlier: [sent('sms', 1), sent('sms', 30)], otherPriority: 5 },
  }
  expect(reasons(facts, NIGHT)).toEqual([
    'channel_not_ready',
    'do_not_contact',
    'unsubscribe',
    'pause',
    'consent_refused',
    'no_address',
    'global_control',
    'other_offer',
    'cap_week',
    'cap_day',
    'quiet_hours',
  ])
  expect(of(facts, NIGHT)).toMatchObject({ isOpen: false, earliest: null })
})

test('what ends by itself says when, and the first moment is outside the quiet hours', () => {
  expect(of({}, NIGHT)).toMatchObject({
    isOpen: false,
    blocks: [{ reason: 'quiet_hours', until: new Date('2026-03-19T00:00:00Z') }],
    earliest: new Date('2026-03-19T00:00:00Z'),
  })
  const capped = of({ recipient: { ...FACTS.recipient, earlier: [sent('sms', 1)] } })
  expect(capped).toMatchObject({ day: { left: 0, of: 1 }, week: { left: 1, of: 2 }, earliest: new Date('2026-03-19T00:00:00Z') })
  const paused = of({ reach: { ...REACH, suppressed: true }, refusals: [refusal('pause', '2026-04-01T14:00:00Z')] })
  expect(paused.earliest).toEqual(new Date('2026-04-02T00:00:00Z'))
})

test('never asked is not refused, and a task for the team needs no yes', () => {
  expect(reasons({ reach: { ...REACH, consent: null } })).toEqual(['consent_never_asked'])
  expect(reasons({ channel: 'agent_task', reach: { ...REACH, consent: null } })).toEqual([])
  expect(reasons({ channel: 'agent_task', reach: { ...REACH, consent: false } })).toEqual(['consent_refused'])
})

test('a dead address beside an open one blocks nothing', () => {
  expect(of({ refusals: [refusal('hard_bounce')] })).toMatchObject({ isOpen: true, blocks: [] })
})

test('somebody who is no customer any more, or is a test record, is told apart', () => {
  expect(of({ reach: undefined })).toMatchObject({ isOpen: false, blocks: [{ reason: 'not_a_customer' }], consent: null })
})

test('a message would leave exactly when nothing is named, whatever the facts are', () => {
  for (const channel of CHANNELS)
    for (const consent of [null, true, false])
      for (const suppressed of [false, true])
        for (const hasAddress of [false, true])
          for (const heldOut of [null, 'held_out_contact'] as const)
            for (const now of [NOON, NIGHT])
              for (const earlier of [[], [sent(channel, 1)], [sent('email', 1), sent('push', 2)]])
                for (const otherPriority of [null, 0]) {
                  const reach = { ...REACH, consent, suppressed, hasAddress, heldOut }
                  const { isOpen, blocks } = of({ channel, reach, recipient: { country: 'CN', earlier, otherPriority } }, now)
                  expect([channel, consent, blocks.length === 0]).toEqual([channel, consent, isOpen])
                }
})
