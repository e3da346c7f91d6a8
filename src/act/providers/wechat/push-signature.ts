import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'

/** Signature of a push of WeChat: SHA-1 in hex of the parts, sorted as strings and joined (developers.weixin.qq.com, "message push"). */
export function pushSignature(...parts: readonly string[]): string {
  return createHash('sha1')
    .update([...parts].toSorted(byCodeUnit).join(''))
    .digest('hex')
}

/** Whether a signature is the one of these parts, in the same time for every wrong one. */
export function isPushSignature(given: string, ...parts: readonly string[]): boolean {
  const own = Buffer.from(pushSignature(...parts))
  const theirs = Buffer.from(given)
  return own.length === theirs.length && timingSafeEqual(own, theirs)
}

/**
 * Opens a push of the safe mode: AES-256-CBC, key = base64(EncodingAESKey + "="), IV = its first 16 bytes, PKCS#7 over blocks of 32 bytes; inside stand 16
 * random bytes, the length in four bytes, the message and the app id. Null: it is not for this key and app.
 */
export function openPush(encrypted: string, encodingAesKey: string, appId: string): string | null {
  const key = aesKey(encodingAesKey)
  if (key === null) return null
  const sealed = Buffer.from(encrypted, 'base64')
  if (sealed.length < 32 || sealed.length % 16 !== 0) return null
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const padded = Buffer.concat([decipher.update(sealed), decipher.final()])
    const padding = padded.at(-1) ?? 0
    if (padding < 1 || padding > 32 || padding > padded.length - 20) return null
    const plain = padded.subarray(16, padded.length - padding)
    const length = plain.readUInt32BE(0)
    if (length > plain.length - 4) return null
    if (plain.subarray(4 + length).toString('utf8') !== appId) return null
    return plain.subarray(4, 4 + length).toString('utf8')
  } catch {
    return null
  }
}

/** The other direction, as WeChat seals its pushes; `random` are 16 bytes. */
export function sealPush(message: string, encodingAesKey: string, appId: string, random: Buffer): string {
  const key = aesKey(encodingAesKey)
  if (key === null) throw new TypeError('An EncodingAESKey has 43 characters.')
  const body = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const plain = Buffer.concat([random, length, body, Buffer.from(appId, 'utf8')])
  const padding = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString('base64')
}

/** The key of 32 bytes, or null when the text is no EncodingAESKey. */
export function aesKey(encodingAesKey: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey)) return null
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  return key.length === 32 ? key : null
}

function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
