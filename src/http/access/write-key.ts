import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

import { AppError } from '#kernel/app-error.ts'

const SENDER = 'source:'
const WRITE_KEY_PREFIX = 'wk_'

/** The write key of a source in the header Authorization, as Bearer or as the user name of HTTP Basic; null where there is none. */
export function writeKeyOf(request: Pick<FastifyRequest, 'headers'>): string | null {
  const { authorization = '' } = request.headers
  const key = /^Basic /i.test(authorization)
    ? (Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')[0] ?? '')
    : authorization.replace(/^Bearer +/i, '')
  return key.trim().startsWith(WRITE_KEY_PREFIX) ? key.trim() : null
}

export function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

export function unknownWriteKey(): AppError {
  return new AppError('unauthenticated', 'unknown-write-key', 'The write key is missing or unknown; copy it from the Sources page.')
}

/** Who sends by a write key, as the limits of bodies and requests name it. */
export function senderOfSource(sourceId: string): string {
  return `${SENDER}${sourceId}`
}

/** The source whose write key a request was sent with. */
export function sourceOfSender({ sender }: Pick<FastifyRequest, 'sender'>): string | undefined {
  return sender?.startsWith(SENDER) === true ? sender.slice(SENDER.length) : undefined
}
