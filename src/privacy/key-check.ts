import { createHmac } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import { blindIndex } from './blind-index.ts'
import { decryptField, openRecord, unwrapDataKey } from './field-encryption.ts'
import type { Keyring } from './keyring.ts'

/** Key id -> MAC of a constant under that key. Shows whether a key is the right one, and reveals nothing about the key. */
export type KeyChecks = Readonly<Record<string, string>>

/** Something encrypted here before; decrypting it proves that the keys are right. */
export type EncryptedSample =
  | { readonly kind: 'data-key'; readonly customerId: string; readonly wrapped: Buffer }
  | {
      readonly kind: 'identifier'
      readonly customerId: string
      readonly wrapped: Buffer
      readonly identifierKind: string
      readonly ciphertext: Buffer
      readonly blindIndex: Buffer
    }
  | { readonly kind: 'record'; readonly context: string; readonly sealed: Buffer }

export function keyChecksOf(keyring: Keyring): KeyChecks {
  return Object.fromEntries(
    [...keyring.keys].map(([id, key]) => [String(id), createHmac('sha256', key).update('liuke key check 1').digest('hex')]),
  )
}

/**
 * Compares the keys with the stored check values of the keys that the data was written with. Further keys with higher ids are a rotation; the oldest one must
 * stay, because all look-ups derive from it.
 *
 * @throws AppError conflict `master-key-wrong`, `master-key-missing`
 */
export function compareKeyChecks(stored: KeyChecks, keyring: Keyring, origin: string): void {
  const given = keyChecksOf(keyring)
  const storedIds = Object.keys(stored).map(Number)
  for (const id of storedIds) {
    const found = given[String(id)]
    if (found === undefined) {
      throw new AppError(
        'conflict',
        'master-key-missing',
        `Master key ${id}, which this data was encrypted with, is not in ${origin}: add its line back from your backup; nothing was changed.`,
      )
    }
    if (found !== stored[String(id)]) throw wrongKey(origin)
  }
  if (Math.min(...keyring.keys.keys()) < Math.min(...storedIds)) throw wrongKey(origin)
}

/** For data from before there were check values. @throws AppError conflict `master-key-wrong` when a sample does not open. */
export function proveKeyring(samples: readonly EncryptedSample[], keyring: Keyring, origin: string): void {
  for (const sample of samples) if (!opens(sample, keyring)) throw wrongKey(origin)
}

/** There is data, but no key. */
export function missingKey(file: string): AppError {
  return new AppError(
    'conflict',
    'master-key-missing',
    `The master key of this data is missing: put ${file} back from your backup (and run chmod 600 on it), or set LIUKE_MASTER_KEY; no new key was made.`,
    { details: { file } },
  )
}

function wrongKey(origin: string): AppError {
  return new AppError(
    'conflict',
    'master-key-wrong',
    `The master key in ${origin} is not the one that this data was encrypted with: restore the right one from your backup; nothing was changed.`,
  )
}

function opens(sample: EncryptedSample, keyring: Keyring): boolean {
  try {
    if (sample.kind === 'record') return openRecord(keyring, sample.context, sample.sealed) !== ''
    const key = unwrapDataKey(keyring, sample.customerId, sample.wrapped)
    if (sample.kind === 'data-key') return true
    const value = decryptField(key, sample.customerId, sample.identifierKind, sample.ciphertext)
    return blindIndex(keyring, sample.identifierKind, value).equals(sample.blindIndex)
  } catch (error) {
    if (error instanceof AppError && error.code === 'decryption-failed') return false
    throw error
  }
}
