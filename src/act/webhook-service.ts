import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { AppError, messageOf } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import type { Rng } from '#kernel/rng.ts'
import type { SendStore } from './send-store.ts'
import { newTouch } from './touch.ts'
import type { TouchWriter } from './touch.ts'
import { checkWebhookUrl } from './webhook-address.ts'
import type { Resolve, WebhookTarget } from './webhook-address.ts'
import { nextWebhookStep } from './webhook-retry.ts'
import { asksFor, WEBHOOK_TYPE_NAMES } from './webhook-types.ts'

export interface WebhookEndpoint {
  readonly id: string
  readonly name: string
  readonly url: string
  /** Types of webhooks; `*` stands for all but those that have to be named. */
  readonly events: readonly string[]
  readonly createdAt: Date
  readonly disabledAt: Date | null
  readonly disabledReason: string | null
}

export interface WebhookDelivery {
  readonly id: string
  readonly endpointId: string
  readonly messageId: string
  readonly type: string
  readonly body: object
  readonly attempts: number
}

/** A delivery that this worker holds, with what it needs to send it. */
export interface ClaimedDelivery extends WebhookDelivery {
  readonly url: string
  readonly secret: string
}

/** What an endpoint answered; `error` is why there was no answer. */
export interface WebhookTest {
  readonly delivered: boolean
  readonly status: number | null
  readonly error: string | null
}

export interface WebhookStore {
  addEndpoint(endpoint: WebhookEndpoint, secret: string): Promise<void>
  endpoints(): Promise<WebhookEndpoint[]>
  /** Where an endpoint is and what its bodies are signed with; null: there is none. */
  target(id: string): Promise<{ readonly url: string; readonly secret: string } | null>
  /** False: there is no such endpoint. */
  setDisabled(id: string, at: Date | null, reason: string | null): Promise<boolean>
  /** Safe to repeat: one delivery for each endpoint and message. */
  enqueue(deliveries: readonly WebhookDelivery[], now: Date): Promise<void>
  /** Takes up to `limit` deliveries that are due, of enabled endpoints, until `heldUntil`; counts the attempt. */
  claimDue(now: Date, heldUntil: Date, limit: number): Promise<ClaimedDelivery[]>
  settle(
    id: string,
    result: {
      readonly state: 'pending' | 'delivered' | 'failed'
      readonly nextAttemptAt: Date
      readonly status: number | null
      readonly error: string | null
    },
    now: Date,
  ): Promise<void>
  /** Makes a failed or delivered message due again. False: there is no such delivery. */
  replay(id: string, now: Date): Promise<boolean>
}

/** Sends a signed body to a checked address. Answers with the status; never follows a redirect. Throws when there was no answer. */
export type WebhookTransport = (target: WebhookTarget, body: string, headers: Readonly<Record<string, string>>) => Promise<number>

export interface WebhookQueue {
  /** Puts a message into the queue of every endpoint that asked for its type. Returns to how many. */
  publish(type: string, messageId: string, data: object, now: Date): Promise<number>
}

export interface WebhookServicePorts {
  readonly store: WebhookStore
  readonly transport: WebhookTransport
  readonly sends: Pick<SendStore, 'find'>
  readonly touches: TouchWriter
  readonly clock: Clock
  readonly rng: Rng
  readonly allowPrivateWebhookHosts: readonly string[]
  readonly resolve?: Resolve
}

const HELD_MS = 60_000
const BATCH = 20
const MAX_BODY_BYTES = 20_000

/** Outgoing webhooks by Standard Webhooks 1.0. */
export class WebhookService implements WebhookQueue {
  readonly #ports: WebhookServicePorts

  constructor(ports: WebhookServicePorts) {
    this.#ports = ports
  }

  list(): Promise<WebhookEndpoint[]> {
    return this.#ports.store.endpoints()
  }

  /** Adds an endpoint. The secret is shown this once. @throws AppError `webhook-url-refused`, `webhook-type-unknown` */
  async create(input: {
    readonly name: string
    readonly url: string
    readonly events: readonly string[]
  }): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const { store, clock, allowPrivateWebhookHosts, resolve } = this.#ports
    const unknown = input.events.find((type) => type !== '*' && !WEBHOOK_TYPE_NAMES.includes(type))
    if (unknown !== undefined) {
      const types = WEBHOOK_TYPE_NAMES.join(', ')
      throw new AppError(
        'invalid-input',
        'webhook-type-unknown',
        `There is no webhook type ${unknown}. Choose from ${types}, or * for all.`,
        {
          details: { type: unknown, types },
        },
      )
    }
    await checkWebhookUrl(input.url, allowPrivateWebhookHosts, resolve)
    const now = clock.now()
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    const events = input.events.length === 0 ? ['*'] : [...input.events]
    const endpoint: WebhookEndpoint = {
      id: newId(now),
      name: input.name,
      url: input.url,
      events,
      createdAt: now,
      disabledAt: null,
      disabledReason: null,
    }
    await store.addEndpoint(endpoint, secret)
    return { endpoint, secret }
  }

  async disable(id: string): Promise<void> {
    if (!(await this.#ports.store.setDisabled(id, this.#ports.clock.now(), 'by_operator'))) throw notFound('endpoint', id)
  }

  async enable(id: string): Promise<void> {
    if (!(await this.#ports.store.setDisabled(id, null, null))) throw notFound('endpoint', id)
  }

  async replay(deliveryId: string): Promise<void> {
    if (!(await this.#ports.store.replay(deliveryId, this.#ports.clock.now()))) throw notFound('delivery', deliveryId)
  }

  /**
   * Calls an endpoint once, at once, with a signed body that says nothing, and answers what it said. Nothing is queued or tried again.
   * @throws AppError `webhook-endpoint-not-found`
   */
  async test(id: string): Promise<WebhookTest> {
    const target = await this.#ports.store.target(id)
    if (target === null) throw notFound('endpoint', id)
    const now = this.#ports.clock.now()
    const body = { type: 'webhook.test', timestamp: now.toISOString(), data: {} }
    const answer = await this.#attempt({ ...target, messageId: newId(now), body }, now)
    return { ...answer, delivered: answer.status !== null && answer.status >= 200 && answer.status < 300 }
  }

  async publish(type: string, messageId: string, data: object, now: Date): Promise<number> {
    const endpoints = (await this.#ports.store.endpoints()).filter(({ disabledAt, events }) => disabledAt === null && asksFor(events, type))
    const body = { type, timestamp: now.toISOString(), data }
    if (Buffer.byteLength(JSON.stringify(body)) > MAX_BODY_BYTES) {
      throw new AppError(
        'too-large',
        'webhook-too-large',
        `A webhook of type ${type} is larger than 20 KB. Send ids and let the receiver fetch the rest.`,
      )
    }
    await this.#ports.store.enqueue(
      endpoints.map(({ id }) => ({ id: stableId('webhook', id, messageId), endpointId: id, messageId, type, body, attempts: 0 })),
      now,
    )
    return endpoints.length
  }

  /** Sends what is due. One slow receiver does not hold up the others of its batch. */
  async deliverDue(): Promise<{ delivered: number; failed: number; retried: number }> {
    const totals = { delivered: 0, failed: 0, retried: 0 }
    for (;;) {
      const now = this.#ports.clock.now()
      const due = await this.#ports.store.claimDue(now, new Date(now.getTime() + HELD_MS), BATCH)
      if (due.length === 0) return totals
      const results = await Promise.all(due.map((delivery) => this.#deliver(delivery, now)))
      for (const result of results) totals[result] += 1
    }
  }

  async #deliver(delivery: ClaimedDelivery, now: Date): Promise<'delivered' | 'failed' | 'retried'> {
    const { store, rng } = this.#ports
    const { status, error } = await this.#attempt(delivery, now)
    const step = nextWebhookStep(status, delivery.attempts, rng)
    if (step.disable) await store.setDisabled(delivery.endpointId, now, 'answered_410_gone')
    if (step.state === 'delivered') await this.#touch(delivery, now)
    await store.settle(delivery.id, { state: step.state, nextAttemptAt: new Date(now.getTime() + step.delayMs), status, error }, now)
    return step.state === 'pending' ? 'retried' : step.state
  }

  async #attempt(
    delivery: Pick<ClaimedDelivery, 'url' | 'secret' | 'messageId' | 'body'>,
    now: Date,
  ): Promise<{ status: number | null; error: string | null }> {
    const { transport, allowPrivateWebhookHosts, resolve } = this.#ports
    try {
      const target = await checkWebhookUrl(delivery.url, allowPrivateWebhookHosts, resolve)
      const body = JSON.stringify(delivery.body)
      const status = await transport(target, body, {
        'content-type': 'application/json',
        'webhook-id': delivery.messageId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': new Webhook(delivery.secret).sign(delivery.messageId, now, body),
      })
      return { status, error: null }
    } catch (error) {
      return { status: null, error: messageOf(error).slice(0, 300) }
    }
  }

  async #touch(delivery: ClaimedDelivery, now: Date): Promise<void> {
    const send = await this.#ports.sends.find(delivery.messageId)
    if (send !== null) await this.#ports.touches.write([newTouch(send, 'webhook_delivered', now)], now)
  }
}

function notFound(what: string, id: string): AppError {
  return new AppError('not-found', `webhook-${what}-not-found`, `There is no webhook ${what} ${id}.`)
}
