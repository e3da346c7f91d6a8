import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHANNELS } from '#decide/strategy.ts'
import { checkContactRules } from './check-contact-rules.ts'
import { DEFAULT_RULES } from './contact-rules.ts'
import type { ContactRules } from './contact-rules.ts'
import { momentOf } from './customer-moment.ts'
import { judgeContact } from './judge-contact.ts'
import type { ContactQuestion, EarlierContact } from './judge-contact.ts'

const NOW = new Date('2026-06-03T04:00:00Z') // Wednesday noon in Beijing
const HERE = momentOf('Asia/Shanghai', NOW)
const ASK: ContactQuestion = {
  channel: 'sms',
  purpose: 'marketing',
  country: 'CN',
  earlier: [],
  isZoneInvalid: false,
  heldOut: null,
  otherOffer: false,
  ahead: { channel: 0, all: 0 },
  expiresAt: null,
}
const sent = (
  hoursAgo: number,
  channel: EarlierContact['channel'] = 'sms',
  purpose: EarlierContact['purpose'] = 'marketing',
): EarlierContact => ({
  channel,
  purpose,
  at: new Date(NOW.getTime() - hoursAgo * 3_600_000),
})

describe('whether a contact may leave now', () => {
  it('allows what no rule stops', () => {
    expect(judgeContact(ASK, DEFAULT_RULES, HERE)).toEqual({ kind: 'allowed' })
  })

  it('waits for the next day, and past its quiet hours, when the cap of the day is full', () => {
    expect(judgeContact({ ...ASK, earlier: [sent(2)] }, DEFAULT_RULES, HERE)).toEqual({
      kind: 'later',
      at: new Date('2026-06-04T00:00:00Z'),
      reason: 'cap_day',
    })
  })

  it('waits for Monday when the cap of the week is full, counting from Monday of the customer', () => {
    const week = [sent(30), sent(50)]
    expect(judgeContact({ ...ASK, earlier: week }, DEFAULT_RULES, HERE)).toMatchObject({
      kind: 'later',
      at: new Date('2026-06-08T00:00:00Z'),
    })
    expect(judgeContact({ ...ASK, earlier: [sent(100), sent(120)] }, DEFAULT_RULES, HERE)).toEqual({ kind: 'allowed' })
  })

  it('counts the contacts of all channels together', () => {
    const earlier = [sent(1, 'email'), sent(2, 'push')]
    expect(judgeContact({ ...ASK, earlier }, DEFAULT_RULES, HERE)).toMatchObject({ reason: 'cap_day' })
    expect(judgeContact({ ...ASK, earlier: [sent(1, 'email'), sent(2, 'webhook')] }, DEFAULT_RULES, HERE)).toEqual({ kind: 'allowed' })
  })

  it('leaves the last place of a cap to a contact of a higher priority', () => {
    expect(judgeContact({ ...ASK, ahead: { channel: 1, all: 1 } }, DEFAULT_RULES, HERE)).toMatchObject({ kind: 'later', reason: 'cap_day' })
  })

  it('is over for a contact that would wait longer than it is worth', () => {
    const expiresAt = new Date('2026-06-03T20:00:00Z')
    expect(judgeContact({ ...ASK, earlier: [sent(2)], expiresAt }, DEFAULT_RULES, HERE)).toEqual({ kind: 'never', reason: 'cap_day' })
    expect(judgeContact({ ...ASK, expiresAt: NOW }, DEFAULT_RULES, HERE)).toEqual({ kind: 'never', reason: 'expired' })
  })

  it('takes another channel, or leaves out, where the project says so', () => {
    const night = momentOf('Asia/Shanghai', new Date('2026-06-03T14:00:00Z'))
    expect(judgeContact(ASK, { ...DEFAULT_RULES, whenQuiet: 'next_channel' }, night)).toEqual({
      kind: 'other_channel',
      reason: 'quiet_hours',
    })
    expect(judgeContact(ASK, { ...DEFAULT_RULES, whenQuiet: 'skip' }, night)).toEqual({ kind: 'never', reason: 'quiet_hours' })
    expect(judgeContact(ASK, DEFAULT_RULES, night)).toEqual({ kind: 'later', at: new Date('2026-06-04T00:00:00Z'), reason: 'quiet_hours' })
  })

  it('holds transactional messages back for nothing but their own limit', () => {
    const night = momentOf('Asia/Shanghai', new Date('2026-06-03T14:00:00Z'))
    const receipt: ContactQuestion = {
      ...ASK,
      purpose: 'transactional',
      heldOut: 'global_control',
      otherOffer: true,
      earlier: [sent(1), sent(2)],
    }
    expect(judgeContact(receipt, DEFAULT_RULES, night)).toEqual({ kind: 'allowed' })
    const many = Array.from({ length: 10 }, () => sent(1, 'sms', 'transactional'))
    expect(judgeContact({ ...receipt, earlier: many }, DEFAULT_RULES, HERE)).toEqual({ kind: 'never', reason: 'transactional_limit' })
  })

  it('sends no marketing to somebody whose time zone is none, and what they have to know all the same', () => {
    expect(judgeContact({ ...ASK, isZoneInvalid: true }, DEFAULT_RULES, HERE)).toEqual({ kind: 'never', reason: 'zone_invalid' })
    expect(judgeContact({ ...ASK, isZoneInvalid: true, purpose: 'transactional' }, DEFAULT_RULES, HERE)).toEqual({ kind: 'allowed' })
  })

  it('never contacts who is held out, nor who shares an address with them, on any channel', () => {
    const kinds = CHANNELS.map((channel) => judgeContact({ ...ASK, channel, heldOut: 'held_out_contact' }, DEFAULT_RULES, HERE))
    expect(new Set(kinds.map((verdict) => JSON.stringify(verdict)))).toEqual(new Set(['{"kind":"never","reason":"held_out_contact"}']))
  })

  it('never goes over a cap, whatever the day, the zone and the order, even when the clock jumps back', () => {
    const rules: ContactRules = { ...DEFAULT_RULES, caps: { all: { day: 2, week: 4 }, channels: { sms: { day: 1, week: 2 } } } }
    const step = fc.record({ minutes: fc.integer({ min: -60, max: 900 }), channel: fc.constantFrom('sms' as const, 'email' as const) })
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
        (steps, zone) => {
          let now = Date.parse('2026-03-27T00:00:00Z')
          const earlier: EarlierContact[] = []
          for (const { minutes, channel } of steps) {
            now += minutes * 60_000
            const moment = momentOf(zone, new Date(now))
            const verdict = judgeContact({ ...ASK, channel, country: 'DE', earlier }, rules, moment)
            if (verdict.kind === 'later' && verdict.at.getTime() <= now) return false
            if (verdict.kind !== 'allowed') continue
            earlier.push({ channel, purpose: 'marketing', at: new Date(now) })
            const since = (start: Date, only?: string) =>
              earlier.filter((one) => one.at >= start && (only === undefined || one.channel === only)).length
            const ofDay = momentOf(zone, new Date(now))
            if (
              since(ofDay.dayStart) > 2 ||
              since(ofDay.weekStart) > 4 ||
              since(ofDay.dayStart, 'sms') > 1 ||
              since(ofDay.weekStart, 'sms') > 2
            )
              return false
          }
          return true
        },
      ),
      { numRuns: 300 },
    )
    expect(checkContactRules(rules)).toBe(rules)
  })

  it('names the place of a rule that is wrong', () => {
    const bad = (rules: Partial<ContactRules>) => () => checkContactRules({ ...DEFAULT_RULES, ...rules })
    expect(bad({ caps: { all: { day: 5, week: 2 }, channels: {} } })).toThrow('caps.all.week')
    expect(bad({ quiet: [{ channel: 'sms', country: 'CN', quiet: { from: '08:00', to: '08:00' } }] })).toThrow('quiet[0].quiet')
    expect(bad({ quiet: [{ channel: 'sms', country: 'china', quiet: null }] })).toThrow('quiet[0].country')
  })
})
