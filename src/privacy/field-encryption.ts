import { createCipheriv, createDecipheriv, createSecretKey, randomFillSync, type KeyObject } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import type { Keyring } from './keyring.ts'

/**
 * AES-256-GCM (NIST SP 800-38D), 96-bit random nonce, 128-bit tag. Layout: key id (1 byte) | nonce (12) | ciphertext | tag (16).
 * The key id names the master key; it is 0 where the key belongs to the customer. The owner and field of a value are authenticated with it,
 * so that a ciphertext moved to another customer or another field cannot be decrypted.
 */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const CUSTOMER_KEY = 0

// Asking the kernel for 12 bytes costs more than the encryption itself, so they are drawn a page at a time.
const pool = Buffer.alloc(NONCE_BYTES * 512)
let used = pool.length

/** A fresh random key of 32 bytes for one customer, and the same key wrapped by the current master key. */
export function newDataKey(keyring: Keyring, customerId: string): { readonly key: Buffer; readonly wrapped: Buffer } {
  const key = randomFillSync(Buffer.allocUnsafe(32))
  return { key, wrapped: seal(masterKey(keyring, keyring.current), keyring.current, `data-key\u0000${customerId}`, key) }
}

/** Opens the wrapped key of a customer. @throws AppError `decryption-failed` when it was made by an unknown master key or altered. */
export function unwrapDataKey(keyring: Keyring, customerId: string, wrapped: Buffer): Buffer {
  return open(masterKey(keyring, wrapped[0] ?? 0), `data-key\u0000${customerId}`, wrapped)
}

/** Encrypts one personal value of a customer; `kind` is the field it belongs to, such as `phone` or `name`. */
export function encryptField(dataKey: Buffer, customerId: string, kind: string, value: string): Buffer {
  return seal(dataKey, CUSTOMER_KEY, `${kind}\u0000${customerId}`, Buffer.from(value, 'utf8'))
}

/** The value given to `encryptField`. @throws AppError `decryption-failed` with the wrong key, customer or kind. */
export function decryptField(dataKey: Buffer, customerId: string, kind: string, ciphertext: Buffer): string {
  return open(dataKey, `${kind}\u0000${customerId}`, ciphertext).toString('utf8')
}

/** Encrypts text that belongs to no customer yet, such as a refused record, with the master key. `context` must be given again to open it. */
export function sealRecord(keyring: Keyring, context: string, text: string): Buffer {
  return sealBytes(keyring, context, Buffer.from(text, 'utf8'))
}

/** The text given to `sealRecord`. @throws AppError `decryption-failed`. */
export function openRecord(keyring: Keyring, context: string, sealed: Buffer): string {
  return openBytes(keyring, context, sealed).toString('utf8')
}

/** Like `sealRecord`, for bytes. */
export function sealBytes(keyring: Keyring, context: string, bytes: Buffer): Buffer {
  return seal(masterKey(keyring, keyring.current), keyring.current, `record\u0000${context}`, bytes)
}

/** The bytes given to `sealBytes`. @throws AppError `decryption-failed`. */
export function openBytes(keyring: Keyring, context: string, sealed: Buffer): Buffer {
  return open(masterKey(keyring, sealed[0] ?? 0), `record\u0000${context}`, sealed)
}

function seal(key: Buffer | KeyObject, keyId: number, context: string, plain: Buffer): Buffer {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const nonce = pool.subarray(used, used + NONCE_BYTES)
  used += NONCE_BYTES
  const cipher = createCipheriv('aes-256-gcm', keyObject(key), nonce)
  cipher.setAAD(Buffer.from(context, 'utf8'))
  const body = cipher.update(plain)
  cipher.final()
  return Buffer.concat([Buffer.of(keyId), nonce, body, cipher.getAuthTag()])
}

function open(key: Buffer | KeyObject, context: string, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyObject(key), sealed.subarray(1, 1 + NONCE_BYTES))
    decipher.setAAD(Buffer.from(context, 'utf8'))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
    const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES))
    // Of this mode it gives nothing but the verdict.
    decipher.final()
    return plain
  } catch (cause) {
    throw new AppError(
      'internal',
      'decryption-failed',
      'A protected value cannot be opened: it was altered or belongs to another master key.',
      { cause },
    )
  }
}

/** Checking the type of a Buffer takes a cipher longer than encrypting it. */
function keyObject(key: Buffer | KeyObject): KeyObject {
  return Buffer.isBuffer(key) ? createSecretKey(key) : key
}

function masterKey(keyring: Keyring, id: number): KeyObject {
  const key = keyring.keys.get(id)
  if (key !== undefined) return key
  throw new AppError('internal', 'decryption-failed', `Master key ${id} is not in the key file: add it back from your backup.`)
}
