import { createCipheriv, createECDH, hkdfSync } from 'node:crypto'

const RECORD_SIZE = 4_096
/** Bytes of the text that fit one record: a push service must take 4,096 bytes in all (RFC 8030, section 7.2). */
export const LONGEST_PUSH_BYTES = RECORD_SIZE - 16 - 4 - 1 - 65 - 16 - 1

/**
 * Encrypts a message for one browser: `aes128gcm` of RFC 8188 with the keys of RFC 8291. `privateKey` (32 bytes) and `salt` (16 bytes) must be new for each
 * message. @throws RangeError when the text is longer than `LONGEST_PUSH_BYTES` or the key of the browser is no point of P-256.
 */
export function encryptPush(
  text: Buffer,
  browser: { readonly p256dh: Buffer; readonly auth: Buffer },
  fresh: { readonly privateKey: Buffer; readonly salt: Buffer },
): Buffer {
  if (text.length > LONGEST_PUSH_BYTES) throw new RangeError('A push holds at most 3993 bytes.')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(fresh.privateKey)
  const own = ecdh.getPublicKey()
  let secret: Buffer
  try {
    secret = ecdh.computeSecret(browser.p256dh)
  } catch {
    throw new RangeError('The key of the browser is no point of P-256.')
  }
  const info = Buffer.concat([Buffer.from('WebPush: info\0', 'latin1'), browser.p256dh, own])
  const ikm = hkdf(secret, browser.auth, info, 32)
  const key = hkdf(ikm, fresh.salt, Buffer.from('Content-Encoding: aes128gcm\0', 'latin1'), 16)
  const nonce = hkdf(ikm, fresh.salt, Buffer.from('Content-Encoding: nonce\0', 'latin1'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(text), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(RECORD_SIZE)
  return Buffer.concat([fresh.salt, size, Buffer.of(own.length), own, sealed])
}

function hkdf(key: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, length))
}
