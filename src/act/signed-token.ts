import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'

export type TokenPurpose = 'unsubscribe' | 'open' | 'click' | 'questionnaire' | 'link'

/**
 * A link that only we can have made: `<base64url of the payload>.<HMAC-SHA256>`. The purpose is signed too, so that an open link cannot unsubscribe.
 * Holds no personal data and does not expire: a person may unsubscribe years later.
 */
export function signToken(secret: Buffer, purpose: TokenPurpose, payload: string): string {
  const body = Buffer.from(payload, 'utf8').toString('base64url')
  return `${body}.${signature(secret, purpose, body).toString('base64url')}`
}

/** The payload of a token made by `signToken` for this purpose. @throws AppError `link-invalid` for any other text. */
export function readToken(secret: Buffer, purpose: TokenPurpose, token: string): string {
  const [body = '', mark = '', ...rest] = token.length > 2_000 ? [] : token.split('.')
  const given = Buffer.from(mark, 'base64url')
  const expected = signature(secret, purpose, body)
  if (body === '' || rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AppError('invalid-input', 'link-invalid', 'This link is not valid. Open it from the message again, without changing it.')
  }
  return Buffer.from(body, 'base64url').toString('utf8')
}

function signature(secret: Buffer, purpose: TokenPurpose, body: string): Buffer {
  return createHmac('sha256', keyOf(secret)).update(`${purpose}\u0000${body}`).digest()
}

/** Checking the type of a Buffer takes an HMAC six times as long as the HMAC itself. */
const keys = new WeakMap<Buffer, KeyObject>()

function keyOf(secret: Buffer): KeyObject {
  const known = keys.get(secret)
  if (known !== undefined) return known
  const key = createSecretKey(secret)
  keys.set(secret, key)
  return key
}
