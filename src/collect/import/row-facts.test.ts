import { expect, test } from 'vitest'
import type { OrderLine } from './order-line.ts'
import type { RowPlan } from './row-step.ts'
import { rowFacts } from './row-facts.ts'

const plan = {
  positions: new Map([['paidAt', 0]]),
  timeZone: 'Asia/Shanghai',
  dateOrder: 'ymd',
} as unknown as RowPlan
const orderedAt = Date.parse('2026-02-02T10:00:00+08:00')
const paidAt = (text: string) => {
  const at = rowFacts('orders', plan)({ occurredAt: orderedAt } as OrderLine, [text])[0]?.read('paidAt')
  return typeof at === 'number' ? new Date(at).toISOString() : at
}

test.each([
  ['a day without a time', '2026-02-02', '2026-02-02T02:00:00.000Z'],
  ['a day as a spreadsheet writes it', '2026/2/2 00:00:00', '2026-02-02T02:00:00.000Z'],
  ['the day before', '2026-02-01', '2026-01-31T16:00:00.000Z'],
  ['an earlier time of the day', '2026-02-02 09:00:00', '2026-02-02T01:00:00.000Z'],
  ['a later time', '2026-02-02 11:00:00', '2026-02-02T03:00:00.000Z'],
  ['nothing', '', null],
])('%s is paid no earlier than it says: %s', (_name, text, expected) => {
  expect(paidAt(text)).toBe(expected)
})
