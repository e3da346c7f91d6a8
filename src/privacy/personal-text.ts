import { createHmac } from 'node:crypto'
import { findEmails } from './find-emails.ts'
import { findNumbers } from './find-numbers.ts'
import { foldText } from './fold-text.ts'
import { isPersonalKey } from './personal-key.ts'

export type PersonalKind = 'email' | 'phone' | 'id-card' | 'bank-card'

/** Position of something personal. */
export interface PersonalSpan {
  readonly start: number
  readonly end: number
  readonly kind: PersonalKind
}

/** Minimum digits of a phone number. */
const LEAST_DIGITS = 7

/** Email addresses, phone numbers, identity and bank cards of a text, in whatever width, encoding or grouping. Linear in its length. */
export function findPersonal(text: string): PersonalSpan[] {
  if (!mayBePersonal(text)) return []
  const folded = isPlain(text) ? { text, from: null } : foldText(text)
  const at = (place: number): number => folded.from?.[place] ?? place
  const spans = [...findEmails(folded.text), ...findNumbers(folded.text)].toSorted((a, b) => a.start - b.start)
  const drawn = spans.length === 0 ? [] : drawnIds(folded.text)
  const found: PersonalSpan[] = []
  let [free, next] = [0, 0]
  for (const span of spans) {
    while ((drawn[next]?.end ?? span.end) < span.end) next += 1
    if (span.start < free || (drawn[next]?.start ?? Number.POSITIVE_INFINITY) <= span.start) continue
    free = span.end
    found.push({ start: at(span.start), end: at(span.end), kind: span.kind })
  }
  return found
}

/** The text with everything personal replaced by its kind: `[email]`, `[phone]`, `[id-card]`, `[bank-card]`; of a URL also the values of personal keys. */
export function withoutPersonal(text: string): string {
  let result = text
  const spans = findPersonal(text)
  if (spans.length > 0) {
    result = ''
    let copied = 0
    for (const { start, end, kind } of spans) {
      result += `${text.slice(copied, start)}[${kind}]`
      copied = end
    }
    result += text.slice(copied)
  }
  return result.includes('=') && /[?&]/.test(result) ? withoutPersonalParameters(result) : result
}

/** A stable code for an id that identifies a person, derived with the installation's secret: equal ids stay equal, and cannot be reversed. Other ids are unchanged. */
export function protectId(id: string, secret: string): string {
  return findPersonal(id).length === 0 ? id : codeOfId(id, secret)
}

/** The code of any id, whatever it looks like. */
export function codeOfId(id: string, secret: string): string {
  return `p_${createHmac('sha256', secret).update('id\u0000').update(id).digest('base64url').slice(0, 22)}`
}

const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi
/** Letters of a UUID that was drawn: about eleven, and fewer than this in three of 1,000. With fewer somebody may have written a number into it. */
const LEAST_LETTERS = 5

/** Where UUIDs stand that were drawn: some in a thousand hold digits that read like a phone number. */
function drawnIds(text: string): { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(UUID)]
    .filter(([uuid]) => (uuid.match(/[a-f]/gi)?.length ?? 0) >= LEAST_LETTERS)
    .map(({ 0: uuid, index }) => ({ start: index, end: index + uuid.length }))
}

/** Most texts return here: no @ and fewer digits than a phone number. */
function mayBePersonal(text: string): boolean {
  let digits = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    // Beyond ASCII: digits of other widths and scripts, and the signs that stand for @.
    if (code === 0x40 || code === 0xff20 || code === 0xfe6b) return true
    if ((code >= 0x30 && code <= 0x39) || code === 0x25 || (code > 0x65f && isForeignDigit(code))) {
      // An escape of a URL may hide an @ or a full-width digit.
      if (code === 0x25 && /^%(?:25)*(?:40|EF|D9|DB|E0|E2)/i.test(text.slice(i, i + 12))) return true
      digits += 1
      if (digits >= LEAST_DIGITS) return true
    }
  }
  return false
}

/** ASCII without escapes: there is nothing to normalise. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code > 0x7e || code === 0x25) return false
  }
  return true
}

function isForeignDigit(code: number): boolean {
  if (code >= 0xff10) return code <= 0xff19
  return code <= 0x96f || (code >= 0x2070 && code < 0x2500) || (code >= 0x2776 && code < 0x2794) || (code >= 0xd800 && code < 0xdc00)
}

function withoutPersonalParameters(text: string): string {
  const query = text.indexOf('?')
  const head = text.slice(0, query + 1)
  return (
    head +
    text
      .slice(query + 1)
      .split('&')
      .map((pair) => {
        const at = pair.indexOf('=')
        return at > 0 && isPersonalKey(pair.slice(0, at)) ? `${pair.slice(0, at)}=[removed]` : pair
      })
      .join('&')
  )
}
