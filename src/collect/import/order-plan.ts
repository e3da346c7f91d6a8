import type { DecimalFormat } from '../columns/decimal-format.ts'
import type { LineRole } from '../columns/line-roles.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import type { StatusClass } from '../columns/status-class.ts'
import type { LayoutRules } from './layout-rules.ts'

/** What a row step of orders knows beyond the columns. */
export interface OrderPlan {
  readonly money: MoneyPlan
  /** Field -> how its numbers are written; a point before the fraction where nothing is said. */
  readonly decimals: ReadonlyMap<string, DecimalFormat>
  /** Status word, folded by `foldStatus` -> what it means. */
  readonly statuses: ReadonlyMap<string, StatusClass>
  /** The same for the column of refunds. */
  readonly refundStatuses: ReadonlyMap<string, StatusClass>
  /** Words whose meaning hangs on whether money came: 交易关闭. */
  readonly closedWords: ReadonlySet<string>
  /** Whether a blank time of payment says that nothing was paid. */
  readonly blankMeansUnpaid: boolean
  /** See `Interpretation`. */
  readonly fallbacks: readonly (readonly number[])[]
  /** Whether blank cells take what the row above says, within an order. */
  readonly carriesDown: boolean
  /** Whether the rows of an order may stand apart from each other: then nothing is read before the end. Only where amounts are of whole orders. */
  readonly scattered: boolean
  /** Whether a price or an amount of a line is negative: it may be a discount of the other rows of its order. */
  readonly negatives: boolean
  /** Currency that signs or the heading of the amount say, where no column does; '' where nothing does. */
  readonly currencySaid: string
  /** Rows that are refunds of their own, by the column that says so; what they give back stands in another. */
  readonly refundRows?: { readonly position: number; readonly words: readonly string[]; readonly amount: number }
  /** What a known layout says of single rows. */
  readonly rules: LayoutRules
  /** Only rows with one of the words in that column are orders. */
  readonly onlyRows?: { readonly position: number; readonly words: readonly string[] }
  /** Type of a row, folded by `foldRole` -> what it is, where it is no goods. */
  readonly lineRoles: ReadonlyMap<string, LineRole>
  /** Secret under which an order that has no number gets one from its customer and time. */
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

/** Whether rows must be held back until their order is whole. */
export function holdsOrders(
  { level, lessOrderDiscount, refundLevel }: MoneyPlan,
  refunds: boolean,
  roles: OrderPlan['lineRoles'],
  negatives: boolean,
): boolean {
  if (negatives || [...roles.values()].includes('discount')) return true
  return level === 'order' || lessOrderDiscount || (refunds && refundLevel === 'order')
}
