import type {} from '@fastify/swagger'
import { createHash } from 'node:crypto'
import { gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Intake } from '#collect/tracking/intake.ts'
import type { TrackingType } from '#collect/tracking/tracking-message.ts'
import { TRACKING_LIMITS, isObject, readTrackingBody, splitEnvelope } from '#collect/tracking/tracking-message.ts'
import { AppError } from '#kernel/app-error.ts'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import { RateBudget } from '../rate-budget.ts'
import type { RateLeases } from '../rate-budget.ts'

/** What the tracking API needs from the house. */
export interface TrackingDoor {
  readonly intake: Intake
  /** The id of the enabled source with this write key (SHA-256), or null. */
  sourceOf(writeKeyHash: Buffer): Promise<string | null>
  /** Requests a minute of one address, and of one key; a request holds up to 2,500 messages. */
  readonly perMinute?: number
  readonly rates: RateLeases
}

const TRACKING_PER_MINUTE = 120_000

const PATHS: readonly (readonly [path: string, short: string, type: TrackingType | null])[] = [
  ['batch', 'b', null],
  ['identify', 'i', 'identify'],
  ['track', 't', 'track'],
  ['page', 'p', 'page'],
  ['screen', 's', 'screen'],
  ['group', 'g', 'group'],
  ['alias', 'a', 'alias'],
]
const CORS_HEADERS = 'Authorization, Content-Type, X-Retry-Count, AnonymousId, SentAt'
const inflate = promisify(gunzip)

/** Segment-compatible collection: `POST /v1/{batch,identify,track,page,screen,group,alias}` and their one-letter forms. 200 means stored on disk. */
export function registerTracking(app: FastifyInstance, door: TrackingDoor, gate: BodyGate): void {
  const perMinute = door.perMinute ?? TRACKING_PER_MINUTE
  // A count that cannot be reached loses no events: whether they can be stored shows when they are.
  const budget = new RateBudget({
    perMinute,
    leases: door.rates,
    nowMs: () => performance.now(),
    onUnreachable: (error) => app.log.warn({ err: error }, 'tracking limits not counted'),
  })
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // SDKs send JSON under several content types, browsers under text/plain; the bytes decide.
    scope.addContentTypeParser(
      '*',
      async (request: FastifyRequest) => await gate.receive(request.raw, senderOf(request), TRACKING_LIMITS.inflatedBytes),
    )
    scope.addHook('onRequest', async (request, reply) => allowOrigin(request, reply))
    // A key outside the body is checked before the body is read; one inside it makes the sender a stranger until then.
    scope.addHook('onRequest', async (request) => {
      if (request.method !== 'POST') return
      await budget.take(`tracking ${request.ip}`)
      const key = keyOutsideBody(request)
      if (key === null) return
      const sourceId = await door.sourceOf(sha256(key))
      if (sourceId === null) throw unknownKey()
      request.sender = `source:${sourceId}`
      await budget.take(request.sender)
    })

    for (const [path, short, type] of PATHS) {
      for (const name of [path, short]) {
        scope.options(`/v1/${name}`, { config: { public: true }, schema: { hide: true } }, (_request, reply) => reply.code(204).send())
        scope.post(
          `/v1/${name}`,
          {
            config: { public: true, rateLimit: false },
            schema: { tags: ['tracking'], summary: `Segment ${path}`, hide: name === short },
          },
          async (request) => {
            const { body, bytes } = await readBody(request)
            const sourceId = await authenticate(door, request, body, budget)
            const { messages, sentAt } = splitEnvelope(body, type)
            await door.intake.accept(sourceId, messages, sentAt, bytes)
            return { success: true }
          },
        )
      }
    }
    scope.options('/v1/m', { config: { public: true }, schema: { hide: true } }, (_request, reply) => reply.code(204).send())
    scope.post('/v1/m', { config: { public: true }, schema: { hide: true } }, () => ({ success: true }))
    scope.get('/v1/projects/:writeKey/settings', { config: { public: true }, schema: { hide: true } }, async (request) => {
      const { writeKey } = request.params as { writeKey: string }
      if ((await door.sourceOf(sha256(writeKey))) === null) throw unknownKey()
      return { integrations: { 'Segment.io': { apiKey: writeKey, apiHost: `${request.host}/v1`, protocol: request.protocol } } }
    })
  })
}

function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers
  if (origin === undefined) return
  reply
    .header('access-control-allow-origin', origin)
    .header('vary', 'Origin')
    .header('access-control-allow-credentials', 'true')
    .header('access-control-allow-headers', CORS_HEADERS)
    .header('access-control-allow-methods', 'GET, POST, OPTIONS')
    .header('access-control-max-age', '900')
    // The script of another site must be able to read the answer.
    .header('cross-origin-resource-policy', 'cross-origin')
}

/** The body, and its size after unpacking. */
async function readBody(request: FastifyRequest): Promise<{ readonly body: unknown; readonly bytes: number }> {
  let bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  if (/^(?:x-)?gzip$/i.test(request.headers['content-encoding'] ?? '')) {
    try {
      bytes = await inflate(bytes, { maxOutputLength: TRACKING_LIMITS.inflatedBytes })
    } catch {
      throw new AppError('invalid-input', 'bad-gzip', 'The body is not valid gzip or grows beyond 4 MB.')
    }
  }
  return { body: readTrackingBody(bytes), bytes: bytes.length }
}

async function authenticate(door: TrackingDoor, request: FastifyRequest, body: unknown, budget: RateBudget): Promise<string> {
  if (request.sender !== null) return request.sender.slice('source:'.length)
  const key = isObject(body) && typeof body['writeKey'] === 'string' ? body['writeKey'].trim() : ''
  const sourceId = key === '' ? null : await door.sourceOf(sha256(key))
  if (sourceId === null) throw unknownKey()
  await budget.take(`source:${sourceId}`)
  return sourceId
}

/** The key of the Authorization header or of `?writeKey=`; null where there is neither. */
function keyOutsideBody(request: FastifyRequest): string | null {
  const { authorization = '' } = request.headers
  if (authorization.startsWith('Basic ')) {
    return (Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')[0] ?? '').trim()
  }
  if (authorization.startsWith('Bearer ')) return authorization.slice(7).trim()
  const { writeKey } = request.query as { readonly writeKey?: unknown }
  return typeof writeKey === 'string' ? writeKey.trim() : null
}

function unknownKey(): AppError {
  return new AppError('unauthenticated', 'unknown-write-key', 'The write key is missing or unknown; copy it from the Sources page.')
}

function sha256(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
