import { createHmac } from 'node:crypto'
import type { Keyring } from './keyring.ts'

/** HMAC-SHA256 of a normalised value (32 bytes): equal values can be found again without being readable. */
export function blindIndex(keyring: Keyring, kind: string, normalised: string): Buffer {
  return createHmac('sha256', keyring.index).update(kind).update('\u0000').update(normalised).digest()
}
