import { AppError } from '#kernel/app-error.ts'

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** Every decimal of so many digits comes back unchanged from a double (DBL_DIG of IEEE 754). */
const SAFE_DIGITS = 15
const [QUOTE, BACKSLASH, OPEN, CLOSE, MINUS, CAPITAL_N, CAPITAL_I] = [0x22, 0x5c, 0x7b, 0x7d, 0x2d, 0x4e, 0x49]

/**
 * JSON.parse that changes nothing: a number that a double cannot hold exactly (ids beyond 2^53, 1e400) comes as the text of its digits, and the
 * NaN and Infinity that Python writes as their words. Brackets are counted before anything is parsed. One walk over the text, no recursion.
 * @throws AppError 400 `bad-json`, or `too-deep` for more than `maxDepth` brackets within each other.
 */
export function readExactJson(text: string, maxDepth: number): unknown {
  let depth = 0
  let copied = 0
  const pieces: string[] = []
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) i = endOfString(text, i)
    else if ((code | 0x20) === OPEN) {
      depth += 1
      if (depth > maxDepth) {
        throw new AppError('invalid-input', 'too-deep', `The body nests more than ${maxDepth} levels: send flatter properties.`, {
          details: { maxDepth },
        })
      }
    } else if ((code | 0x20) === CLOSE) depth -= 1
    else if (isDigit(code) || code === MINUS) {
      const end = endOfNumber(text, i)
      if (end - i > SAFE_DIGITS || hasLongExponent(text, i, end)) {
        const source = text.slice(i, end)
        if (!isExact(source) && NUMBER.test(source)) {
          pieces.push(text.slice(copied, i), '"', source, '"')
          copied = end
        }
      }
      i = end - 1
    } else if (code === CAPITAL_N || code === CAPITAL_I) {
      const word = code === CAPITAL_N ? 'NaN' : 'Infinity'
      if (!text.startsWith(word, i)) continue
      const start = code === CAPITAL_I && text.charCodeAt(i - 1) === MINUS ? i - 1 : i
      pieces.push(text.slice(copied, start), '"', text.slice(start, i + word.length), '"')
      copied = i + word.length
      i = copied - 1
    }
  }
  try {
    return JSON.parse(copied === 0 ? text : pieces.join('') + text.slice(copied))
  } catch {
    throw new AppError('invalid-input', 'bad-json', 'The body is not valid JSON.')
  }
}

/** Whether a double holds exactly the number that is written: whole numbers up to 2^53, and what prints as the same digits. */
export function isExact(source: string): boolean {
  const value = Number(source)
  if (!Number.isFinite(value)) return false
  if (!/[.eE]/.test(source)) return Number.isSafeInteger(value)
  return significant(source) === significant(String(value))
}

/** Digits without leading and trailing zeros, and the power of ten of the last one. */
function significant(source: string): string {
  const at = source.search(/[eE]/)
  const mantissa = at < 0 ? source : source.slice(0, at)
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end -= 1
  if (end === 0) return '0'
  const exponent = (at < 0 ? 0 : Number(source.slice(at + 1))) - fraction.length + digits.length - end
  return `${mantissa.startsWith('-') ? '-' : ''}${digits.slice(0, end)}e${exponent}`
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code === BACKSLASH) i += 1
    else if (code === QUOTE) return i
  }
  return text.length
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1
  while (end < text.length) {
    const code = text.charCodeAt(end)
    if (!isDigit(code) && code !== 0x2e && code !== 0x2b && code !== 0x2d && (code | 0x20) !== 0x65) break
    end += 1
  }
  return end
}

/** An exponent of three digits may leave the range of a double. */
function hasLongExponent(text: string, start: number, end: number): boolean {
  for (let at = end - 4; at > start; at -= 1) if ((text.charCodeAt(at) | 0x20) === 0x65) return true
  return false
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
