import type { BilingualText } from '#kernel/bilingual-text.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import type { MoneyByCurrency } from '../columns/truth-table.ts'
import { CUSTOMER_FIELDS, type ColumnMapping } from './import-fields.ts'
import type { OrderFacts } from './order-tally.ts'

export interface OrderFileFacts extends OrderFacts {
  /** Rows of the file, and how many of them were refused. */
  readonly rows: number
  readonly quarantined: number
  readonly mapping: ColumnMapping
}

/** Below this many lines a file may be a sample or a new shop. */
const ENOUGH_LINES = 20
const EARLIEST = Date.UTC(2000, 0, 1)

/**
 * Questions about implausible figures in an order file, naming the column to check: most often a column was mistaken for another. None of them stops
 * the import. Pure; the most important come first.
 */
export function absurdities(facts: OrderFileFacts): FileQuestion[] {
  const { rows, quarantined, lines, orders, orderNumbers, sharedNumbers, buyers, mostOfOne, firstAt, lastAt, mapping } = facts
  const questions: FileQuestion[] = []
  const ask = (code: string, holds: boolean, zh: string, en: string, absurd = false): void => {
    if (holds) questions.push({ code, weight: absurd ? 'blocking' : 'question', text: { zh, en } })
  }
  const customer = columnOf(mapping, CUSTOMER_FIELDS)
  const order = columnOf(mapping, ['orderId'])
  const day = columnOf(mapping, ['orderedAt'])
  const amount = columnOf(mapping, ['amount', 'unitPrice'])
  const named = lines - facts.anonymousLines

  ask(
    'rows-refused',
    quarantined >= 5 && quarantined * 2 >= rows,
    `${number(rows)} 行中有 ${number(quarantined)} 行无法读取。列对应得对吗？`,
    `${number(quarantined)} of ${number(rows)} rows could not be read. Are the columns mapped rightly?`,
    quarantined * 100 >= rows * 99,
  )
  ask(
    'rows-repeated',
    facts.copies > 0,
    `有 ${number(facts.copies)} 行与前面的某一行完全相同，按重复处理，不计入销售额（共 ${money(facts.copiedSales)}）。如果是各自独立的购买，请导出带订单号或明细编号的文件。`,
    `${count(facts.copies, 'row')} ${facts.copies === 1 ? 'is an exact copy of a row' : 'are exact copies of rows'} further up and ${facts.copies === 1 ? 'counts' : 'count'} once (${money(facts.copiedSales)} left out). If they are purchases of their own, export the file with order or line numbers.`,
  )
  ask(
    'amount-without-pieces',
    facts.withoutPieces > 0,
    `有 ${number(facts.withoutPieces)} 行的数量为 0 而金额不为 0（共 ${money(facts.withoutPiecesSales)}），不计入任何数字。如果卖出去了，请改好数量再导入。`,
    `${count(facts.withoutPieces, 'row')} ${facts.withoutPieces === 1 ? 'has' : 'have'} an amount and a quantity of 0 (${money(facts.withoutPiecesSales)} in all) and ${facts.withoutPieces === 1 ? 'counts' : 'count'} in no figure. If they were sold, correct the quantity and import again.`,
  )
  ask(
    'shared-identifiers',
    facts.sharedOrders > 0,
    `有 ${number(facts.sharedOrders)} 单只写了几位客户共用的电话或邮箱（共 ${money(facts.sharedSales)}），计入店铺，但不归任何客户。如果是同一个人有几张会员卡，请在身份规则中调高每位客户的会员号数量，撤销这次导入，再依次导入客户和订单。`,
    `${count(facts.sharedOrders, 'order')} ${facts.sharedOrders === 1 ? 'names' : 'name'} only a phone or an e-mail that several customers have (${money(facts.sharedSales)}) and ${facts.sharedOrders === 1 ? 'counts' : 'count'} for the shop and for no customer. If these are several cards of one person, allow more member numbers per customer in the identity rules, take this import back, and import the customers and then the orders again.`,
  )
  if (lines < ENOUGH_LINES) return questions
  ask(
    'no-amounts',
    facts.paidLines * 20 <= lines,
    `${number(lines)} 行中只有 ${number(facts.paidLines)} 行的金额不为 0。${amount.zh}是金额吗？`,
    `Only ${number(facts.paidLines)} of ${number(lines)} lines have an amount other than 0. Is ${amount.en} what was paid?`,
    facts.paidLines === 0,
  )
  ask(
    'one-day',
    firstAt !== null && lastAt !== null && lastAt - firstAt < DAY_MS,
    `所有订单都在同一天。${day.zh}是下单时间吗，还是导出时间？`,
    `Every order is of the same day. Is ${day.en} the time of the order, or that of the export?`,
  )
  ask(
    'old-dates',
    firstAt !== null && firstAt < EARLIEST,
    `最早的订单在 ${yearOf(firstAt)} 年。${day.zh}的日期读对了吗？`,
    `The earliest order is of ${yearOf(firstAt)}. Were the dates of ${day.en} read rightly?`,
  )
  ask(
    'few-customers',
    buyers > 0 && buyers <= 20 && named >= 200 * buyers,
    `${number(named)} 行只有 ${number(buyers)} 位客户。${customer.zh}是客户吗？`,
    `${number(named)} lines, but only ${count(buyers, 'customer')}. Is ${customer.en} the customer?`,
    buyers <= 2,
  )
  ask(
    'nobody-named',
    facts.anonymousLines * 2 >= lines && CUSTOMER_FIELDS.some((field) => mapping[field] !== undefined),
    `${number(lines)} 行中有 ${number(facts.anonymousLines)} 行没有客户。${customer.zh}是客户吗？如果空白表示与上一行同一客户（透视表的样子），请让每一行都重复标签后重新导出。`,
    `${number(facts.anonymousLines)} of ${number(lines)} lines name no customer. Is ${customer.en} the customer? If a blank means the customer above, as in a pivot table, repeat the labels in every row and export again.`,
  )
  ask(
    'one-order-number',
    orderNumbers > 0 && orderNumbers <= 5 && named >= ENOUGH_LINES * orderNumbers,
    `${number(named)} 行只有 ${number(orderNumbers)} 个订单号。${order.zh}是订单号吗？`,
    `${number(named)} lines, but only ${count(orderNumbers, 'order number')}. Is ${order.en} the order number?`,
    orderNumbers === 1 && buyers > 1,
  )
  ask(
    'numbers-return',
    facts.returningNumbers >= 3 && facts.returningNumbers * 5 >= facts.watchedNumbers,
    `${number(facts.watchedNumbers)} 个订单中有 ${number(facts.returningNumbers)} 个的单号隔几天又出现，像是每天或每台收银机重新编号的小票，都算作了一单。${order.zh}是订单号吗？如果不是，用 --map orderId= 不读这一列。`,
    `${number(facts.returningNumbers)} of ${count(facts.watchedNumbers, 'order number')} come again days later, as till receipts do whose numbers start again each day or in each store; they count as one order each. Is ${order.en} the order number? If not, leave it out with --map orderId=`,
  )
  ask(
    'numbers-shared',
    buyers > 1 && orderNumbers > 5 && sharedNumbers * 5 >= orderNumbers,
    `${number(orderNumbers)} 个订单号中有 ${number(sharedNumbers)} 个属于多位客户，因此计为 ${number(orders)} 单。${order.zh}是订单号，${customer.zh}是客户吗？`,
    `${number(sharedNumbers)} of ${number(orderNumbers)} order numbers belong to several customers, which makes ${number(orders)} orders. Is ${order.en} the order number, and ${customer.en} the customer?`,
  )
  ask(
    'nobody-twice',
    buyers >= 100 && orders === buyers && orderNumbers === orders,
    `${number(buyers)} 位客户每位都只有一单。${customer.zh}是客户吗，还是每单一个的编号？`,
    `Each of ${number(buyers)} customers has one order. Is ${customer.en} the customer, or a number that every order has of its own?`,
  )
  ask(
    'one-customer',
    buyers > 1 && orders >= ENOUGH_LINES && mostOfOne * 2 > orders,
    `${number(orders)} 单中有 ${number(mostOfOne)} 单属于同一位客户。那是真实的人，还是“散客”“游客”这样的占位？`,
    `One customer has ${number(mostOfOne)} of ${number(orders)} orders. Is that a person, or does the id stand for guests?`,
  )
  ask(
    'mostly-returns',
    facts.returnLines * 2 > lines,
    `${number(lines)} 行中有 ${number(facts.returnLines)} 行是退货。数量或金额的正负号对吗？`,
    `${number(facts.returnLines)} of ${number(lines)} lines are returns. Are the signs of quantity or amount right?`,
  )
  return questions
}

function columnOf(mapping: ColumnMapping, fields: readonly string[]): BilingualText {
  const columns = fields.flatMap((field) => mapping[field] ?? [])
  const all = (joint: string): string => columns.map((column) => `“${column}”`).join(joint)
  return columns.length === 0 ? { zh: '该列', en: 'that column' } : { zh: `列${all('、')}`, en: `the column ${all(' or ')}` }
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function money(sums: MoneyByCurrency): string {
  return Object.entries(sums)
    .map(([currency, sum]) => `${currency} ${number(sum)}`)
    .join(', ')
}

function count(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? '' : 's'}`
}

function yearOf(time: number | null): number {
  return new Date(time ?? 0).getUTCFullYear()
}
