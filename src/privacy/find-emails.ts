import type { PersonalSpan } from './personal-text.ts'

/** RFC 5321 allows 64 characters before the @ and 255 after it. */
const LONGEST_LOCAL = 64
const LONGEST_DOMAIN = 255
const LOCAL = /[\w.!#$&'*+/=?^`{|}~-]/
const DOMAIN = /[A-Za-z0-9.-]/
const LETTER = /\p{L}/u
/** The extension of file names such as icon@2x.png or vue@3.min.js. */
const FILE_ENDINGS = new Set('png,jpg,jpeg,gif,webp,svg,avif,ico,bmp,css,js,mjs,cjs,ts,map,json,html,htm,pdf,mp4,woff,woff2'.split(','))

/** Email addresses in a folded text. Each @ examines no more than the longest address, so the work is linear in the text. */
export function findEmails(text: string): PersonalSpan[] {
  const found: PersonalSpan[] = []
  let free = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = startOfLocal(text, at, free)
    const end = endOfDomain(text, at)
    if (start === at || end < 0) continue
    found.push({ start, end, kind: 'email' })
    free = end
  }
  return found
}

function startOfLocal(text: string, at: number, free: number): number {
  const least = Math.max(free, at - LONGEST_LOCAL)
  // Addresses in other scripts (RFC 6531) count when there is nothing else before the @.
  const allowed = LOCAL.test(text[at - 1] ?? '') ? LOCAL : LETTER
  let start = at
  while (start > least && allowed.test(text[start - 1] as string)) start -= 1
  // In a query (?mail=a@b.cn, /?to=a@b.cn) only the part after the sign belongs to the address.
  for (const sign of ['=', '?', '&', '/']) start = Math.max(start, text.slice(start, at).lastIndexOf(sign) + 1 + start)
  while (start < at && text[start] === '.') start += 1
  return start
}

function endOfDomain(text: string, at: number): number {
  const allowed = DOMAIN.test(text[at + 1] ?? '') ? DOMAIN : /[\p{L}\p{N}.-]/u
  const most = Math.min(text.length, at + 1 + LONGEST_DOMAIN)
  let end = at + 1
  while (end < most && allowed.test(text[end] as string)) end += 1
  while (end > at && /[.-]/.test(text[end - 1] as string)) end -= 1
  const domain = text.slice(at + 1, end)
  const point = domain.lastIndexOf('.')
  const ending = domain.slice(point + 1)
  if (point <= 0 || domain.includes('..') || !/^(?:[A-Za-z][A-Za-z0-9-]+|\p{L}{2,})$/u.test(ending)) return -1
  return FILE_ENDINGS.has(ending.toLowerCase()) ? -1 : end
}
