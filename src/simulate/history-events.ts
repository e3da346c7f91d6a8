import { DAY_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import { hashUnit, Rng } from '#kernel/rng.ts'
import { basketOf, pickProduct } from './basket.ts'
import { MESSAGE_WITHOUT_ID_SHARE, REPEATED_MESSAGE_SHARE } from './dirt.ts'
import type { Life, Purchase, Session } from './life.ts'
import type { Person } from './person.ts'
import type { Product } from './catalogue.ts'

/** One message of the Segment tracking API. */
export interface TrackingMessage {
  readonly type: 'identify' | 'page' | 'screen' | 'track'
  readonly messageId: string
  readonly anonymousId?: string
  readonly userId?: string
  readonly event?: string
  readonly name?: string
  readonly timestamp: string
  readonly properties?: Readonly<Record<string, string | number>>
  readonly traits?: Readonly<Record<string, string>>
  readonly context: { readonly channel: string; readonly locale: string }
}

/** One request body for POST /v1/batch, at most 500 messages and 400 KB. */
export interface TrackingBatch {
  /** JSON text `{batch, sentAt, context}`. */
  readonly body: string
  readonly messages: number
  /** Messages whose id was already sent. */
  readonly repeats: number
  /** Messages with neither userId nor anonymousId, which must be rejected. */
  readonly withoutId: number
}

export const BATCH_MESSAGES = 500
const BATCH_CHARACTERS = 300_000

/** Tracking was installed a year before T0. */
export const TRACKED_DAYS = 365

/** Messages of a person's sessions in days [fromDay, toDay), in chronological order. */
export function* messagesOf(
  seed: string,
  person: Person,
  life: Life,
  purchases: readonly Purchase[],
  fromDay: number,
  toDay: number,
): Generator<TrackingMessage> {
  const known = new Set<string>()
  const bySeq = new Map(purchases.map((purchase) => [purchase.seq, purchase]))
  const sessions: Session[] = life.sessions.filter((session) => session.order < 0 || bySeq.has(session.order))
  for (const purchase of purchases) {
    if (purchase.seq < life.purchases.length) continue
    sessions.push({
      day: purchase.day,
      at: purchase.at,
      channel: purchase.channel,
      order: purchase.seq,
      abandonedCart: false,
      lookedForDeals: false,
    })
  }
  for (const session of sessions) {
    if (session.day < fromDay || session.day >= toDay) continue
    yield* messagesOfSession(seed, person, session, bySeq.get(session.order) ?? null, known)
  }
}

function* messagesOfSession(
  seed: string,
  person: Person,
  session: Session,
  purchase: Purchase | null,
  known: Set<string>,
): Generator<TrackingMessage> {
  const key = `${person.index}-${session.at}`
  const rng = new Rng(`${seed}/session/${key}`)
  const basket = purchase === null ? null : basketOf(seed, person, purchase)
  const account = person.accounts[basket?.account ?? 0] ?? person.accounts[0]
  const context = { channel: session.channel, locale: person.language === 'zh' ? 'zh-CN' : 'en-US' }
  const device = `d${Math.floor(hashUnit(`${seed}/device/${person.index}/${session.channel}`) * 2 ** 32).toString(16)}${person.index.toString(36)}`
  let step = 0
  // Session time: it ends with the order, so the messages lead up to it.
  let at = session.at - (session.order < 0 ? 0 : 4 * MINUTE_MS)
  const message = (type: TrackingMessage['type'], parts: Partial<TrackingMessage>, loggedIn: boolean): TrackingMessage => {
    at += Math.floor(rng.uniform(4, 45) * SECOND_MS)
    step += 1
    const lost = step === 1 && rng.chance(MESSAGE_WITHOUT_ID_SHARE)
    return {
      type,
      messageId: `${seed}-${key}-${step}`,
      ...(lost ? {} : { anonymousId: device }),
      ...(loggedIn && !lost ? { userId: account.memberNumber } : {}),
      ...parts,
      timestamp: new Date(at).toISOString(),
      context,
    }
  }
  const track = (event: string, properties: Readonly<Record<string, string | number>>) =>
    message('track', { event, properties }, known.has(device))

  if (session.channel === 'store') {
    if (purchase === null || rng.chance(0.5)) {
      known.add(device)
      yield track('Store Visited', { store: person.store })
    }
    return
  }
  const loggedIn = known.has(device)
  const place = rng.pick(['首页', '分类', '活动', '新品'])
  yield session.channel === 'web' ? message('page', { name: place }, loggedIn) : message('screen', { name: place }, loggedIn)
  // Most customers log in at once on a known device; a first visit may stay anonymous until a purchase.
  if (!loggedIn && (purchase !== null || rng.chance(0.75))) {
    known.add(device)
    const traits: Record<string, string> = {}
    if (account.rawEmail !== '') traits['email'] = account.rawEmail
    if (account.phoneUsable && account.rawPhone !== '') traits['phone'] = account.rawPhone
    yield message('identify', { traits }, true)
  }
  if (session.lookedForDeals) yield track('Coupon Viewed', { coupon: rng.pick(['满199减20', '新品9折', '会员日']) })
  const first = basket?.lines[0]?.product ?? pickProduct(rng, person)
  if (rng.chance(0.18)) yield track('Products Searched', { query: first.name.slice(2) })
  if (rng.chance(basket === null ? 0.85 : 0.7)) yield track('Product Viewed', productProperties(first))
  if (basket !== null) {
    yield track('Product Added', productProperties(first))
    yield track('Checkout Started', {
      value: basket.lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0) / 100,
      currency: 'CNY',
    })
  } else if (session.abandonedCart) {
    yield track('Product Added', productProperties(first))
    if (rng.chance(0.5)) yield track('Cart Viewed', {})
  } else if (rng.chance(0.35)) {
    yield track('Product Viewed', productProperties(pickProduct(rng, person)))
  }
}

function productProperties(product: Product): Record<string, string | number> {
  return { product_id: product.id, name: product.name, category: product.category, price: product.unitMinor / 100, currency: 'CNY' }
}

/** Groups messages into request bodies; a small known share is sent a second time, in the next batch. */
export function* batchesOf(seed: string, messages: Iterable<TrackingMessage>, sentAt: Date): Generator<TrackingBatch> {
  const rng = new Rng(`${seed}/deliveries`)
  let items: string[] = []
  let again: string[] = []
  let characters = 0
  let repeats = 0
  let withoutId = 0
  const flush = (): TrackingBatch => {
    const body = `{"sentAt":"${sentAt.toISOString()}","context":{"historical":true},"batch":[${items.join(',')}]}`
    const batch = { body, messages: items.length, repeats, withoutId }
    items = again
    repeats = again.length
    characters = 0
    again = []
    withoutId = 0
    return batch
  }
  for (const message of messages) {
    const text = JSON.stringify(message)
    items.push(text)
    characters += text.length
    const refused = message.userId === undefined && message.anonymousId === undefined
    if (refused) withoutId += 1
    else if (rng.chance(REPEATED_MESSAGE_SHARE)) again.push(text)
    if (items.length >= BATCH_MESSAGES || characters >= BATCH_CHARACTERS) yield flush()
  }
  if (items.length > 0) yield flush()
  if (items.length > 0) yield flush()
}

/** A live batch from a device whose clock is wrong: the truth is known, and sentAt lets the API correct it. */
export interface SkewedBatch {
  readonly body: string
  /** Time each message truly happened, by message id. */
  readonly trueTimes: ReadonlyMap<string, Date>
}

/** Batches sent at `now` by devices whose clocks are hours or years off, without the historical flag. */
export function* skewedBatches(seed: string, people: Iterable<Person>, now: Date, devices: number): Generator<SkewedBatch> {
  const rng = new Rng(`${seed}/skew`)
  let left = devices
  for (const person of people) {
    if (left <= 0) return
    left -= 1
    const skew = Math.round(
      rng.pick([-3 * 365 * DAY_MS, -26 * 60 * MINUTE_MS, -90 * MINUTE_MS, 7 * MINUTE_MS, 9 * 60 * MINUTE_MS, 30 * DAY_MS]),
    )
    const happened = new Date(now.getTime() - Math.floor(rng.uniform(1, 240) * SECOND_MS))
    const messageId = `${seed}-skew-${person.index}`
    const message: TrackingMessage = {
      type: 'screen',
      messageId,
      userId: person.accounts[0].memberNumber,
      anonymousId: `skewed-${person.index}`,
      name: '首页',
      timestamp: new Date(happened.getTime() + skew).toISOString(),
      context: { channel: 'app', locale: 'zh-CN' },
    }
    const body = JSON.stringify({ sentAt: new Date(now.getTime() + skew).toISOString(), batch: [message] })
    yield { body, trueTimes: new Map([[messageId, happened]]) }
  }
}
