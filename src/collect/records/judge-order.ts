import { goodsFact, orderFacts } from '../import/row-facts.ts'
import type { ImportSettings } from '../import/import-plan.ts'
import type { OrderLine } from '../import/order-line.ts'
import { judgeFacts, type QualityGate, type QualityVerdict } from '../quality-gate.ts'
import type { SentRecord } from './record-fields.ts'
import { recordCells, recordPlan } from './record-plan.ts'
import type { OrderRecord } from './read-order-record.ts'

/** What the rules of quality say of an order as a whole: one line that is refused refuses it, and each mark counts once. */
export function judgeOrder(
  record: SentRecord,
  { order, orderedAt, identifiers }: OrderRecord,
  settings: ImportSettings,
  now: Date,
  gate: QualityGate,
): QualityVerdict {
  const read = orderFacts(recordPlan('orders', settings, now))
  const cells = recordCells('orders', record)
  const shared = read({ ...order.lines[0], occurredAt: orderedAt, currency: order.currency, identifiers, refund: 0n } as OrderLine, cells)
  return judgeFacts(
    gate,
    order.lines.map((line) => ({ kind: 'orders', read: (field) => goodsFact(line, line.refund, field) ?? shared(field) })),
  )
}
