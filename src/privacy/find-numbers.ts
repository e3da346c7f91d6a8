import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { isBankCard, isChineseIdCard, isProductCode } from './number-checks.ts'
import type { PersonalKind, PersonalSpan } from './personal-text.ts'

/** A run of digits, with the text before it. */
interface DigitGroup {
  readonly start: number
  readonly end: number
  readonly digits: string
  /** The text between the previous group and this one if short; undefined when they do not belong together. */
  readonly joint: string | undefined
  /** The character before: '+', '(', a letter … */
  readonly before: string
  /** The character after. */
  readonly behind: string
}

const LONGEST_GROUP = 19
const GROUPS_OF_ONE = 7
const JOINT = /^(?:[ .·_-]|\) ?|\)-| \(| ?- ?|  )$/
const MOBILE = /^1(?:3\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}$/
/** Area codes 010, 02x and 03xx to 09xx, then a number that begins with 2 to 9: eight digits in the large cities, seven or eight elsewhere. */
const LANDLINE = /^0(?:(?:10|2[0-57-9])[2-9]\d{7}|(?:3[1579]|4[1-8]|5[1-9]|6[36]|7[0-79]|8[13-9]|9[0-79])\d[2-9]\d{6,7})$/
const CUE = /(?:电话|座机|手机|联系|致电|拨打|tel|phone|call|mobile|fax|传真)[^\d\n]{0,6}$/i

/** Phone numbers, identity cards and bank cards in a folded text. Examines up to six groups of digits after each one. */
export function findNumbers(text: string): PersonalSpan[] {
  const groups = digitGroups(text)
  const found: PersonalSpan[] = []
  for (let i = 0; i < groups.length;) {
    const hit = longestHit(text, groups, i)
    if (hit === null) i += 1
    else {
      found.push(hit.span)
      i = hit.next
    }
  }
  return found
}

function digitGroups(text: string): DigitGroup[] {
  const groups: DigitGroup[] = []
  let last = -1
  for (let i = 0; i < text.length;) {
    if (!isDigit(text.charCodeAt(i))) {
      i += 1
      continue
    }
    let end = i + 1
    while (end < text.length && isDigit(text.charCodeAt(end))) end += 1
    const between = last < 0 || i - last > 3 ? undefined : text.slice(last, i)
    groups.push({
      start: i,
      end,
      digits: end - i > LONGEST_GROUP ? '' : text.slice(i, end),
      joint: between !== undefined && JOINT.test(between) ? between : undefined,
      before: text[i - 1] ?? '',
      behind: text[end] ?? '',
    })
    last = end
    i = end
  }
  return groups
}

function longestHit(text: string, groups: readonly DigitGroup[], i: number): { span: PersonalSpan; next: number } | null {
  const first = groups[i] as DigitGroup
  let joined = first.digits
  const lengths = [first.digits.length]
  let best: { span: PersonalSpan; next: number } | null = null
  for (let j = i; j < groups.length && j < i + GROUPS_OF_ONE; j += 1) {
    const group = groups[j] as DigitGroup
    if (j > i) {
      if (group.joint === undefined) break
      joined += group.digits
      lengths.push(group.digits.length)
    }
    if (group.digits === '' || joined.length > LONGEST_GROUP) break
    const kind = kindOf(text, first, group, joined, lengths)
    if (kind === null) continue
    const end = kind === 'id-card' && /[xX]/.test(group.behind) && joined.length === 17 ? group.end + 1 : group.end
    const start = first.before === '+' || (first.before === '(' && text.slice(first.end, end).includes(')')) ? first.start - 1 : first.start
    best = { span: { start, end, kind }, next: j + 1 }
  }
  return best
}

function kindOf(text: string, first: DigitGroup, last: DigitGroup, digits: string, lengths: readonly number[]): PersonalKind | null {
  if (digits.length < 7) return null
  const shape = lengths.join('-')
  if (first.before === '+')
    return digits.length >= 8 && digits.length <= 15 && digits[0] !== '0' && !isDigitBefore(text, first) ? 'phone' : null
  const alone = first.joint === undefined || first.joint === ' '
  // A part of a longer number with dashes (240501-123456789012345) is not a card.
  const part = !alone || /^[-_]\d/.test(text.slice(last.end, last.end + 2))
  if (!part && isIdCard(digits, shape, last)) return 'id-card'
  if (isMobile(digits, shape, alone)) return 'phone'
  if (isLandline(text, first, digits, lengths, alone)) return 'phone'
  if (isForeign(first, digits, lengths)) return 'phone'
  return !part && CARD_SHAPES.has(shape) && isBankCard(digits, shape !== String(digits.length)) ? 'bank-card' : null
}

function isDigitBefore(text: string, group: DigitGroup): boolean {
  return /[\dA-Za-z]/.test(text[group.start - 2] ?? '')
}

const ID_SHAPES = new Set(['17', '18', '6-8-4', '6-8-3', '6-4-4-4', '6-4-4-3', '3-3-4-4-4', '3-3-4-4-3'])
const CARD_SHAPES = new Set([
  '15',
  '16',
  '17',
  '18',
  '19',
  '4-4-4-4',
  '4-4-4-4-1',
  '4-4-4-4-2',
  '4-4-4-4-3',
  '6-13',
  '6-10',
  '4-6-5',
  '8-8',
])

function isIdCard(digits: string, shape: string, last: DigitGroup): boolean {
  if (!ID_SHAPES.has(shape)) return false
  return isChineseIdCard(digits.length === 17 && /[xX]/.test(last.behind) ? `${digits}X` : digits)
}

const MOBILE_SHAPES = new Set(['11', '3-4-4', '4-3-4', '3-8', '7-4', '3-3-5', '5-6', '3-4-2-2'])
const PREFIXED_MOBILE_SHAPES = new Set(['13', '2-11', '2-3-4-4', '2-3-8', '4-11', '4-3-4-4', '15', '2-4-3-4'])

function isMobile(digits: string, shape: string, alone: boolean): boolean {
  if (MOBILE_SHAPES.has(shape)) return (alone || shape === '11') && MOBILE.test(digits)
  if (!PREFIXED_MOBILE_SHAPES.has(shape)) return false
  const national = /^(?:0086|86)(1\d{10})$/.exec(digits)?.[1]
  return national !== undefined && MOBILE.test(national)
}

function isLandline(text: string, first: DigitGroup, digits: string, lengths: readonly number[], alone: boolean): boolean {
  const country = /^(?:0086|86)/.exec(digits)?.[0] ?? ''
  const national = country !== '' && lengths.length > 1 ? digits.slice(country.length).replace(/^0?/, '0') : digits
  if (!LANDLINE.test(national)) return false
  if (lengths.length === 1) return !isProductCode(digits) || CUE.test(text.slice(Math.max(0, first.start - 16), first.start))
  const [area = 0] = country === '' ? lengths : lengths.slice(1)
  return alone && area >= 2 && area <= 4
}

/** 00 and a country code, (415) 555-2671 and 1-415-555-2671. */
function isForeign(first: DigitGroup, digits: string, lengths: readonly number[]): boolean {
  const shape = lengths.join('-')
  if (
    digits.startsWith('00') &&
    digits[2] !== '0' &&
    digits.length >= 10 &&
    digits.length <= 17 &&
    (lengths.length > 1 || !isProductCode(digits))
  ) {
    return parsePhoneNumberFromString(`+${digits.slice(2)}`)?.isValid() === true
  }
  const american = (shape === '3-3-4' && first.before === '(') || (shape === '1-3-3-4' && digits.startsWith('1'))
  return american && /^1?[2-9]\d{2}[2-9]\d{6}$/.test(digits)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
