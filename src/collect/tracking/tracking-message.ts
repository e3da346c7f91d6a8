import { isUtf8 } from 'node:buffer'
import { AppError } from '#kernel/app-error.ts'
import { readExactJson } from './read-exact-json.ts'

/** A JSON object as it came. */
export type JsonObject = { readonly [key: string]: unknown }

/** One request to the tracking API after its envelope was checked: what is stored in the inbox before the answer. */
export interface TrackingRequest {
  readonly sourceId: string
  /** Epoch milliseconds on our clock. */
  readonly receivedAt: number
  readonly sentAt: string | null
  /** As they came: whether each is a message at all is found out when it is loaded, so that none is lost before. */
  readonly messages: readonly unknown[]
  /** When they were put back from quarantine, epoch milliseconds: they were received and counted before. */
  readonly putBackAt?: number
}

/** A message and a batch by the Segment specification; a body after unpacking by what one process should hold. */
export const TRACKING_LIMITS = {
  messageBytes: 32 * 1024,

  batchMessages: 2_500,
  inflatedBytes: 4 * 1024 * 1024,
  /** Levels of a message that nest; a body has two more. */
  depth: 64,
} as const

export const TRACKING_TYPES = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type TrackingType = (typeof TRACKING_TYPES)[number]

/** True for a plain JSON object (neither null nor an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads the bytes of a request: UTF-8 with or without a byte order mark, no number rounded.
 * @throws AppError 400 `not-utf8`, `too-deep` or `bad-json`.
 */
export function readTrackingBody(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new AppError('invalid-input', 'not-utf8', 'The body is not UTF-8: send it in that encoding.')
  const text = bytes.toString('utf8')
  return readExactJson(text.startsWith('\ufeff') ? text.slice(1) : text, TRACKING_LIMITS.depth + 2)
}

/**
 * Splits a request body into messages. `type` is null for a batch; otherwise the body is one message of that type. The envelope's context goes under
 * each message's own, and so does its `historical`: true for messages of the past, whose times are kept as they are. `isImport` is what it is where the envelope
 * does not say.
 * @throws AppError 400 for what a retry cannot repair (empty batch, not an object), 413 for too many messages.
 */
export function splitEnvelope(body: unknown, type: TrackingType | null, isImport = false): { messages: unknown[]; sentAt: string | null } {
  if (!isObject(body)) throw new AppError('invalid-input', 'not-an-object', 'The body must be a JSON object.')
  const sent = typeof body['sentAt'] === 'number' ? String(body['sentAt']) : body['sentAt']
  const sentAt = typeof sent === 'string' && sent.length <= 120 ? sent : null
  if (type !== null) return { messages: [{ ...body, type }], sentAt }
  const batch = body['batch']
  if (!Array.isArray(batch) || batch.length === 0) {
    throw new AppError('invalid-input', 'empty-batch', 'The field "batch" must be a list with at least one message.')
  }
  if (batch.length > TRACKING_LIMITS.batchMessages) {
    throw new AppError('too-large', 'batch-too-long', `A batch holds at most ${TRACKING_LIMITS.batchMessages} messages; send several.`, {
      details: { most: TRACKING_LIMITS.batchMessages },
    })
  }
  const historical = typeof body['historical'] === 'boolean' ? body['historical'] : isImport
  const common = isObject(body['context']) ? body['context'] : null
  const shared = historical ? { historical, ...common } : common
  const messages = batch.map((item: unknown): unknown => {
    if (shared === null || !isObject(item)) return item
    const own = item['context'] ?? {}
    return isObject(own) ? { ...item, context: { ...shared, ...own } } : item
  })
  return { messages, sentAt }
}
