import { halfWidth } from '#kernel/half-width.ts'
import { rescale } from '../import/parse-decimal.ts'
import { currenciesOfWord } from './currency-words.ts'

/** The decimal mark of a column of numbers. */
export type DecimalMark = '.' | ','

/**
 * How the numbers of a column are written; `sure` when a value is decisive (1.111,11 is, 1.000 is not) or no value is ambiguous.
 */
export interface DecimalFormat {
  readonly mark: DecimalMark
  readonly sure: boolean
  /** Power of ten of the column's unit: 4 for 万元, -2 for 分. */
  readonly power?: number
}

const [ZERO, NINE, DOT, COMMA, MINUS, PLUS] = [48, 57, 46, 44, 45, 43]

/** Determines the decimal mark over a whole column, never by a single cell. */
export class DecimalEvidence {
  /** Values that can be read only with that mark. */
  #dot = 0
  #comma = 0
  /** Ambiguous values such as 1.000 and 1,000. */
  #dotDoubtful = 0
  #commaDoubtful = 0
  /** Whole numbers without separators: below a thousand, and from a thousand up. */
  #small = 0
  #large = 0
  #numbers = 0
  #last = ''

  observe(text: string): void {
    if (text === '' || text === this.#last) return
    this.#last = text
    const core = plainCore(withoutSign(text)) ?? decorated(text)?.core
    if (core === undefined) return
    this.#numbers += 1
    // 0.00 means zero in files with either mark.
    if (isZero(core)) return
    const [dots, commas] = [count(core, DOT), count(core, COMMA)]
    if (dots + commas === 0) {
      if (core.length > 3) this.#large += 1
      else this.#small += 1
    } else if (dots > 0 && commas > 0) {
      if (core.lastIndexOf('.') > core.lastIndexOf(',')) this.#dot += 1
      else this.#comma += 1
    } else if (dots > 1) this.#comma += 1
    else if (commas > 1) this.#dot += 1
    else this.#observeSingle(core, dots === 1)
  }

  /** How many of the values seen are numbers. */
  get numbers(): number {
    return this.#numbers
  }

  /** Some values can be read only with a point and others only with a comma: with either mark the others are refused. */
  get contradictory(): boolean {
    return this.#dot > 0 && this.#comma > 0
  }

  /** Whether some value requires one mark and none requires the other. */
  get decides(): boolean {
    return this.#dot > 0 !== this.#comma > 0
  }

  get format(): DecimalFormat {
    if (this.#dot > 0 || this.#comma > 0) return { mark: this.#comma > this.#dot ? ',' : '.', sure: !this.contradictory }
    if (this.#dotDoubtful + this.#commaDoubtful === 0) return { mark: '.', sure: true }
    // Next to 500, but never 1000 or 1.5, 1.000 is a thousand; next to only values like 2.250 it has three decimals.
    const thousands = this.#dotDoubtful > 0 && this.#commaDoubtful === 0 && this.#small > 0 && this.#large === 0
    return { mark: thousands ? ',' : '.', sure: false }
  }

  #observeSingle(core: string, dot: boolean): void {
    const at = core.indexOf(dot ? '.' : ',')
    const doubtful = core.length - at === 4 && at >= 1 && at <= 3 && core.charCodeAt(0) !== ZERO
    if (doubtful) {
      if (dot) this.#dotDoubtful += 1
      else this.#commaDoubtful += 1
    } else if (dot) this.#dot += 1
    else this.#comma += 1
  }
}

/** 0, 0.00, 0,00: zero in any notation. */
function isZero(core: string): boolean {
  return core.charCodeAt(0) === ZERO && /^0+(?:[.,]0+)?$/.test(core)
}

const EMPTY = new Set([
  '',
  '-',
  '--',
  '---',
  '—',
  '——',
  '–',
  '/',
  'n/a',
  'na',
  'null',
  '(null)',
  'none',
  'nan',
  '\\n',
  '无',
  '空',
  '暂无',
  '无退款',
  '未退款',
  '无退款申请',
  '没有申请退款',
])

/** Whether a cell of a number column means "none". */
export function isEmptyNumber(text: string): boolean {
  const code = text.charCodeAt(0)
  return !isDigit(code) && text.length <= 8 && EMPTY.has(text.trim().toLowerCase())
}

/**
 * Makes a reader for one column of numbers: integers scaled by 10^decimals, rounded half away from zero. Accepts thousands separators (also Indian and Swiss), currency signs
 * on either side, a trailing minus, brackets for minus, full-width digits and 1.2E3. Undefined for anything that is not a number in that format, for percentages
 * and for more than 12 digits before the decimal mark.
 *
 * @example decimalReader({ mark: ',', sure: true }, 2)('1.234,5 €') // 123450n
 */
export function decimalReader({ mark, power = 0 }: DecimalFormat, decimals: number): (text: string) => bigint | undefined {
  const scale = decimals + power
  const code = mark === '.' ? DOT : COMMA
  let lastText: string | undefined
  let lastValue: bigint | undefined
  return (text) => {
    if (text === lastText) return lastValue
    lastText = text
    lastValue = readSimple(withoutSign(text), code, scale) ?? readAny(text, mark, scale)
    return lastValue
  }
}

/** Removes a leading common currency sign. */
function withoutSign(text: string): string {
  const first = text.charCodeAt(0)
  return first === 36 || first === 163 || first === 165 || first === 8364 || first === 65_509 ? text.slice(1) : text
}

/** Fast path for short plain numbers, the vast majority: a minus, digits, and digits after the mark. */
function readSimple(text: string, mark: number, scale: number): bigint | undefined {
  const length = text.length
  if (length === 0 || length > 14) return undefined
  const negative = text.charCodeAt(0) === MINUS
  let at = negative ? 1 : 0
  let value = 0
  let decimals = -1
  const first = at
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO
      if (decimals >= 0) decimals += 1
    } else if (code === mark && decimals < 0 && at > first) decimals = 0
    else return undefined
  }
  if (at === first) return undefined
  const missing = scale - Math.max(decimals, 0)
  if (missing < 0 || value > 9e15 / 10 ** missing) return undefined
  const scaled = BigInt(value * 10 ** missing)
  return negative ? -scaled : scaled
}

const FREE = new Set(['免费', '赠送', '赠品', 'free'])

function readAny(text: string, mark: DecimalMark, scale: number): bigint | undefined {
  if (text.length <= 4 && FREE.has(text.toLowerCase())) return 0n
  const number = decorated(text)
  if (number === undefined) return undefined
  let core = number.core
  const power = /^(.+)[eE]([+-]?\d{1,2})$/.exec(core)
  let shift = 0
  if (power !== null) {
    core = power[1] as string
    shift = Number(power[2])
  }
  if (isZero(core)) return 0n
  const parts = core.split(mark)
  if (parts.length > 2) return undefined
  const whole = withoutThousands(parts[0] as string, mark === '.' ? ',' : '.')
  const fraction = parts[1] ?? ''
  if (whole === undefined || !isDigits(fraction)) return undefined
  const digits = whole + fraction
  const exponent = scale - fraction.length + shift
  if (digits === '' || digits.length > 40 || whole.replace(/^0+/, '').length + Math.max(shift, 0) > 12) return undefined
  const value = exponent >= 0 ? BigInt(digits) * 10n ** BigInt(exponent) : rescale(BigInt(digits), -exponent)
  return number.negative ? -value : value
}

const THREES = /^\d{1,3}(?:,\d{3})+$/
const INDIAN = /^\d{1,2}(?:,\d{2})+,\d{3}$/

function withoutThousands(whole: string, separator: string): string | undefined {
  if (!whole.includes(separator)) return isDigits(whole) ? whole : undefined
  const commas = separator === ',' ? whole : whole.replaceAll('.', ',')
  const grouped = THREES.test(commas) || (separator === ',' && INDIAN.test(commas))
  return grouped && commas.charCodeAt(0) !== ZERO ? commas.replaceAll(',', '') : undefined
}

/** The text without its sign, if it holds only digits, points and commas. */
function plainCore(text: string): string | undefined {
  const first = text.charCodeAt(0)
  const start = first === MINUS || first === PLUS ? 1 : 0
  let digits = false
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) digits = true
    else if (code !== DOT && code !== COMMA) return undefined
  }
  if (!digits || text.charCodeAt(text.length - 1) < ZERO) return undefined
  return start === 0 ? text : text.slice(1)
}

const UNITS = new Set(['件', '个', '份', 'pcs', 'pc', 'pcs.'])
const PLACES = /^\d{1,3}(?:[ '’´`]\d{3})*(?:[ '’´`]\d{3}[.,]\d*|[.,]\d*)?$/

/** A number with the characters written around it. `core` holds digits, points, commas and an exponent. */
function decorated(text: string): { readonly core: string; readonly negative: boolean } | undefined {
  if (text.length > 60) return undefined
  let plain = halfWidth(text)
    .replaceAll(/[−–—‒]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
  let negative = false
  const bracketed = /^([^\d(]*)\(([^()]*\d[^()]*)\)([^\d)]*)$/.exec(plain)
  if (bracketed !== null) {
    negative = true
    plain = `${bracketed[1]}${bracketed[2]}${bracketed[3]}`
  }
  let first = plain.search(/[.,]?\d/)
  if (first < 0) return undefined
  // Rs.500, kr.12: the point belongs to the word.
  if (!isDigit(plain.charCodeAt(first)) && first > 0 && /\p{L}/u.test(plain.charAt(first - 1))) first += 1
  let last = plain.length - 1
  while (!isDigit(plain.charCodeAt(last))) last -= 1
  // 12,- and 12.- are prices without cents, 3. is three.
  const tail = plain.slice(last + 1).replace(/^[.,](?:-+)?(?=\D|$)/, '')
  const around = [plain.slice(0, first), tail].map((part) => part.trim())
  let minus = 0
  for (const part of around) {
    minus += count(part, MINUS)
    const word = part.replaceAll(/[+\-\s]/g, '')
    if (word !== '' && !UNITS.has(word.toLowerCase()) && currenciesOfWord(word) === undefined) return undefined
  }
  if (minus > 1 || (minus === 1 && negative)) return undefined
  let core = plain.slice(first, last + 1)
  if (/[ '’´`]/.test(core)) {
    if (!PLACES.test(core)) return undefined
    core = core.replaceAll(/[ '’´`]/g, '')
  }
  return /^[\d.,]+(?:[eE][+-]?\d{1,2})?$/.test(core) ? { core, negative: negative || minus === 1 } : undefined
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isDigit(text.charCodeAt(at))) return false
  return true
}

function count(text: string, code: number): number {
  let found = 0
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) === code) found += 1
  return found
}
