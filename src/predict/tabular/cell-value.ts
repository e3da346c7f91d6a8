import { halfWidth } from '#kernel/half-width.ts'

const MISSING = new Set([
  '',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  'inf',
  '+inf',
  '-inf',
  'infinity',
  '+infinity',
  '-infinity',
  '-',
  '--',
  '?',
  '无',
  '空',
  '缺失',
  '未填写',
])
const LONGEST_MISSING = 9
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/

/** The trimmed text of a cell, or null when it means a missing value (`NA`, `null`, `NaN`, `inf`, `-`, `无` ...). */
export function cellText(cell: string | undefined): string | null {
  const text = cell?.trim() ?? ''
  return text.length <= LONGEST_MISSING && MISSING.has(text.toLowerCase()) ? null : text
}

/** Whether a column writes 1,234.5 or 1.234,5. */
export type NumberStyle = 'point' | 'comma'

const CURRENCY = String.raw`\p{Sc}|元|圆|块|CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|SGD|AUD|CAD|CHF|KRW|INR|(?:US|HK|NT|A|C|R)(?=\p{Sc})`
/** A currency sign comes before or after a number: 3元5 is not a number. */
const CURRENCY_BEFORE = new RegExp(String.raw`^([+-]?)\s*(?:(?:${CURRENCY})\s*)+`, 'u')
const CURRENCY_BEHIND = new RegExp(String.raw`(?:${CURRENCY})+$`, 'u')
const POINT_GROUPS = /^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?$/
const COMMA_GROUPS = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/
const SPACED = /^[+-]?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d*)?$/
const LARGE: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8 }

/**
 * Parses a number; NaN for anything else. Accepts thousands separators, currency signs, full-width digits, a percent sign (a hundredth), 万 and 亿,
 * and (12.5) for -12.5. Never infinite. `style` gives the meaning of commas and points in the column.
 *
 * `readNumber('￥1,234.5')` is 1234.5; `readNumber('1.234,5', 'comma')` is the same; `readNumber('12%')` is .12.
 */
export function readNumber(text: string, style: NumberStyle = 'point'): number {
  if (style === 'point' && PLAIN.test(text)) return finite(Number(text))
  if (text.length > 40 || !/\p{Nd}/u.test(text)) return Number.NaN
  let plain = withoutCurrency(halfWidth(text).replaceAll('−', '-').trim())
  const bracketed = /^\((.+)\)$/.exec(plain)
  if (bracketed !== null) plain = `-${withoutCurrency((bracketed[1] as string).trim())}`
  plain = plain.replace(/^([+-])\s+/, '$1')
  let times = 1
  const last = plain.at(-1) ?? ''
  if (last === '%' || last in LARGE) {
    times = last === '%' ? 0.01 : (LARGE[last] as number)
    plain = plain.slice(0, -1).trim()
  }
  if (SPACED.test(plain)) plain = plain.replaceAll(/[\s'’]/g, '')
  if (style === 'comma') {
    if (COMMA_GROUPS.test(plain)) plain = plain.replaceAll('.', '')
    else if (plain.includes('.')) return Number.NaN
    plain = plain.replace(',', '.')
  } else if (POINT_GROUPS.test(plain)) plain = plain.replaceAll(',', '')
  // Dividing gives exactly .12 for 12%, which multiplying by .01 would not.
  return PLAIN.test(plain) ? finite(times === 0.01 ? Number(plain) / 100 : Number(plain) * times) : Number.NaN
}

function withoutCurrency(text: string): string {
  return text.replace(CURRENCY_BEFORE, '$1').replace(CURRENCY_BEHIND, '').trimEnd()
}

/** A number without the percent sign, 万 or 亿 behind it, which do not depend on the number style. */
export function withoutUnit(text: string): string {
  const last = text.at(-1) ?? ''
  return last === '%' || last === '％' || last in LARGE ? text.slice(0, -1).trimEnd() : text
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}
