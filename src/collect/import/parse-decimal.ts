import { halfWidth } from '#kernel/half-width.ts'

/**
 * Reads a decimal number as an integer scaled by 10^scale, without going through binary fractions; rounds half away from zero.
 * Accepts thousands separators, a decimal comma, currency signs, full-width digits, (12.5) for -12.5 and 1.2E3.
 * Undefined when the text is not a number or has more than 12 digits before the point.
 *
 * @example parseDecimal('￥1,234.5', 2) // 123450n
 */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  return readPlain(text, scale) ?? readDecorated(text, scale)
}

/** The shortest decimal text of a scaled integer. @example formatDecimal(123450n, 2) // '1234.5' */
export function formatDecimal(scaled: bigint, scale: number): string {
  const negative = scaled < 0n
  const digits = (negative ? -scaled : scaled).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  let end = digits.length
  while (end > digits.length - scale && digits.charCodeAt(end - 1) === 48) end -= 1
  const fraction = digits.slice(digits.length - scale, end)
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Divides a scaled integer by a power of ten, rounding half away from zero. */
export function rescale(scaled: bigint, digits: number): bigint {
  const divisor = 10n ** BigInt(digits)
  const half = divisor / 2n
  return scaled < 0n ? -((-scaled + half) / divisor) : (scaled + half) / divisor
}

const PLAIN = /^([+-]?)(\d{1,12})(?:\.(\d*))?$/

function readPlain(text: string, scale: number): bigint | undefined {
  const match = PLAIN.exec(text)
  if (match === null) return undefined
  const fraction = match[3] ?? ''
  let value: bigint
  if (fraction.length <= scale) value = BigInt((match[2] as string) + fraction.padEnd(scale, '0'))
  else value = rescale(BigInt((match[2] as string) + fraction), fraction.length - scale)
  return match[1] === '-' ? -value : value
}

const CURRENCY_BEFORE = /^([+-]?)\s*(?:(?:[¥$€£]|CNY|RMB|USD|EUR|GBP)\s*){1,2}/
const CURRENCY_BEHIND = /(?:[¥$€£元]|CNY|RMB|USD|EUR|GBP)$/
const SPACED = /^[+-]?\d{1,3}(?:\s\d{3})+(?:[.,]\d*)?$/

/** A currency comes before or after a number and spaces separate thousands: 3元5 and 12 34 are not numbers. */
function readDecorated(text: string, scale: number): bigint | undefined {
  let plain = halfWidth(text).replaceAll('−', '-').trim()
  plain = plain
    .replace(CURRENCY_BEFORE, '$1')
    .replace(CURRENCY_BEHIND, '')
    .trimEnd()
    .replace(/^([+-])\s+/, '$1')
  if (SPACED.test(plain)) plain = plain.replaceAll(/\s/g, '')
  const bracketed = /^\((.+)\)$/.exec(plain)
  if (bracketed !== null) plain = `-${bracketed[1]?.trim().replace(CURRENCY_BEFORE, '$1').replace(CURRENCY_BEHIND, '').trimEnd()}`
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(',', '')
  else if (/^[+-]?\d+,\d{1,2}$/.test(plain)) plain = plain.replace(',', '.')
  else if (/^[+-]?\.\d+$/.test(plain)) plain = plain.replace('.', '0.')
  else if (/^[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}$/.test(plain)) {
    const value = Number(plain)
    plain = Math.abs(value) < 1e12 ? value.toFixed(Math.min(scale, 20)) : ''
  }
  return readPlain(plain, scale)
}
