import { PRICE_SCALE, QUANTITY_SCALE } from '../import/order-line.ts'
import { rescale } from '../import/parse-decimal.ts'
import { shareOut } from '../import/share-out.ts'
import type { OrderStatement, StatedLine } from './order-statement.ts'

/** A sold line: its figures are all that matters here. */
type Sold = Pick<StatedLine, 'productId' | 'productName' | 'quantity' | 'unitPrice' | 'amount'>

export interface GivenBack {
  /** Money that records and files say was given back, before any refund of its own. */
  readonly first: bigint
  /** What each refund gives back beyond that, in order of time. */
  readonly later: readonly { readonly statement: OrderStatement; readonly amount: bigint; readonly quantity: bigint }[]
}

const CENT = 10n ** BigInt(PRICE_SCALE - 2)
const ONE = 10n ** BigInt(QUANTITY_SCALE)

interface Balance {
  readonly sold: Sold
  readonly first: bigint
  readonly later: { readonly statement: OrderStatement; readonly amount: bigint; readonly quantity: bigint }[]
  /** Given back in all, never more than the line cost. */
  back: bigint
  /** Given back by refunds, whether it counts beyond `first` or is part of it. */
  told: bigint
  pieces: bigint
  /** Of `first`, what no refund has told yet. */
  untold: bigint
}

/**
 * Spreads refunds over the sold lines of an order. A refund with products gives back as many pieces of each, at what they cost after discounts or at the price it
 * states if that is less; one with an amount gives back that amount; one with neither all that is left. What records and files give back already is told again by
 * the refunds up to `recordedAt`, or by all of them where that is null, and counts once. Pure.
 *
 * @param soFar Money given back for each line by records and files.
 * @param refunds In order of time.
 */
export function takeBack(
  sold: readonly Sold[],
  soFar: readonly bigint[],
  refunds: readonly OrderStatement[],
  recordedAt: number | null,
): GivenBack[] {
  const balances = sold.map((one, i): Balance => {
    const first = least(soFar[i] ?? 0n, one.amount)
    return { sold: one, first, later: [], back: first, told: 0n, pieces: 0n, untold: first }
  })
  for (const statement of refunds) {
    const isTold = recordedAt === null || statement.occurredAt <= recordedAt
    for (const { balance, amount, quantity } of partsOf(statement, balances)) {
      const again = isTold ? least(amount, balance.untold) : 0n
      const more = least(amount - again, balance.sold.amount - balance.back)
      balance.untold -= again
      balance.told += amount
      balance.pieces += quantity
      balance.back += more
      if (more > 0n) balance.later.push({ statement, amount: more, quantity: more === amount ? quantity : 0n })
    }
  }
  return balances.map(({ first, later }) => ({ first, later }))
}

interface Part {
  readonly balance: Balance
  readonly amount: bigint
  readonly quantity: bigint
}

function partsOf({ lines, back }: OrderStatement, balances: readonly Balance[]): Part[] {
  if (lines.length === 0 && back === null) return balances.map(rest)
  if (lines.length === 0) return shareOfMoney(back ?? 0n, balances)
  return lines.flatMap((line) => {
    const of = balances.filter(({ sold }) => isProduct(sold, line))
    // Goods that the order does not name, of which only the money is known.
    return of.length === 0 ? shareOfMoney(rescale(line.unitPrice * (line.quantity || ONE), QUANTITY_SCALE), balances) : piecesOf(line, of)
  })
}

function isProduct(sold: Sold, { productId, productName }: StatedLine): boolean {
  return productId === '' || sold.productId === '' ? sold.productName === productName && productName !== '' : sold.productId === productId
}

function rest(balance: Balance): Part {
  return { balance, amount: balance.sold.amount - balance.told, quantity: balance.sold.quantity - balance.pieces }
}

function piecesOf(line: StatedLine, balances: readonly Balance[]): Part[] {
  let left = line.quantity
  return balances.flatMap((balance): Part[] => {
    const open = rest(balance)
    if (line.quantity === 0n) return [open]
    const quantity = least(left, open.quantity)
    if (quantity <= 0n) return []
    left -= quantity
    const { sold } = balance
    const cost = quantity === open.quantity ? open.amount : (sold.amount * quantity) / sold.quantity
    const stated = rescale(line.unitPrice * quantity, QUANTITY_SCALE)
    return [{ balance, amount: line.unitPrice > 0n ? least(cost, stated) : cost, quantity }]
  })
}

function shareOfMoney(money: bigint, balances: readonly Balance[]): Part[] {
  const open = balances.map(rest)
  const all = open.reduce((sum, { amount }) => sum + amount, 0n)
  if (money >= all) return open
  const parts = shareOut(
    money,
    open.map(({ amount }) => amount),
    CENT,
  )
  let over = 0n
  return open.map(({ balance, amount }, i) => {
    const wanted = (parts[i] ?? 0n) + over
    over = wanted > amount ? wanted - amount : 0n
    return { balance, amount: least(wanted, amount), quantity: 0n }
  })
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
