import type {} from '@fastify/swagger'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RefusedField } from '#collect/tracking/message-fields.ts'
import { pushMessage } from '#collect/tracking/push-message.ts'
import type { Intake } from '#collect/tracking/intake.ts'
import type { TrackingType } from '#collect/tracking/tracking-message.ts'
import { TRACKING_LIMITS, isObject, readTrackingBody, splitEnvelope } from '#collect/tracking/tracking-message.ts'
import { AppError } from '#kernel/app-error.ts'
import { unknownWriteKey } from '../access/write-key.ts'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import { TRANSPARENT_PIXEL } from '../transparent-pixel.ts'
import { RateBudget } from '../rate-budget.ts'
import type { RateLeases } from '../rate-budget.ts'
import { pixelMessage } from './pixel-message.ts'

/** What the tracking API needs from the house. */
export interface TrackingDoor {
  readonly intake: Intake
  /** The id of the enabled source with this write key (SHA-256), or null. */
  sourceOf(writeKeyHash: Buffer): Promise<string | null>
  /** Requests a minute of one address, and of one key; a request holds up to 2,500 messages. */
  readonly perMinute?: number
  /** The address that people use: its name is reached by its scheme, whatever a proxy before the server speaks. */
  readonly publicUrl: string
  readonly rates: RateLeases
  /** Folder of the files that shops put into their pages and mini-programs. */
  readonly trackersDir: string
}

const TRACKING_PER_MINUTE = 120_000

interface Post {
  readonly paths: readonly string[]
  /** Null for a batch. */
  readonly type: TrackingType | null
  readonly isImport?: boolean
  readonly summary: string
}

const POSTS: readonly Post[] = [
  { paths: ['/v1/batch', '/v1/b', '/beacon/v1/batch'], type: null, summary: 'Segment batch' },
  { paths: ['/v1/import'], type: null, isImport: true, summary: 'A batch of the past: its times are kept as they are' },
  ...(['identify', 'track', 'page', 'screen', 'group', 'alias'] as const).map((type) => ({
    paths: [`/v1/${type}`, `/v1/${type.charAt(0)}`],
    type,
    summary: `Segment ${type}`,
  })),
]
/** Our own programs for shops, as files. */
const TRACKERS = ['liuke-web.js', 'liuke-mini.js'] as const
const TRACKER_KEPT_SECONDS = 3_600
const PIXELS = ['track', 'page'] as const
/** A key opens them, whatever name the server is called by. */
const OPEN = { public: true, anyHost: true } as const
const CORS_HEADERS = 'Authorization, Content-Type, X-Retry-Count, AnonymousId, SentAt'
const inflate = promisify(gunzip)

/**
 * Collection for the programs of Segment and RudderStack: `POST /v1/{batch,identify,track,page,screen,group,alias}` and their one-letter forms,
 * `/beacon/v1/batch`, `/v1/import`, the pixels `GET /pixel/v1/{track,page}`, and what the programs ask for before they send. 200 means stored on disk.
 */
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
      if (request.method === 'OPTIONS') return
      await budget.take(`tracking ${request.ip}`)
      const key = keyOutsideBody(request)
      if (key === null) return
      const sourceId = await door.sourceOf(sha256(key))
      if (sourceId === null) throw unknownWriteKey()
      request.sender = `source:${sourceId}`
      await budget.take(request.sender)
    })

    const preflight = (path: string): void => {
      scope.options(path, { config: OPEN, schema: { hide: true } }, (_request, reply) => reply.code(204).send())
    }
    for (const { paths, type, isImport = false, summary } of POSTS) {
      for (const [i, path] of paths.entries()) {
        preflight(path)
        const schema = { tags: ['tracking'], summary, hide: i > 0 }
        scope.post(path, { config: { ...OPEN, rateLimit: false }, schema }, async (request) => {
          const { body, bytes } = await readBody(request)
          const sourceId = await authenticate(door, request, body, budget)
          const { messages, sentAt } = splitEnvelope(body, type, isImport)
          await door.intake.accept(sourceId, messages, sentAt, bytes)
          return { success: true }
        })
      }
    }
    preflight('/v1/push-subscription')
    scope.post(
      '/v1/push-subscription',
      {
        config: { ...OPEN, rateLimit: false },
        schema: {
          tags: ['tracking'],
          summary: 'A browser takes pushes, or no longer does (state: unsubscribed); kept as an event of its visitor',
        },
      },
      async (request) => {
        const { body, bytes } = await readBody(request)
        const sourceId = await authenticate(door, request, body, budget)
        await door.intake.accept(sourceId, [subscriptionMessage(body)], null, bytes)
        return { success: true }
      },
    )
    for (const type of PIXELS) {
      const schema = { tags: ['tracking'], summary: `RudderStack pixel ${type}: one message in the address` }
      scope.get(`/pixel/v1/${type}`, { config: { ...OPEN, rateLimit: false }, schema, exposeHeadRoute: false }, async (request, reply) => {
        const message = pixelMessage(request.query as Readonly<Record<string, unknown>>, request.headers['user-agent'])
        const sourceId = await authenticate(door, request, null, budget)
        const { messages, sentAt } = splitEnvelope(message, type)
        await door.intake.accept(sourceId, messages, sentAt, request.url.length)
        return await reply
          .type('image/gif')
          .header('cache-control', 'no-store')
          // Pages and mails of others show it.
          .header('cross-origin-resource-policy', 'cross-origin')
          .send(TRANSPARENT_PIXEL)
      })
    }
    for (const name of TRACKERS) {
      preflight(`/v1/${name}`)
      scope.get(`/v1/${name}`, { config: OPEN, schema: { hide: true } }, async (_request, reply) => {
        const code = await readFile(join(door.trackersDir, name))
        return await reply
          .type('text/javascript; charset=utf-8')
          .header('cache-control', `public, max-age=${TRACKER_KEPT_SECONDS}`)
          // Pages of shops load it.
          .header('cross-origin-resource-policy', 'cross-origin')
          .send(code)
      })
    }
    // What analytics-next tells of its own work, which nobody reads.
    preflight('/v1/m')
    scope.post('/v1/m', { config: OPEN, schema: { hide: true } }, () => ({ success: true }))
    for (const path of ['/sourceConfig', '/sourceConfig/']) {
      preflight(path)
      scope.get(path, { config: OPEN, schema: { hide: true } }, async (request) => {
        const id = await authenticate(door, request, null, budget)
        return sourceConfig(id, keyOutsideBody(request) ?? '')
      })
    }
    scope.get('/v1/projects/:writeKey/settings', { config: OPEN, schema: { hide: true } }, async (request) => {
      const { writeKey } = request.params as { writeKey: string }
      if ((await door.sourceOf(sha256(writeKey))) === null) throw unknownWriteKey()
      return {
        integrations: { 'Segment.io': { apiKey: writeKey, apiHost: `${request.host}/v1`, protocol: schemeOf(request, door.publicUrl) } },
        // Otherwise the program tells its maker, and not us, how it works here.
        metrics: { sampleRate: 0, host: `${request.host}/v1` },
      }
    })
  })
}

/** What a program of RudderStack wants to know before it sends: that the source is in use and passes nothing on to others. */
function sourceConfig(id: string, writeKey: string) {
  const off = { enabled: false }
  return {
    isHosted: true,
    source: {
      id,
      name: 'liuke',
      writeKey,
      enabled: true,
      workspaceId: 'liuke',
      config: { statsCollection: { errors: off, metrics: off } },
      connections: [],
      destinations: [],
      updatedAt: '2020-01-01T00:00:00.000Z',
    },
  }
}

/** `http` or `https`: by what the page of the shop reaches us. A wrong one would make browsers block what it sends. */
function schemeOf(request: FastifyRequest, publicUrl: string): string {
  const { host, protocol } = new URL(publicUrl)
  return request.host.toLowerCase() === host ? protocol.slice(0, -1) : request.protocol
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
    // Else a program in a browser cannot know when to send again.
    .header('access-control-expose-headers', 'Retry-After')
    // The script of another site must be able to read the answer.
    .header('cross-origin-resource-policy', 'cross-origin')
}

/** @throws AppError `push-subscription-wrong` */
function subscriptionMessage(body: unknown): unknown {
  try {
    return pushMessage(body)
  } catch (error) {
    if (!(error instanceof RefusedField)) throw error
    throw new AppError('invalid-input', 'push-subscription-wrong', error.message, { details: { field: error.field } })
  }
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
  if (sourceId === null) throw unknownWriteKey()
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

function sha256(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
