import type { BilingualText } from '#kernel/bilingual-text.ts'
import { COMMENT_CHARACTERS } from '../import/feedback-fields.ts'
import type { ColumnProfile } from './column-profile.ts'

export interface FieldFit {
  /** 0: the values cannot be of this field; 1: they look like it. */
  readonly fit: number
  /** What the values show, if worth reporting. */
  readonly why?: BilingualText
}

const LOOKS_RIGHT = 0.8
/** From this share of numbers up an exact heading is trusted: the rows of the other values are refused, and the column is not left out without a word. */
const MOSTLY = 0.5
const NEVER: FieldFit = { fit: 0 }
const FITS: FieldFit = { fit: 1 }

/** Whether the values of a column can belong to a field: an id must look like an id; free text and amounts never identify. */
export function fitOf(field: string, column: ColumnProfile): FieldFit {
  return column.filled === 0 ? FITS : (TESTS[field] ?? anything)(column)
}

const anything = ({ longest }: ColumnProfile): FieldFit => (longest <= 1_000 ? FITS : NEVER)

/** A date heading is trusted even when many values cannot be read: their rows are then refused, not the column. */
const date = ({ dates }: ColumnProfile): FieldFit =>
  dates >= LOOKS_RIGHT
    ? { fit: 1, why: { zh: '值都是日期', en: 'its values are dates' } }
    : { fit: 0.6, why: { zh: '但很多值读不成日期', en: 'though many values are no dates' } }

const amount = ({ numbers, dates, digits, longest }: ColumnProfile): FieldFit => {
  if (numbers < LOOKS_RIGHT) return NEVER
  // Eight digits that are all valid dates are dates, and more than twelve digits are ids.
  if (digits > 0.9 && ((dates > 0.9 && longest === 8) || longest > 12)) return NEVER
  return { fit: 1, why: { zh: '值都是数字', en: 'its values are numbers' } }
}

const MANY_ARE_NO_NUMBERS: FieldFit = { fit: 0.6, why: { zh: '但有些值不是数字', en: 'though some values are no numbers' } }

/** A figure that the sales depend on. */
const soldFigure =
  (sure: (column: ColumnProfile) => FieldFit) =>
  (column: ColumnProfile): FieldFit =>
    column.numbers < LOOKS_RIGHT && column.numbers >= MOSTLY && column.masked <= 0.3 ? MANY_ARE_NO_NUMBERS : sure(column)

/** Requirements for every order number or customer id. */
function idShape({ sentences, decimals, masked, longest, numbers }: ColumnProfile): boolean {
  return sentences <= 0.3 && masked <= 0.3 && longest <= 200 && !(decimals > 0.5 && numbers > 0.9)
}

const orderId = (column: ColumnProfile): FieldFit => {
  if (!idShape(column) || (column.dates > 0.9 && column.digits < 0.5)) return NEVER
  return FITS
}

/** A few values over many rows are customer types, not customers: Business, Individual. */
function isCategory({ filled, distinct }: ColumnProfile): boolean {
  return filled >= 20 && distinct <= 10 && distinct * 20 <= filled
}

const customerId = (column: ColumnProfile): FieldFit => {
  if (!idShape(column) || (column.dates > 0.9 && column.digits < 0.5)) return NEVER
  const named = /id$|no$|号$|编号$|number$|code$|账号$|key$|#$|会员名$|nick|openid/i.test(column.heading.replaceAll(/[\s_.-]/g, ''))
  if (named) return isCategory(column) ? { fit: 0.9, why: { zh: '但值很少', en: 'though it has few values' } } : FITS
  return isCategory(column) ? NEVER : { fit: 0.9 }
}

/** A few recurring words, some as long as a sentence: 卖家已发货，等待买家确认. */
function hasFewWords({ distinct, sentences, statuses }: ColumnProfile): boolean {
  return distinct <= 60 && (sentences < 0.3 || statuses >= 0.5)
}

/** 9, 9分, ★★★★☆, 非常满意: short, and few different ones. */
const score = (column: ColumnProfile): FieldFit => (column.longest <= 20 && column.distinct <= 101 && column.dates < 0.5 ? FITS : NEVER)

const TESTS: Readonly<Record<string, ((column: ColumnProfile) => FieldFit) | undefined>> = {
  orderId,
  ticketId: orderId,
  feedbackId: orderId,
  subscriptionId: orderId,
  accountId: orderId,
  customerId,
  userId: customerId,
  memberNumber: customerId,
  orderedAt: date,
  openedAt: date,
  measuredAt: date,
  answeredAt: date,
  startedAt: date,
  renewsAt: date,
  endedAt: date,
  memberSince: date,
  memberUntil: date,
  saidAt: date,
  closedAt: date,
  registeredAt: date,
  paidAt: date,
  cancelledAt: date,
  birthday: date,
  quantity: soldFigure(({ numbers }) => (numbers >= LOOKS_RIGHT ? FITS : NEVER)),
  measure: (column) => (column.numbers < 0.5 && column.dates < 0.5 && column.longest <= 100 ? FITS : NEVER),
  value: amount,
  price: amount,
  seats: ({ numbers, longest }) => (numbers >= LOOKS_RIGHT && longest <= 8 ? FITS : NEVER),
  period: ({ distinct, longest }) => (distinct <= 20 && longest <= 30 ? FITS : NEVER),
  nps: score,
  csat: score,
  ces: score,
  stars: score,
  score,
  comment: ({ longest }) => (longest <= COMMENT_CHARACTERS * 2 ? FITS : NEVER),
  satisfaction: ({ numbers }) => (numbers >= LOOKS_RIGHT ? FITS : NEVER),
  unitPrice: soldFigure(amount),
  amount: soldFigure(amount),
  paidAmount: soldFigure(amount),
  orderTotal: soldFigure(amount),
  subtotal: amount,
  lineDiscount: amount,
  orderDiscount: amount,
  refundAmount: amount,
  shipping: amount,
  tax: amount,
  listPrice: amount,
  birthYear: ({ digits, longest }) => (digits > LOOKS_RIGHT && longest <= 4 ? FITS : NEVER),
  email: ({ emails, masked }) =>
    emails >= 0.5 && masked <= 0.5 ? { fit: 1, why: { zh: '值都是邮箱', en: 'its values are addresses' } } : NEVER,
  phone: ({ phones, masked }) =>
    phones >= 0.5 && masked <= 0.5 ? { fit: 1, why: { zh: '值都是电话', en: 'its values are phone numbers' } } : NEVER,
  customerName: ({ numbers, sentences, masked }) => (numbers < 0.5 && sentences < 0.3 ? { fit: masked > 0.3 ? 0.6 : 1 } : NEVER),
  currency: ({ numbers, longest }) => (numbers < 0.1 && longest <= 20 ? FITS : NEVER),
  // Codes such as 10, 20, 30 raise a question; a single number in all rows means nothing.
  status: (column) =>
    hasFewWords(column) &&
    (column.numbers < 0.5 || column.filled < 5 || (column.distinct > 1 && column.distinct <= 12 && column.longest <= 3))
      ? FITS
      : NEVER,
  refundStatus: (column) => (hasFewWords(column) && column.numbers < 0.5 ? FITS : NEVER),
  lineType: (column) => (hasFewWords(column) ? FITS : NEVER),
}
