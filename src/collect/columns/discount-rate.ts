import { parseDecimal } from '../import/parse-decimal.ts'

/**
 * The share that a relative discount takes off, 0 to 1: 10% is .1, 9折 and 95折 leave nine tenths and 95 hundredths of a price. Undefined for anything
 * else, including plain numbers: whether 0.1 is ten per cent or ten cents is decided by the column.
 */
export function writtenRate(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim()
  const percent = /^-?(\d{1,3}(?:[.,]\d+)?)\s*%$/.exec(plain)
  if (percent !== null) return shareOf(percent[1] as string, 100)
  const leaves = /^(\d{1,2}(?:\.\d)?)折$/.exec(plain)
  if (leaves === null) return undefined
  const figure = Number(leaves[1])
  return figure > 10 ? 1 - figure / 100 : 1 - figure / 10
}

function shareOf(digits: string, whole: number): number | undefined {
  const value = parseDecimal(digits.replace(',', '.'), 6)
  const share = value === undefined ? Number.NaN : Number(value) / 1e6 / whole
  return share >= 0 && share <= 1 ? share : undefined
}
