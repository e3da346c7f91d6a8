import { expect, test } from 'vitest'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'
import { eventMeasures } from '../records/event-measures.ts'
import { measureRowStep } from './measure-row-step.ts'
import type { SentRecord } from '../records/record-fields.ts'
import { recordCells, recordPlan } from '../records/record-plan.ts'

const SETTINGS = { timeZone: 'Asia/Shanghai', currency: 'CNY', normaliseIdentifier: (_kind: string, value: string) => value }
const plan = recordPlan('measures', SETTINGS, new Date('2026-05-10T00:00:00Z'))

function read(record: SentRecord): string {
  const answer = measureRowStep(plan)(
    recordCells('measures', { measure: 'balance', value: 1, measuredAt: '2026-05-01', memberNumber: 'M1', ...record }),
  )
  return answer.ok
    ? answer.value.values.map(({ measure, value }) => `${measure} ${value}`).join()
    : `${answer.refusal.reason} ${answer.refusal.field}`
}

test.each<readonly [string, SentRecord, string]>([
  ['a whole number', { value: 12 }, 'balance 12000000'],
  ['below zero and with cents', { value: '-1,234.56' }, 'balance -1234560000'],
  ['zero is a value', { value: 0 }, 'balance 0'],
  ['no value', { value: '' }, 'missing-value value'],
  ['a word', { value: 'much' }, 'unreadable-number value'],
  ['more digits than are kept', { value: '1'.repeat(19) }, 'unreadable-number value'],
  ['no name', { measure: ' ' }, 'missing-value measure'],
  ['a time in the future', { measuredAt: '2027-01-01' }, 'date-out-of-range measuredAt'],
  ['nobody', { memberNumber: '' }, 'no-identifier '],
])('%s', (_name, record, expected) => {
  expect(read(record)).toBe(expected)
})

test('events of known customers tell values, and those without a name or a number none', () => {
  const event = (properties: object, more: object = {}) =>
    ({
      type: 'track',
      name: 'Measure Recorded',
      properties,
      customerId: 'c',
      originId: 'device',
      occurredAt: 1,
      receivedAt: 2,
      availableAt: 2,
      isBot: false,
      isTest: false,
      ...more,
    }) as unknown as StoredEvent
  const told = eventMeasures([
    event({ measure: 'seats', value: '25', unit: 'seats' }),
    event({ measure: 'seats', value: 'many' }),
    event({ value: 3 }),
    event({ measure: 'seats', value: 3 }, { customerId: NO_CUSTOMER }),
    event({ measure: 'seats', value: 3 }, { isTest: true }),
    event({ measure: 'seats', value: 3 }, { name: 'Seats Changed' }),
  ])
  expect(told).toMatchObject([{ originId: 'c', measure: 'seats', unit: 'seats', value: 25_000_000n, measuredAt: 1 }])
})
