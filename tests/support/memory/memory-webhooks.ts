import type { WebhookDelivery, WebhookEndpoint, WebhookStore } from '#act/webhook-service.ts'

interface Row extends WebhookDelivery {
  attempts: number
  state: 'pending' | 'delivered' | 'failed'
  due: Date
}

/** Endpoints and deliveries of webhooks in memory. Keeps the rules of tests/contract/webhook-store.case.ts. */
export class MemoryWebhooks implements WebhookStore {
  readonly list: WebhookEndpoint[] = []
  readonly #secrets = new Map<string, string>()
  readonly #deliveries: Row[] = []

  addEndpoint(endpoint: WebhookEndpoint, secret: string): Promise<void> {
    this.list.push(endpoint)
    this.#secrets.set(endpoint.id, secret)
    return Promise.resolve()
  }

  endpoints(): Promise<WebhookEndpoint[]> {
    return Promise.resolve(this.list.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1)))
  }

  target(id: string): ReturnType<WebhookStore['target']> {
    const url = this.#endpoint({ endpointId: id })?.url
    return Promise.resolve(url === undefined ? null : { url, secret: this.#secrets.get(id) ?? '' })
  }

  setDisabled(id: string, at: Date | null, reason: string | null): Promise<boolean> {
    const place = this.list.findIndex((endpoint) => endpoint.id === id)
    const endpoint = this.list[place]
    if (endpoint === undefined) return Promise.resolve(false)
    this.list[place] = { ...endpoint, disabledAt: at, disabledReason: reason }
    return Promise.resolve(true)
  }

  enqueue(deliveries: readonly WebhookDelivery[], now: Date): Promise<void> {
    for (const { id, endpointId, messageId, type, body } of deliveries) {
      const isKnown = this.#deliveries.some((one) => one.id === id || (one.endpointId === endpointId && one.messageId === messageId))
      if (!isKnown) this.#deliveries.push({ id, endpointId, messageId, type, body, attempts: 0, state: 'pending', due: now })
    }
    return Promise.resolve()
  }

  claimDue(now: Date, heldUntil: Date, limit: number): ReturnType<WebhookStore['claimDue']> {
    const due = this.#deliveries
      .filter((one) => one.state === 'pending' && one.due <= now && this.#endpoint(one)?.disabledAt === null)
      .toSorted((a, b) => a.due.getTime() - b.due.getTime())
      .slice(0, limit)
    for (const one of due) {
      one.attempts += 1
      one.due = heldUntil
    }
    return Promise.resolve(
      due.map(({ id, endpointId, messageId, type, body, attempts }) => ({
        id,
        endpointId,
        messageId,
        type,
        body,
        attempts,
        url: this.#endpoint({ endpointId })?.url ?? '',
        secret: this.#secrets.get(endpointId) ?? '',
      })),
    )
  }

  settle(id: string, { state, nextAttemptAt }: Parameters<WebhookStore['settle']>[1]): Promise<void> {
    const one = this.#deliveries.find((delivery) => delivery.id === id)
    if (one !== undefined) Object.assign(one, { state, due: nextAttemptAt })
    return Promise.resolve()
  }

  replay(id: string, now: Date): Promise<boolean> {
    const one = this.#deliveries.find((delivery) => delivery.id === id)
    if (one !== undefined) Object.assign(one, { state: 'pending', attempts: 0, due: now })
    return Promise.resolve(one !== undefined)
  }

  #endpoint({ endpointId }: Pick<WebhookDelivery, 'endpointId'>): WebhookEndpoint | undefined {
    return this.list.find(({ id }) => id === endpointId)
  }
}
