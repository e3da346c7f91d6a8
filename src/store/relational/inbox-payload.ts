import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { TrackingRequest } from '#collect/tracking/tracking-message.ts'
import { openBytes, sealBytes } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'

/** What the payloads of waiting requests are sealed with. */
export const INBOX_CONTEXT = 'inbox'
/** Below this, packing costs more than the bytes that it saves. */
const PACKED_FROM_BYTES = 8 * 1024
const CHUNK_BYTES = 256 * 1024
/** The first byte of a Zstandard frame (RFC 8878); JSON begins with a bracket. */
const ZSTD = 0x28

/** A payload of the inbox, and how many bytes of JSON it holds. */
export interface SealedRequests {
  readonly payload: Buffer
  readonly bytes: number
}

/** JSON, packed where there is much of it, sealed. Messages of a shop are alike: packed they take an eighth of the room in every buffer and log that they pass through. */
export function sealRequests(keyring: Keyring, requests: readonly TrackingRequest[]): SealedRequests {
  const json = Buffer.from(JSON.stringify(requests), 'utf8')
  const payload = sealBytes(keyring, INBOX_CONTEXT, json.length < PACKED_FROM_BYTES ? json : packed(json))
  return { payload, bytes: json.length }
}

/** @throws AppError `decryption-failed` */
export function openRequests(keyring: Keyring, payload: Buffer): readonly TrackingRequest[] {
  const bytes = openBytes(keyring, INBOX_CONTEXT, payload)
  const json = bytes[0] === ZSTD ? zstdDecompressSync(bytes, { chunkSize: CHUNK_BYTES }) : bytes
  return JSON.parse(json.toString('utf8')) as TrackingRequest[]
}

function packed(json: Buffer): Buffer {
  return zstdCompressSync(json, { chunkSize: CHUNK_BYTES, params: { [constants.ZSTD_c_compressionLevel]: 1 } })
}
