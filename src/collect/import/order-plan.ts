import type { DecimalFormat } from '../columns/decimal-format.ts'
import type { LineRole } from '../columns/line-roles.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import type { StatusClass } from '../columns/status-class.ts'
import type { LayoutRules } from './layout-rules.ts'

/** What an order row step knows beyond the columns. */
export interface OrderPlan {
  readonly money: MoneyPlan
  /** Field -> how its numbers are written; a decimal point by default. */
  readonly decimals: ReadonlyMap<string, DecimalFormat>
  /** Status word, folded by `foldStatus` -> its meaning. */
  readonly statuses: ReadonlyMap<string, StatusClass>
  /** The same for the refund column. */
  readonly refundStatuses: ReadonlyMap<string, StatusClass>
  /** Words whose meaning depends on whether the order was paid: 交易关闭. */
  readonly closedWords: ReadonlySet<string>
  /** Whether a blank payment time means unpaid. */
  readonly blankMeansUnpaid: boolean
  /** See `Interpretation`. */
  readonly fallbacks: readonly (readonly number[])[]
  /** Whether blank cells take the value of the row above within an order. */
  readonly carriesDown: boolean
  /** Whether rows of an order may not be consecutive: then nothing is read before the end. Only if amounts are per order. */
  readonly scattered: boolean
  /** Whether some line has a negative price or amount, which may be a discount on the other rows of its order. */
  readonly negatives: boolean
  /** Currency given by signs or the amount heading if there is no currency column; '' if unknown. */
  readonly currencySaid: string
  /** Refund rows, by the column that marks them; the refunded amount is in another column. */
  readonly refundRows?: { readonly position: number; readonly words: readonly string[]; readonly amount: number }
  /** A known layout's rules for single rows. */
  readonly rules: LayoutRules
  /** Only rows with one of these words in this column are orders. */
  readonly onlyRows?: { readonly position: number; readonly words: readonly string[] }
  /** Row type, folded by `foldRole` -> its role, if it is not goods. */
  readonly lineRoles: ReadonlyMap<string, LineRole>
  /** Secret used to derive an order number from customer and time when there is none. */
  readonly numberSalt: string
}

export const PLAIN_MONEY: MoneyPlan = {
  basis: 'amount',
  level: 'line',
  lessLineDiscount: false,
  lessOrderDiscount: false,
  discountIsRate: false,
  refundLevel: 'line',
}

/** Whether rows must be held back until their order is complete. */
export function holdsOrders(
  { level, lessOrderDiscount, refundLevel }: MoneyPlan,
  refunds: boolean,
  roles: OrderPlan['lineRoles'],
  negatives: boolean,
): boolean {
  if (negatives || [...roles.values()].includes('discount')) return true
  return level === 'order' || lessOrderDiscount || (refunds && refundLevel === 'order')
}
