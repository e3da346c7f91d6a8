import { expect, test } from 'vitest'
import { type QualityGate, judgeFacts, type RecordFact } from '../quality-gate.ts'
import { rowFacts } from '../import/row-facts.ts'
import type { AccountRow } from '../import/account-row-step.ts'
import type { FeedbackRow } from '../import/feedback-row-step.ts'
import { eventFacts } from '../tracking/event-facts.ts'
import type { TrackedEvent } from '../tracking/tracked-event.ts'
import { recordPlan } from './record-plan.ts'

const SETTINGS = { timeZone: 'Asia/Shanghai', currency: 'CNY', normaliseIdentifier: (_kind: string, value: string) => value }
const NOW = new Date('2026-05-10T00:00:00Z')
const said = (facts: readonly RecordFact[], ...fields: string[]) =>
  facts.map(({ kind, read }) => [kind, ...fields.map((field) => read(field))])
const event = (more: Partial<TrackedEvent>): TrackedEvent =>
  ({ type: 'track', name: 'Viewed', properties: {}, identifiers: [], isBot: false, isTest: false, occurredAt: 7, ...more }) as TrackedEvent

test('each value of a wide row is a fact of its own, under the name that it is stored with', () => {
  const facts = rowFacts('measures', recordPlan('measures', SETTINGS, NOW))(
    {
      measuredAt: 5,
      identifiers: [],
      values: [
        { measure: 'seats', unit: '', value: 3_000_000n },
        { measure: 'balance of 13812348000', unit: 'CNY', value: -1_500_000n },
      ],
    },
    [],
  )
  expect(said(facts, 'measure', 'unit', 'value', 'measuredAt')).toEqual([
    ['measures', 'seats', '', 3, 5],
    ['measures', expect.not.stringContaining('13812348000'), 'CNY', -1.5, 5],
  ])
})

test('each score of a row is a fact within its own scale', () => {
  const answer = { feedbackId: 'f', answeredAt: 5, topic: '', comment: '', productId: '', orderId: '', storeId: '', channel: '' }
  const row: FeedbackRow = {
    answeredAt: 5,
    identifiers: [{ kind: 'phone', value: '13800001111' }],
    answers: [
      { ...answer, kind: 'nps', score: 9, least: 0, most: 10 },
      { ...answer, kind: 'csat', score: undefined, least: 1, most: 5 },
    ],
  }
  const facts = rowFacts('feedback', recordPlan('feedback', SETTINGS, NOW))(row, [])
  expect(said(facts, 'kind', 'scale', 'score', 'customer')).toEqual([
    ['feedback', 'nps', '0-10', 9, '13800001111'],
    ['feedback', 'csat', '1-5', null, '13800001111'],
  ])
})

test('a row is about the company, about one of its people, or both', () => {
  const read = rowFacts('accounts', recordPlan('accounts', SETTINGS, NOW))
  const row: AccountRow = {
    accountId: 'ACME',
    name: '',
    attributes: [],
    personName: '',
    role: 'Buyer',
    since: 5,
    until: undefined,
    saidAt: undefined,
    identifiers: [{ kind: 'phone', value: '13800001111' }],
  }
  expect(said(read(row, []), 'accountName', 'role', 'memberSince')).toEqual([['account-members', null, 'Buyer', 5]])
  const whole = read({ ...row, name: 'Acme', attributes: [{ name: 'vip', value: true, personal: false }] }, [])
  expect(said(whole, 'accountName', 'attribute:VIP', 'role')).toEqual([
    ['accounts', 'Acme', 'yes', null],
    ['account-members', null, null, 'Buyer'],
  ])
  expect(read({ ...row, identifiers: [] }, []).map(({ kind }) => kind)).toEqual(['accounts'])
})

test('an event says a value or an account too where it is stored as one, and bots and tests do not', () => {
  const measured = { name: 'Measure Recorded', properties: { measure: ' seats ', value: '3' } }
  expect(said(eventFacts(event(measured)), 'value', 'measuredAt').slice(1)).toEqual([['measures', 3, 7]])
  expect(eventFacts(event({ ...measured, isTest: true }))).toHaveLength(1)
  expect(eventFacts(event({ name: 'Viewed', properties: measured.properties }))).toHaveLength(1)
  const call = event({ type: 'group', name: '', groupId: 'ACME', properties: { name: 'Acme', role: 'Buyer', plan: 'gold' } })
  expect(said(eventFacts(call), 'accountName', 'attribute:plan').slice(1)).toEqual([['accounts', 'Acme', 'gold']])
  const ofDevice = { ...call, identifiers: [{ kind: 'device', value: 'd' }] }
  expect(eventFacts(ofDevice).map(({ kind }) => kind)).toEqual(['events', 'accounts'])
  const ofPerson = { ...call, identifiers: [{ kind: 'user_id', value: 'u' }] }
  expect(said(eventFacts(ofPerson), 'role').at(-1)).toEqual(['account-members', 'Buyer'])
})

test('one refused value refuses its record, and a rule that several break marks it once', () => {
  const facts = [1, 9, 2].map((value): RecordFact => ({ kind: 'measures', read: () => value }))
  const gate =
    (refuses: number): QualityGate =>
    (_kind, read) => ({
      refusal: read('value') === refuses ? { field: 'value', message: 'no' } : null,
      flags: [{ ruleId: 'r', scope: 'measures', field: 'value', masked: String(read('value')) }],
    })
  expect(judgeFacts(gate(0), facts)).toEqual({ refusal: null, flags: [{ ruleId: 'r', scope: 'measures', field: 'value', masked: '1' }] })
  expect(judgeFacts(gate(9), facts).refusal).toEqual({ field: 'value', message: 'no' })
})
