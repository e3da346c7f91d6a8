import type {} from '@fastify/swagger'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CallbackReceiver } from '#act/inbound/callback-receiver.ts'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import { nothingHere } from '../problem-handler.ts'
import { RateBudget } from '../rate-budget.ts'
import type { RateLeases } from '../rate-budget.ts'

interface CallbackDoor {
  readonly callbacks: Pick<CallbackReceiver, 'receive'>
  readonly rates: RateLeases
  /** Signatures of some providers cover the address as they call it. */
  readonly publicUrl: string
  /** Calls a minute of one address. */
  readonly perMinute?: number
}

const PER_MINUTE = 6_000
const BODY_BYTES = 1024 * 1024
const OPEN = { public: true, anyHost: true, rateLimit: false } as const

/** `/v1/callbacks/{account}/{secret}`: receipts, replies and followers, in whatever form the provider has. Nothing of the body is logged. */
export function registerCallbackDoor(
  app: FastifyInstance,
  { callbacks, rates, publicUrl, perMinute = PER_MINUTE }: CallbackDoor,
  gate: BodyGate,
): void {
  const budget = new RateBudget({
    perMinute,
    leases: rates,
    nowMs: () => performance.now(),
    onUnreachable: (error) => app.log.warn({ err: error }, 'limits of callbacks not counted'),
  })
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (request: FastifyRequest) => await gate.receive(request.raw, senderOf(request), BODY_BYTES))
    scope.addHook('onRequest', async (request) => {
      await budget.take(`callbacks ${request.ip}`)
    })
    const schema = { tags: ['tracking'], summary: 'What a provider of messages tells: receipts, replies, followers' }
    for (const method of ['GET', 'POST'] as const) {
      scope.route({
        method,
        url: '/v1/callbacks/:account/:secret',
        exposeHeadRoute: false,
        config: OPEN,
        schema,
        handler: async (request, reply) => {
          const { account, secret } = request.params as { readonly account: string; readonly secret: string }
          const answer = await callbacks.receive(account, secret, {
            method,
            url: `${publicUrl}${request.url}`,
            headers: headersOf(request),
            body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          })
          if (answer === null) throw nothingHere()
          return await reply.code(answer.status).type(answer.type).send(answer.body)
        },
      })
    }
  })
}

function headersOf(request: FastifyRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}
