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
const DATE_LIKE = /^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}(?:\D|$)/

/** The text of a cell without the blanks around it, or null where it means that there is nothing (`NA`, `null`, `NaN`, `inf`, `-`, `无` ...). */
export function cellText(cell: string | undefined): string | null {
  const text = cell?.trim() ?? ''
  return text.length <= LONGEST_MISSING && MISSING.has(text.toLowerCase()) ? null : text
}

/**
 * The number a text stands for, NaN when it is none. Takes thousands separators, currency signs, full-width digits, a percent sign (a hundredth)
 * and (12.5) for -12.5. Never infinite.
 *
 * `readNumber('￥1,234.5')` is 1234.5; `readNumber('12%')` is .12.
 */
export function readNumber(text: string): number {
  if (PLAIN.test(text)) return finite(Number(text))
  if (text.length > 40 || !/\p{Nd}/u.test(text)) return Number.NaN
  let plain = text
    .normalize('NFKC')
    .replaceAll(/[\s¥$€£元]|CNY|RMB|USD|EUR|GBP/g, '')
    .replaceAll('−', '-')
  const bracketed = /^\((.+)\)$/.exec(plain)
  if (bracketed !== null) plain = `-${bracketed[1]}`
  const percent = plain.endsWith('%')
  if (percent) plain = plain.slice(0, -1)
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(plain)) plain = plain.replaceAll(',', '')
  return PLAIN.test(plain) ? finite(Number(plain) / (percent ? 100 : 1)) : Number.NaN
}

/** Whether a text is written like a date with separators; what it says is for a date reader to find out. */
export function looksLikeDate(text: string): boolean {
  return text.length >= 6 && text.length <= 40 && DATE_LIKE.test(text)
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}
