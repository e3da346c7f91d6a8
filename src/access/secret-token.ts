import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** 256 random bits as text, after a prefix that says what it opens (`lk_` an API key, `wk_` a write key). Shown once, never stored. */
export function newToken(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`
}

/** What is stored of a token. One round of SHA-256 is enough for 256 random bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Enough of a token to recognise it in a list: its prefix and its last four characters. */
export function hintOf(token: string): string {
  const prefix = /^[a-z]+_/.exec(token)?.[0] ?? ''
  return `${prefix}…${token.slice(-4)}`
}

/** Compares two texts in a time that tells nothing about where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(hashToken(a), hashToken(b))
}

/** Without letters and digits that are taken for one another when they are read out or typed. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password for one login: 16 letters in groups of four, about 79 bits. */
export function newTemporaryPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}
