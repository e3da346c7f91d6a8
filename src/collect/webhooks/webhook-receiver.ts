import { isUtf8 } from 'node:buffer'
import { hash } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import { type Clock, DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import { storableText } from '#kernel/cut-text.ts'
import { NO_OWNER } from '../identity-claim.ts'
import { PRICE_SCALE, QUANTITY_SCALE } from '../import/order-line.ts'
import { parseDecimal } from '../import/parse-decimal.ts'
import type { OrderBook } from '../orders/order-book.ts'
import { protectedOrder } from '../orders/order-events.ts'
import type { SentRecord } from '../records/record-fields.ts'
import type { RecordService } from '../records/record-service.ts'
import { knownSince } from '../records/read-order-record.ts'
import { isObject } from '../tracking/tracking-message.ts'
import { readExactJson } from '../tracking/read-exact-json.ts'
import type { PolledKind } from './poll/shop-api.ts'
import { shopifyFact } from './shopify-facts.ts'
import { text, type WebhookFact, type WebhookRefund } from './webhook-fact.ts'
import { isSigned, WEBHOOK_PROVIDERS, type WebhookProvider } from './webhook-provider.ts'
import { woocommerceFact } from './woocommerce-facts.ts'

export interface ReceivedWebhook {
  readonly sourceId: string
  readonly provider: WebhookProvider
  readonly deliveryId: string
  readonly topic: string
  readonly body: Buffer
  readonly receivedAt: Date
  /** When the shop system says that it happened, more exact than its body; '' where it does not. */
  readonly triggeredAt: string
  readonly attempts: number
}

export interface ReceiverState {
  readonly provider: WebhookProvider
  readonly createdAt: Date
  readonly lastAt: Date | null
  /** verified = duplicates + waiting + taken + ignored + refused, of the last two weeks. */
  readonly verified: number
  readonly duplicates: number
  readonly unverified: number
  readonly waiting: number
  readonly taken: number
  readonly ignored: number
  readonly refused: number
}

export type WebhookEnd = 'taken' | 'ignored' | 'refused'

export interface WebhookInbox {
  /** The secret of a source in use; null where it takes none of them in. */
  secret(sourceId: string, provider: WebhookProvider): Promise<string | null>
  /** False where that delivery is there already. */
  keep(webhook: Omit<ReceivedWebhook, 'attempts'>): Promise<boolean>
  countUnverified(sourceId: string, provider: WebhookProvider, now: Date): Promise<void>
  /** Runs alone over all nodes; null where another node does. */
  alone<T>(work: () => Promise<T>): Promise<T | null>
  waiting(now: Date, limit: number): Promise<readonly ReceivedWebhook[]>
  settle(webhook: ReceivedWebhook, end: WebhookEnd): Promise<void>
  postpone(webhook: ReceivedWebhook, until: Date): Promise<void>
  noteOrder(webhook: ReceivedWebhook, externalId: string, orderId: string): Promise<void>
  /** That this state of an order or a customer was taken in. */
  noteVersion(webhook: ReceivedWebhook, kind: PolledKind, externalId: string, version: Date): Promise<void>
  /** The latest state that was taken in of each. */
  versions(
    receiver: Pick<ReceivedWebhook, 'sourceId' | 'provider'>,
    kind: PolledKind,
    externalIds: readonly string[],
  ): Promise<ReadonlyMap<string, Date>>
  orderOf(webhook: ReceivedWebhook, externalId: string): Promise<string | null>
  setSecret(sourceId: string, provider: WebhookProvider, secret: string, now: Date): Promise<void>
  /** False where there was none. */
  remove(sourceId: string, provider: WebhookProvider): Promise<boolean>
  states(sourceId: string): Promise<readonly ReceiverState[]>
  /** Forgets deliveries older than this. */
  forget(before: Date): Promise<void>
}

interface Parts {
  readonly inbox: WebhookInbox
  readonly records: Pick<RecordService, 'take'>
  readonly orderBook: Pick<OrderBook, 'add'>
  readonly clock: Clock
  readonly salt: string
  /** Whether a store failed because of its input. */
  readonly isAboutData: (error: unknown) => boolean
  readonly onFailure: (error: unknown) => void
}

export interface SentWebhook {
  readonly sourceId: string
  readonly provider: WebhookProvider
  readonly signature: string
  readonly topic: string
  readonly deliveryId: string
  readonly triggeredAt: string
  readonly body: Buffer
}

const AT_ONCE = 50
const DEPTH = 64
const MOST_ATTEMPTS = 10
const KEPT_MS = 14 * DAY_MS
const LONGEST_NAME = 200

/** Takes in webhooks of shop systems: verified, kept, acknowledged; worked out after, as records of the same source. */
export class WebhookReceiver {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Resolves when it is on disk; false for a repetition. @throws AppError `webhook-unverified`. */
  async receive({ sourceId, provider, signature, topic, deliveryId, triggeredAt, body }: SentWebhook): Promise<boolean> {
    const { inbox, clock } = this.#parts
    const secret = await inbox.secret(sourceId, provider)
    if (secret === null || !isSigned(secret, body, signature)) {
      if (secret !== null) await inbox.countUnverified(sourceId, provider, clock.now())
      throw new AppError(
        'unauthenticated',
        'webhook-unverified',
        'The signature is not that of this source: check the address and the secret.',
      )
    }
    return await inbox.keep({
      sourceId,
      provider,
      topic: storableText(topic).slice(0, LONGEST_NAME),
      // Without an id of its own the same body is the same delivery.
      deliveryId: deliveryId === '' ? hash('sha256', body, 'hex') : storableText(deliveryId).slice(0, LONGEST_NAME),
      body,
      triggeredAt: storableText(triggeredAt).slice(0, LONGEST_NAME),
      receivedAt: clock.now(),
    })
  }

  /** Works out what waits; true when there was plenty. */
  async work(): Promise<boolean> {
    const { inbox, clock } = this.#parts
    const count = await inbox.alone(async () => {
      const webhooks = await inbox.waiting(clock.now(), AT_ONCE)
      for (const webhook of webhooks) {
        const end = await this.#tried(webhook)
        if (end !== null) await inbox.settle(webhook, end)
      }
      return webhooks.length
    })
    return count === AT_ONCE
  }

  async forget(): Promise<void> {
    await this.#parts.inbox.forget(new Date(this.#parts.clock.now().getTime() - KEPT_MS))
  }

  setSecret(sourceId: string, provider: WebhookProvider, secret: string): Promise<void> {
    return this.#parts.inbox.setSecret(sourceId, provider, secret, this.#parts.clock.now())
  }

  remove(sourceId: string, provider: WebhookProvider): Promise<boolean> {
    return this.#parts.inbox.remove(sourceId, provider)
  }

  /** Of every provider: null where the source takes none of its webhooks in. */
  async states(sourceId: string): Promise<readonly { readonly provider: WebhookProvider; readonly state: ReceiverState | null }[]> {
    const states = await this.#parts.inbox.states(sourceId)
    return WEBHOOK_PROVIDERS.map((provider) => ({ provider, state: states.find((one) => one.provider === provider) ?? null }))
  }

  /** One that fails does not keep the others waiting. */
  async #tried(webhook: ReceivedWebhook): Promise<WebhookEnd | null> {
    const { inbox, clock, isAboutData, onFailure } = this.#parts
    try {
      return await this.#take(webhook)
    } catch (error) {
      onFailure(error)
      if (isAboutData(error) || webhook.attempts >= MOST_ATTEMPTS) return 'refused'
      await inbox.postpone(webhook, new Date(clock.now().getTime() + MINUTE_MS))
      return null
    }
  }

  /** Null where it waits for something. */
  async #take(webhook: ReceivedWebhook): Promise<WebhookEnd | null> {
    const { inbox, records } = this.#parts
    const fact = factOf(webhook)
    if (fact === 'unreadable') return 'refused'
    if (fact === null) return 'ignored'
    if (fact.kind === 'refund') return await this.#refund(webhook, fact.refund)
    if (fact.kind === 'order') await inbox.noteOrder(webhook, storableText(fact.externalId), storableText(text(fact.record['orderId'])))
    const kind = fact.kind === 'order' ? 'orders' : 'customers'
    const key = `${webhook.provider} ${webhook.deliveryId}`
    const answer = await records.take({ kind, sourceId: webhook.sourceId, records: [newest(fact.record, webhook.triggeredAt)], key })
    const version = new Date(text(fact.record['updatedAt']))
    const externalId = storableText(fact.externalId)
    if (externalId !== '' && !Number.isNaN(version.getTime())) await inbox.noteVersion(webhook, kind, externalId, version)
    return answer.quarantined > 0 ? 'refused' : 'taken'
  }

  /** A refund names its order by the id of the shop system, and may come before the order does. */
  async #refund(webhook: ReceivedWebhook, refund: WebhookRefund): Promise<WebhookEnd | null> {
    const { inbox, orderBook, clock, salt } = this.#parts
    const orderId = await inbox.orderOf(webhook, refund.externalId)
    if (orderId === null) {
      if (webhook.attempts >= MOST_ATTEMPTS) return 'ignored'
      await inbox.postpone(webhook, new Date(clock.now().getTime() + MINUTE_MS))
      return null
    }
    const receivedAt = webhook.receivedAt.getTime()
    const told = Date.parse(refund.at)
    const occurredAt = Number.isNaN(told) ? receivedAt : told
    const goods = { kind: 'return' as const, category: '', unitPrice: 0n, amount: 0n, refund: 0n }
    const order = protectedOrder(
      {
        kind: 'refunded',
        orderId,
        name: `${webhook.provider} ${refund.refundId}`,
        orderedAt: null,
        lines: refund.lines.map(({ productId, productName, quantity }) => ({
          ...goods,
          productId: storableText(productId),
          productName: storableText(productName),
          quantity: parseDecimal(quantity, QUANTITY_SCALE) ?? 0n,
        })),
        isBare: false,
        back: refund.money === null ? null : (parseDecimal(refund.money, PRICE_SCALE) ?? 0n),
        couponCode: '',
        isTest: false,
        currency: '',
        channel: '',
        storeId: '',
        paymentMethod: '',
        country: '',
      },
      salt,
    )
    await orderBook.add([
      {
        ...order,
        ...NO_OWNER,
        id: `webhook ${webhook.provider} refund ${refund.refundId}`,
        occurredAt,
        receivedAt,
        availableAt: knownSince(occurredAt, receivedAt),
        importId: '',
      },
    ])
    return 'taken'
  }
}

/** Of two webhooks of one second the later one is the newer: the header says it more exactly than the body does. */
function newest(record: SentRecord, triggeredAt: string): SentRecord {
  const [body, header] = [Date.parse(text(record['updatedAt'])), Date.parse(triggeredAt)]
  return !Number.isNaN(header) && (Number.isNaN(body) || header > body) ? { ...record, updatedAt: new Date(header).toISOString() } : record
}

function factOf({ provider, topic, body }: ReceivedWebhook): WebhookFact | 'unreadable' {
  try {
    if (!isUtf8(body)) return 'unreadable'
    const value = readExactJson(body.toString('utf8'), DEPTH)
    if (!isObject(value)) return 'unreadable'
    return provider === 'shopify' ? shopifyFact(topic, value) : woocommerceFact(topic, value)
  } catch {
    return 'unreadable'
  }
}
