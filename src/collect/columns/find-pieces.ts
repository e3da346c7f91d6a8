import { DecimalEvidence, decimalReader } from './decimal-format.ts'
import type { FileQuestion } from './file-question.ts'
import type { ColumnReading } from './interpretation.ts'

/** The columns that hold a line's quantity and its cost. */
export interface Pieces {
  readonly quantity: number
  /** Undefined when no column equals price times quantity: then the quantity is only a guess. */
  readonly amount: number | undefined
}

/** Rows that must agree before the values alone determine a column. */
const LEAST_ROWS = 5
const AGREE = 0.95
/** If most lines exceed this, the column is not a quantity. */
const MOST_PIECES = 1_000

/**
 * Finds the quantity by its values when no heading names it: whole numbers that multiply the price into another column.
 *
 * @param free Positions of columns without a field.
 */
export function findPieces(sample: readonly (readonly string[])[], price: number, free: readonly number[]): Pieces | undefined {
  const prices = numbersOf(sample, price)
  const columns = free.map((at) => ({ at, numbers: numbersOf(sample, at) }))
  const counts = columns.filter(({ numbers }) => arePieces(numbers))
  for (const { at: quantity, numbers: pieces } of counts) {
    const amount = columns.find(({ at, numbers }) => at !== quantity && areProducts(prices, pieces, numbers))?.at
    if (amount !== undefined) return { quantity, amount }
  }
  const [only] = counts
  return only === undefined ? undefined : { quantity: only.at, amount: undefined }
}

/** Finds the quantity by its values when only a price is mapped: otherwise each row would silently count as one piece. */
export function withPieces(
  readings: readonly ColumnReading[],
  sample: readonly (readonly string[])[],
  given: Readonly<Record<string, unknown>>,
): { readonly readings: readonly ColumnReading[]; readonly said: readonly FileQuestion[] } {
  const at = new Map(readings.flatMap(({ field, position }) => (field === undefined ? [] : [[field, position] as const])))
  const price = at.get('unitPrice')
  const worth = ['amount', 'paidAmount', 'orderTotal', 'subtotal'].some((field) => at.has(field))
  if (price === undefined || worth || at.has('quantity') || Object.hasOwn(given, 'quantity')) return { readings, said: [] }
  const free = readings.flatMap(({ field, position }) => (field === undefined ? [position] : []))
  const pieces = findPieces(sample, price, free)
  if (pieces === undefined) return { readings, said: [] }
  const nameOf = (position: number): string => readings[position]?.heading ?? ''
  if (pieces.amount === undefined) return { readings, said: [piecesUnread(nameOf(price), nameOf(pieces.quantity))] }
  const why = {
    zh: `“${nameOf(price)}”乘以“${nameOf(pieces.quantity)}”等于“${nameOf(pieces.amount)}”`,
    en: `"${nameOf(price)}" times "${nameOf(pieces.quantity)}" is "${nameOf(pieces.amount)}"`,
  }
  const found = new Map([
    [pieces.quantity, 'quantity'],
    [pieces.amount, 'amount'],
  ])
  return {
    readings: readings.map((one) => {
      const field = found.get(one.position)
      return field === undefined ? one : { ...one, field, confidence: 0.75, why }
    }),
    said: [],
  }
}

/** Asks when each row counts as one piece although a column looks like a quantity. */
function piecesUnread(price: string, heading: string): FileQuestion {
  return {
    code: 'quantity-unread',
    weight: 'question',
    field: 'quantity',
    columns: [heading],
    text: {
      zh: `没有一列认作数量，每行按一件“${price}”计算。“${heading}”是数量吗？如果是，请指定为数量。`,
      en: `No quantity column was found, so each row counts as one piece at "${price}". If "${heading}" is the quantity, choose it.`,
    },
  }
}

function numbersOf(sample: readonly (readonly string[])[], at: number): (number | undefined)[] {
  const evidence = new DecimalEvidence()
  for (const row of sample) evidence.observe((row[at] ?? '').trim())
  const read = decimalReader(evidence.format, 6)
  return sample.map((row) => {
    const value = read((row[at] ?? '').trim())
    return value === undefined ? undefined : Number(value) / 1e6
  })
}

function arePieces(numbers: readonly (number | undefined)[]): boolean {
  const whole = numbers.filter((value) => value !== undefined && Number.isInteger(value) && value !== 0 && Math.abs(value) <= MOST_PIECES)
  return whole.length >= LEAST_ROWS && whole.length >= AGREE * numbers.length && whole.some((value) => Math.abs(value ?? 0) > 1)
}

function areProducts(
  prices: readonly (number | undefined)[],
  pieces: readonly (number | undefined)[],
  amounts: readonly (number | undefined)[],
): boolean {
  let [compared, same, several] = [0, 0, 0]
  for (const [i, price] of prices.entries()) {
    const [count, amount] = [pieces[i], amounts[i]]
    if (price === undefined || count === undefined || amount === undefined || price === 0) continue
    compared += 1
    if (Math.abs(price * count - amount) >= 0.011) continue
    same += 1
    if (Math.abs(count) > 1) several += 1
  }
  return compared >= LEAST_ROWS && same >= AGREE * compared && several >= 2
}
