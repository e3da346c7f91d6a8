import { AppError } from '#kernel/app-error.ts'
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel/clock.ts'
import { readExactJson } from '../../tracking/read-exact-json.ts'
import type { WebhookProvider } from '../webhook-provider.ts'
import type { WebhookInbox } from '../webhook-receiver.ts'
import {
  pageRequest,
  POLLED,
  type PolledKind,
  readPage,
  type ShopCredentials,
  type ShopItem,
  type ShopPage,
  type ShopQuery,
} from './shop-api.ts'
import { shopProblem, shopRefusal } from './shop-problem.ts'

export interface ShopPoll {
  readonly sourceId: string
  readonly provider: WebhookProvider
  readonly shop: string
  readonly credentials: ShopCredentials
  /** Up to when each kind was read. */
  readonly readUntil: Readonly<Record<PolledKind, Date>>
  /** Whether the last turn ended before it came to the end. */
  readonly goesOn: boolean
}

export interface PollState {
  readonly provider: WebhookProvider
  readonly shop: string
  readonly nextAt: Date
  /** When the shop was last read to the end. */
  readonly readAt: Date | null
  /** Code of what went wrong at the last try; '' where nothing did. */
  readonly problem: string
  readonly checked: number
  /** Of those, what no webhook had told: taken in by the reading. */
  readonly missed: number
}

export interface PollStore {
  set(poll: ShopPoll, now: Date): Promise<void>
  /** False where there was none. */
  remove(sourceId: string, provider: WebhookProvider): Promise<boolean>
  /** False where there is none. */
  hurry(sourceId: string, provider: WebhookProvider, now: Date): Promise<boolean>
  states(sourceId: string): Promise<readonly PollState[]>
  /** One that is due, which no other node takes until `again`; null where none is. */
  claim(now: Date, again: Date): Promise<ShopPoll | null>
  notePage(poll: ShopPoll, kind: PolledKind, readUntil: Date, checked: number, missed: number): Promise<void>
  noteEnd(
    poll: ShopPoll,
    end: { readonly problem: string; readonly nextAt: Date; readonly readAt: Date | null; readonly goesOn: boolean },
  ): Promise<void>
}

export interface ShopAnswer {
  readonly status: number
  readonly headers: { readonly link: string; readonly retryAfter: string }
  readonly body: string
}

export interface PollerParts {
  readonly store: PollStore
  readonly inbox: Pick<WebhookInbox, 'keep' | 'versions'>
  /** @throws AppError for an address that may not be asked */
  readonly checkAddress: (shop: string) => Promise<unknown>
  /** One GET of an address that was checked so. @throws AppError `shop-unreachable`, and as checkAddress does */
  readonly get: (url: URL, headers: Readonly<Record<string, string>>) => Promise<ShopAnswer>
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

const EVERY_MS = HOUR_MS
/** A page that fails is tried again by whoever comes after this. */
const LEASE_MS = 10 * MINUTE_MS
/** A webhook needs a moment to arrive: what changed since is left to the next time. */
const ARRIVES_MS = 5 * MINUTE_MS
/** Read again each time, for what a shop system writes down late. */
const OVERLAP_MS = 10 * MINUTE_MS
/** At a time; the rest follows in the next turn. */
const MOST_PAGES = 20
const LONGEST_WAIT_MS = 2 * HOUR_MS
const DEPTH = 64
/** Shop systems give out what changed in the last two months. */
export const FARTHEST_BACK_MS = 60 * DAY_MS
export const USUALLY_BACK_MS = 7 * DAY_MS

/** Reads what changed in a shop system and takes in what its webhooks did not tell: those that got lost on their way, or came while nothing listened. */
export class ShopPoller {
  readonly #parts: PollerParts

  constructor(parts: PollerParts) {
    this.#parts = parts
  }

  /** @throws AppError `webhook-url-refused`, `shop-key-missing` */
  async set(poll: Omit<ShopPoll, 'readUntil' | 'goesOn'>, since: Date | null): Promise<void> {
    const { store, clock, checkAddress } = this.#parts
    await checkAddress(poll.shop)
    if (poll.provider === 'woocommerce' && poll.credentials.key === '') {
      throw new AppError('invalid-input', 'shop-key-missing', 'WooCommerce needs the consumer key beside its secret.')
    }
    const now = clock.now().getTime()
    const from = new Date(Math.max(Math.min(since?.getTime() ?? now - USUALLY_BACK_MS, now), now - FARTHEST_BACK_MS))
    await store.set({ ...poll, readUntil: { orders: from, customers: from }, goesOn: false }, new Date(now))
  }

  remove(sourceId: string, provider: WebhookProvider): Promise<boolean> {
    return this.#parts.store.remove(sourceId, provider)
  }

  /** Reads it within moments instead of the hour. */
  hurry(sourceId: string, provider: WebhookProvider): Promise<boolean> {
    return this.#parts.store.hurry(sourceId, provider, this.#parts.clock.now())
  }

  states(sourceId: string): Promise<readonly PollState[]> {
    return this.#parts.store.states(sourceId)
  }

  /** Reads one shop that is due; false where none is. */
  async work(): Promise<boolean> {
    const { store, clock, onFailure } = this.#parts
    const began = clock.now()
    const poll = await store.claim(began, new Date(began.getTime() + LEASE_MS))
    if (poll === null) return false
    try {
      const isWhole = await this.#read(poll, began)
      const nextAt = isWhole ? new Date(began.getTime() + EVERY_MS) : began
      await store.noteEnd(poll, { problem: '', nextAt, readAt: isWhole ? began : null, goesOn: !isWhole })
    } catch (error) {
      onFailure(error)
      const { code, waitMs } = shopProblem(error)
      const wait = Math.min(waitMs ?? EVERY_MS, LONGEST_WAIT_MS)
      await store.noteEnd(poll, { problem: code, nextAt: new Date(clock.now().getTime() + wait), readAt: null, goesOn: false })
    }
    return true
  }

  /** False where there is more than one turn reads. */
  async #read(poll: ShopPoll, began: Date): Promise<boolean> {
    const until = new Date(began.getTime() - ARRIVES_MS)
    const overlap = poll.goesOn ? 0 : OVERLAP_MS
    let pages = 0
    for (const kind of POLLED[poll.provider]) {
      let readUntil = poll.readUntil[kind]
      let query: ShopQuery | null = { kind, since: new Date(readUntil.getTime() - overlap), page: '' }
      while (query !== null) {
        // The next turn starts at `readUntil`: within one moment it would come no further than this one.
        if (pages >= MOST_PAGES && readUntil > poll.readUntil[kind]) return false
        pages += 1
        const page: ShopPage = await this.#page(poll, query)
        const ripe = page.items.filter(({ changedAt }) => changedAt <= until)
        const missed = await this.#keepMissed(poll, kind, ripe)
        for (const { changedAt } of ripe) if (changedAt > readUntil) readUntil = changedAt
        await this.#parts.store.notePage(poll, kind, readUntil, ripe.length, missed)
        query = ripe.length < page.items.length ? null : page.next
      }
    }
    return true
  }

  async #page(poll: ShopPoll, query: ShopQuery): Promise<ShopPage> {
    const { url, headers } = pageRequest(poll.provider, new URL(poll.shop), poll.credentials, query)
    const answer = await this.#parts.get(url, headers)
    if (answer.status !== 200) throw shopRefusal(answer)
    const page = readPage(poll.provider, query, parsed(answer.body), answer.headers.link)
    if (page === undefined) throw noAnswer()
    return page
  }

  /** How many of them no webhook had told in this or a later state. */
  async #keepMissed({ sourceId, provider }: ShopPoll, kind: PolledKind, items: readonly ShopItem[]): Promise<number> {
    const { inbox, clock } = this.#parts
    const known = await inbox.versions(
      { sourceId, provider },
      kind,
      items.map(({ externalId }) => externalId),
    )
    let missed = 0
    for (const { externalId, changedAt, topic, body } of items) {
      const version = known.get(externalId)
      if (version !== undefined && version >= changedAt) continue
      const kept = await inbox.keep({
        sourceId,
        provider,
        topic,
        deliveryId: `read ${kind} ${externalId} ${changedAt.toISOString()}`,
        body: Buffer.from(JSON.stringify(body)),
        triggeredAt: '',
        receivedAt: clock.now(),
      })
      if (kept) missed += 1
    }
    return missed
  }
}

function parsed(body: string): unknown {
  try {
    return readExactJson(body, DEPTH)
  } catch {
    throw noAnswer()
  }
}

function noAnswer(): AppError {
  return new AppError('conflict', 'shop-answer-strange', 'What answers at that address is not the interface of the shop system.')
}
