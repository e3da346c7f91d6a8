import type { StatusClass } from './status-class.ts'
import { REFUND_WORDS, STATUS_WORDS } from './status-word-list.ts'

const ORDER_WORD = tableOf(STATUS_WORDS)
const REFUND_WORD = tableOf(REFUND_WORDS)

/** "Closed" means that the order has ended, not whether it was ever paid. */
const CLOSED = new Set(['交易关闭', '交易已关闭', '已关闭', '关闭', '订单关闭', '订单已关闭'])
const ABOUT_REFUND = /退款|退货|售后|退单|refund|return|erstattet|rembours|reembols|rimbors|返金|환불/
const LOCKED = /^[([【]\s*(锁定|删除)\s*[)\]】]\s*(.+)$/
const BETWEEN = /[,、;/|·+&:()[\]【】]|\s[-–—]+\s/

/** The meaning of an order status word in Chinese, English and, for common words, five other languages. Undefined: unknown, the owner is asked. */
export function statusClassOf(word: string): StatusClass | undefined {
  return classOf(word, (folded) => ORDER_WORD.get(folded))
}

/** The same for a refund column: there "cancelled" is a refund that never happened, and a dash means no refund. */
export function refundClassOf(word: string): StatusClass | undefined {
  const plain = word.trim()
  if (plain === '-' || plain === '--' || plain === '—' || plain === '/') return 'paid'
  return classOf(word, (folded) => REFUND_WORD.get(folded) ?? ORDER_WORD.get(folded))
}

/** Whether the word means an order that ended for an unstated reason: cancelled if it was never paid, refunded if it was. */
export function needsPaymentTime(word: string): boolean {
  return CLOSED.has(foldStatus(word))
}

/**
 * Combines the meanings of an order status and its refund status; undefined if the file has neither. A refund takes precedence over the order's progress; a
 * refund that was closed or refused leaves a sale; an unpaid order cannot be refunded.
 */
export function combineStatus(order: StatusClass | undefined, refund: StatusClass | undefined): StatusClass | undefined {
  if (order === undefined || refund === undefined) return order ?? refund
  switch (order) {
    case 'paid':
    case 'exchanged':
      // "unpaid" in a refund column does not describe a refund.
      return refund === 'paid' || refund === 'unpaid' || refund === 'cancelled' ? order : refund
    case 'unpaid':
      return refund === 'refunded' || refund === 'part-refunded' ? refund : 'unpaid'
    case 'cancelled':
      return refund === 'refunded' || refund === 'part-refunded' || refund === 'refund-pending' ? 'refunded' : 'cancelled'
    case 'refund-pending':
    case 'part-refunded':
      return refund === 'refunded' || refund === 'part-refunded' ? refund : order === 'refund-pending' && refund === 'paid' ? 'paid' : order
    case 'refunded':
      return 'refunded'
  }
}

/** Lower case, full width to half, no WooCommerce prefix, no punctuation; Chinese and Japanese without blanks. */
export function foldStatus(word: string): string {
  const plain = word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\s*wc-/, '')
    .replaceAll(/[\s_\-–—.,。、;:!?/|()[\]【】「」"'“”]+/g, ' ')
    .trim()
  return /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(plain) ? plain.replaceAll(' ', '') : plain
}

function classOf(word: string, known: (folded: string) => StatusClass | undefined): StatusClass | undefined {
  const whole = known(foldStatus(word))
  if (whole !== undefined) return whole
  const plain = word.normalize('NFKC').trim()
  const locked = LOCKED.exec(plain)
  if (locked !== null) return lockedClass(locked[1] as string, classOf(locked[2] as string, known))
  const parts = plain.split(BETWEEN).filter((part) => foldStatus(part) !== '')
  return parts.length < 2 ? undefined : composedClass(parts, known)
}

/** JD locks an order while a refund is being reviewed, and deletes it afterwards. */
function lockedClass(lock: string, inside: StatusClass | undefined): StatusClass | undefined {
  if (inside === undefined) return undefined
  if (lock === '锁定') return inside === 'paid' ? 'refund-pending' : inside
  return inside === 'unpaid' ? 'cancelled' : inside === 'paid' ? 'refunded' : inside
}

/** Of two outcomes of one refund the later one counts. */
const OUTCOME: readonly StatusClass[] = ['refund-pending', 'exchanged', 'paid', 'part-refunded', 'refunded']

/** Each part must be known; refund parts are combined with the others. */
function composedClass(parts: readonly string[], known: (folded: string) => StatusClass | undefined): StatusClass | undefined {
  let order: StatusClass | undefined
  let refund: StatusClass | undefined
  for (const part of parts) {
    const folded = foldStatus(part)
    const found = known(folded)
    if (found === undefined) return undefined
    if (ABOUT_REFUND.test(folded)) refund = refund === undefined || OUTCOME.indexOf(found) > OUTCOME.indexOf(refund) ? found : refund
    else order = order === undefined || order === 'paid' ? found : combineStatus(order, found)
  }
  return combineStatus(order, refund)
}

function tableOf(words: Readonly<Partial<Record<StatusClass, string>>>): ReadonlyMap<string, StatusClass> {
  const table = new Map<string, StatusClass>()
  for (const [counts, list] of Object.entries(words) as [StatusClass, string][]) {
    for (const word of list.split(/[|\n]/)) if (word.trim() !== '') table.set(foldStatus(word), counts)
  }
  return table
}
