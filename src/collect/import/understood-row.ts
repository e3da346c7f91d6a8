import type { BilingualText } from '#kernel/bilingual-text.ts'
import { mask } from '#privacy/mask.ts'
import type { UnderstoodRow } from '../columns/truth-table.ts'
import type { ImportPlan } from './import-plan.ts'
import { type OrderLine, PRICE_SCALE, QUANTITY_SCALE } from './order-line.ts'
import { formatDecimal } from './parse-decimal.ts'
import type { ReadRow } from './row-reader.ts'

/** A row as it was understood, for its owner to check. Identifiers are masked. */
export function understoodRow({ line, result }: ReadRow<OrderLine>, plan: Pick<ImportPlan, 'rowPlan'>): UnderstoodRow {
  if (!result.ok) {
    const { message, reason } = result.refusal
    return { ...NOTHING, line, kind: 'refused', reason, remark: { zh: reason, en: message } }
  }
  const { value } = result
  const [who] = value.identifiers
  return {
    line,
    orderId: value.orderId,
    customer: who === undefined ? '' : mask(who.kind, who.value),
    at: new Date(value.occurredAt).toLocaleString('sv-SE', { timeZone: plan.rowPlan.timeZone }),
    kind: value.kind,
    product: value.productName || value.productId,
    quantity: Number(formatDecimal(value.quantity, QUANTITY_SCALE)),
    amount: Number(formatDecimal(value.amount, PRICE_SCALE)),
    refund: Number(formatDecimal(value.refund, PRICE_SCALE)),
    currency: value.currency,
    remark: value.isUnanswered
      ? { zh: '状态待确认，暂不计入', en: 'its status is not answered yet, counted nowhere' }
      : value.isTest
        ? { zh: '测试订单，不计入', en: 'a test, counted nowhere' }
        : KINDS[value.kind],
  }
}

const KINDS: Readonly<Record<OrderLine['kind'], BilingualText>> = {
  sale: { zh: '销售', en: 'a sale' },
  return: { zh: '退货或退款', en: 'a return' },
  adjustment: { zh: '不算销售', en: 'no sale' },
}

const NOTHING = { orderId: '', customer: '', at: '', product: '', quantity: 0, amount: 0, refund: 0, currency: '' }
