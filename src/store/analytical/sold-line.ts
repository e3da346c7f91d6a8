import { NO_CUSTOMER } from '#kernel/id.ts'

/*
 * What counts, as SQL, each condition written once: every query over order lines and events takes it from here, so that two pages cannot mean different things by
 * "a sale" (ADR 0014). `table` names the table where a query gives a column's name to something else: SELECT min(l.occurred_at) AS occurred_at.
 * A line's test mark is that of its order. Customers who are themselves a test are left out where people are counted (IS_PERSON in customer-groups.ts).
 */

/** The customer of a fact that nobody is known for. */
export const NOBODY = `toUUID('${NO_CUSTOMER}')`

/** Of a line, event, ticket or touch: whose it is, is known. */
export function ofSomeone(table = ''): string {
  return `${at(table)}customer_id != ${NOBODY}`
}

/** Of a line, by its figures alone: goods went out for money. Not a gift (no price), a return, a fee, a correction or an order that never became one. */
export function isSale(table = ''): string {
  return `${at(table)}kind = 'sale' AND ${at(table)}quantity > 0 AND ${at(table)}unit_price > 0`
}

/** Of a line: money was given back, with or without the goods. Its amount is negative. */
export function isReturn(table = ''): string {
  return `${at(table)}kind = 'return'`
}

/** Of a line: the second or a later exact copy within its file. */
export function isCopy(table = ''): string {
  return `${at(table)}is_duplicate = 1`
}

/** Of a line, known customer or not: no copy and no test order. */
export function countedLine(table = ''): string {
  return `${at(table)}is_duplicate = 0 AND ${realOrder(table)}`
}

/** A counted line of a known customer: what sales and returns per customer are worked out from in one pass. */
export function customerLine(table = ''): string {
  return `${countedLine(table)} AND ${ofSomeone(table)}`
}

/** The definition of a sale: goods that went out for money to a known customer, without copies and test orders. The view `orders` holds the same lines. */
export function soldLine(table = ''): string {
  return `${isSale(table)} AND ${customerLine(table)}`
}

/**
 * Exception: a sale to anybody. Stock leaves the shelf with any sale, a shop has a turnover before it knows its customers, and the newest sale says how far the
 * data reach. For demand, product names and prices, the shop's own months and the usual currency; never for figures of customers.
 */
export function soldToAnyone(table = ''): string {
  return `${isSale(table)} AND ${countedLine(table)}`
}

/** Exception: what a customer's spend less returns is added up from. A gift is neither. */
export function soldOrReturned(table = ''): string {
  return `((${isSale(table)}) OR ${isReturn(table)}) AND ${countedLine(table)}`
}

/** Exception: what a customer's own history shows. A gift is no sale, yet it was sent; adjustments, copies and test orders did not happen to the customer. */
export function shownLine(table = ''): string {
  return `${at(table)}kind IN ('sale', 'return') AND ${countedLine(table)}`
}

/** Exception: copies too where somebody asked for them by {includeDuplicates}. Stands in WHERE beside one of the two conditions below. */
export const COPIES_IF_ASKED = '({includeDuplicates:UInt8} = 1 OR is_duplicate = 0)'

/** A sale as in `soldLine`, copies or not. */
export function soldLineOrCopy(table = ''): string {
  return `${isSale(table)} AND ${realOrder(table)} AND ${ofSomeone(table)}`
}

/** Exception: returns of anybody, copies or not. Tills often do not ask who brings goods back, so a count of known customers would hide most of them. */
export function returnedLineOrCopy(table = ''): string {
  return `${isReturn(table)} AND ${realOrder(table)}`
}

/** Of an event: a person did it. Not a bot, a test or the same act sent twice. */
export function realEvent(table = ''): string {
  return `${shownEvent(table)} AND ${at(table)}is_repeat = 0`
}

/** Exception: what a customer's own history shows. A repeat is shown as it was received. */
export function shownEvent(table = ''): string {
  return `${at(table)}is_bot = 0 AND ${at(table)}is_test = 0`
}

function realOrder(table: string): string {
  return `${at(table)}is_test = 0`
}

function at(table: string): string {
  return table === '' ? '' : `${table}.`
}

/** Of a line as it is stored: it is not yet an adjustment of nothing, as which lines that are gone stay. */
export const IS_SOMETHING = "(kind != 'adjustment' OR amount != 0 OR quantity != 0)"
