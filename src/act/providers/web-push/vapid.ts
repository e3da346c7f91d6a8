import { createECDH, createPrivateKey, createSign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** The key pair that a shop's pushes are signed with: raw, as base64url (RFC 8292). */
export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** A pair from 32 random bytes. Null: these bytes are no key; draw again. */
export function vapidKeysOf(random: Buffer): VapidKeys | null {
  const ecdh = createECDH('prime256v1')
  try {
    ecdh.setPrivateKey(random)
  } catch {
    return null
  }
  return { publicKey: ecdh.getPublicKey('base64url'), privateKey: random.toString('base64url') }
}

/** The public key of a private one; null: it is none. */
export function publicKeyOf(privateKey: string): string | null {
  const bytes = Buffer.from(privateKey, 'base64url')
  return bytes.length === 32 ? (vapidKeysOf(bytes)?.publicKey ?? null) : null
}

/** Signing key of a pair. */
export function signingKey({ publicKey, privateKey }: VapidKeys): KeyObject {
  const point = Buffer.from(publicKey, 'base64url')
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: privateKey,
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33, 65).toString('base64url'),
    },
  })
}

/**
 * The header `Authorization` of a push to `endpoint`: a JWT by ES256 for its origin. `subject` is a mailto: or https: address of the shop, `expires` seconds
 * since 1970, at most a day ahead (RFC 8292, section 2).
 */
export function vapidAuthorization(endpoint: string, subject: string, keys: VapidKeys, key: KeyObject, expires: number): string {
  const header = Buffer.from('{"typ":"JWT","alg":"ES256"}').toString('base64url')
  const claims = Buffer.from(JSON.stringify({ aud: new URL(endpoint).origin, exp: expires, sub: subject })).toString('base64url')
  const signature = createSign('SHA256').update(`${header}.${claims}`).sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url')
  return `vapid t=${header}.${claims}.${signature}, k=${keys.publicKey}`
}
