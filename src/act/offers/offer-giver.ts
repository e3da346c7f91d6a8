import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { localDay } from '#kernel/local-day.ts'
import { couponCode } from '../coupon-code.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import type { WhoMeets } from '../pieces/piece-ports.ts'
import type {
  AskShopCode,
  GivenOffer,
  OfferAsk,
  OfferGift,
  OfferGiver,
  OfferLedger,
  OfferRefusal,
  OfferStore,
  StoredOffer,
} from './offer-ports.ts'
import { lastDay, whyNotGiven } from './offer-validity.ts'
import { checkAudience } from './price-rule.ts'

export interface OfferGiverPorts {
  readonly store: Pick<OfferStore, 'one' | 'secret'>
  readonly ledger: Pick<OfferLedger, 'issuesOf' | 'take' | 'setCode' | 'takeBack'>
  readonly whoMeets: WhoMeets
  readonly meanings: () => Promise<SegmentMeanings>
  readonly askShop: AskShopCode
  readonly tokenSecret: Buffer
  readonly timeZone: () => string
}

const AT_ONCE = 16
/** For all questions of a block of messages, which is leased for a minute. */
const PATIENCE_MS = 30_000
/** Questions without a code, one after the other, after which the shop is asked for nothing more of the block. */
const MOST_FAILURES = 16

/**
 * Gives an offer out at the moment a message is made. One for each message, the same when it is made again; atomically against stock and the limit of each customer. Where there is
 * nothing to give the message is not made, and the reason says why.
 */
export function createOfferGiver(ports: OfferGiverPorts, nowMs: () => number): OfferGiver {
  const { store, ledger, tokenSecret, timeZone } = ports

  const giveOne = async (offerId: string, asks: readonly OfferAsk[], now: Date): Promise<Map<string, OfferGift>> => {
    const gifts = new Map<string, OfferGift>()
    const known = await ledger.issuesOf(asks.map(({ sendKey }) => sendKey))
    const fresh: OfferAsk[] = []
    for (const ask of asks) {
      const given = known.get(ask.sendKey)
      // The content may name another offer by now: what was promised stays.
      if (given === undefined) fresh.push(ask)
      else gifts.set(ask.sendKey, { kind: 'given', given, isNew: false })
    }
    const refuse = (some: readonly OfferAsk[], reason: OfferRefusal) => {
      for (const { sendKey } of some) gifts.set(sendKey, { kind: 'refused', reason })
    }
    const today = localDay(now, timeZone())
    let live: StoredOffer | null = null
    // Somebody may save a version meanwhile: then it is looked at once more.
    for (let tries = 0; fresh.length > 0 && tries < 3; tries += 1) {
      live = await store.one(offerId)
      const reason = live === null ? 'offer_missing' : whyNotGiven(live, today)
      if (live === null || reason !== null) {
        refuse(fresh, reason ?? 'offer_missing')
        break
      }
      const meant = await meantFor(ports, live, fresh)
      if (meant.refused !== null) {
        refuse(fresh, meant.refused)
        break
      }
      const wants = fresh
        .filter(({ customerId }) => meant.customers?.has(customerId) ?? true)
        .map(({ sendKey, customerId }) => ({
          sendKey,
          customerId,
          code: live?.offer.codes.mode === 'own' ? couponCode(tokenSecret, sendKey) : null,
        }))
      refuse(
        fresh.filter(({ customerId }) => meant.customers?.has(customerId) === false),
        'offer_not_for_customer',
      )
      if (wants.length === 0) break
      const taken = await ledger.take(offerId, live.version, wants, { now, today })
      if (taken === null) continue
      const keys = [...taken].filter(([, outcome]) => outcome === 'taken').map(([sendKey]) => sendKey)
      for (const [sendKey, outcome] of taken) if (outcome !== 'taken') gifts.set(sendKey, { kind: 'refused', reason: outcome })
      for (const [sendKey, given] of await ledger.issuesOf(keys)) gifts.set(sendKey, { kind: 'given', given, isNew: true })
      break
    }
    refuse(
      fresh.filter(({ sendKey }) => !gifts.has(sendKey)),
      'offer_not_live',
    )
    await fillFromShop(gifts, asks)
    return gifts
  }

  /** Codes of the shop for those that have none yet; who gets none gives the stock back. */
  const fillFromShop = async (gifts: Map<string, OfferGift>, asks: readonly OfferAsk[]): Promise<void> => {
    const customers = new Map(asks.map(({ sendKey, customerId }) => [sendKey, customerId]))
    const open = [...gifts].flatMap(([sendKey, gift]) =>
      gift.kind === 'given' && gift.given.offer.codes.mode === 'shop' && gift.given.code === null ? [{ sendKey, ...gift }] : [],
    )
    if (open.length === 0) return
    const secrets = new Map<string, string | null>()
    for (const { given } of open) if (!secrets.has(given.offerId)) secrets.set(given.offerId, await store.secret(given.offerId))
    const until = nowMs() + PATIENCE_MS
    const without: string[] = []
    let failures = 0
    const one = async ({ sendKey, given, isNew }: (typeof open)[number]): Promise<void> => {
      const { offerId, offer, lastDay: last } = given
      const { codes } = offer
      const secret = secrets.get(offerId) ?? null
      const isAsked = secret !== null && codes.mode === 'shop' && failures < MOST_FAILURES && nowMs() < until
      const code = isAsked
        ? await ports.askShop({ offerId, sendKey, customerId: customers.get(sendKey) ?? '', url: codes.url, secret, lastDay: last })
        : null
      if (code !== null && (await ledger.setCode(sendKey, code))) {
        failures = 0
        gifts.set(sendKey, { kind: 'given', given: { ...given, code }, isNew })
        return
      }
      if (isAsked) failures += 1
      gifts.set(sendKey, { kind: 'refused', reason: 'offer_no_code' })
      without.push(sendKey)
    }
    const queue = [...open]
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await one(next)
      }),
    )
    await ledger.takeBack(without)
  }

  return {
    async give(asks, now) {
      const all = new Map<string, OfferGift>()
      const byOffer = Map.groupBy(asks, ({ offerId }) => offerId)
      // In one order everywhere, so that two nodes never wait for each other.
      for (const offerId of [...byOffer.keys()].toSorted())
        for (const [sendKey, gift] of await giveOne(offerId, byOffer.get(offerId) ?? [], now)) all.set(sendKey, gift)
      return all
    },
    takeBack: async (sendKeys) => {
      if (sendKeys.length > 0) await ledger.takeBack(sendKeys)
    },
  }
}

/** What would be given out now, with an example in the place of a code. Takes nothing. For trials, whose messages go nowhere. */
export function createOfferSampler(ports: Pick<OfferGiverPorts, 'store' | 'whoMeets' | 'meanings' | 'timeZone'>): OfferGiver {
  return {
    async give(asks, now) {
      const today = localDay(now, ports.timeZone())
      const gifts = new Map<string, OfferGift>()
      for (const [offerId, some] of Map.groupBy(asks, (ask) => ask.offerId)) {
        const live = await ports.store.one(offerId)
        const meant = live === null ? null : await meantFor(ports, live, some)
        let left = live === null || live.offer.stock === null ? Infinity : live.offer.stock - live.issued
        for (const { sendKey, customerId } of some) {
          const reason =
            live === null
              ? 'offer_missing'
              : (whyNotGiven(live, today) ??
                meant?.refused ??
                (meant?.customers?.has(customerId) === false ? 'offer_not_for_customer' : left <= 0 ? 'offer_out_of_stock' : null))
          if (live === null || reason !== null) gifts.set(sendKey, { kind: 'refused', reason: reason ?? 'offer_missing' })
          else {
            left -= 1
            gifts.set(sendKey, { kind: 'given', given: sampleOf(live, today), isNew: false })
          }
        }
      }
      return gifts
    },
    takeBack: () => Promise.resolve(),
  }
}

const SAMPLE_CODE = { zh: '示例码-非真实', en: 'SAMPLE-NOT-REAL' }

/** For previews: the terms as they stand, with a code that says that it is none. */
export function sampleOf(
  { id, version, offer }: Pick<StoredOffer, 'id' | 'version' | 'offer'>,
  today: string,
  language: TextLanguage = 'en',
): GivenOffer {
  const { codes } = offer
  const code = codes.mode === 'none' ? null : codes.mode === 'shared' ? codes.code : SAMPLE_CODE[language]
  return { offerId: id, version, offer, code, lastDay: lastDay(offer, today) }
}

/** Who of some customers an offer is for; null: everybody. Fails closed where the audience decides by something that it may not, as a segment that was changed since. */
async function meantFor(
  { whoMeets, meanings }: Pick<OfferGiverPorts, 'whoMeets' | 'meanings'>,
  { offer: { audience, audienceReason } }: StoredOffer,
  asks: readonly OfferAsk[],
): Promise<{ readonly customers: ReadonlySet<string> | null; readonly refused: OfferRefusal | null }> {
  if (audience === null) return { customers: null, refused: null }
  try {
    checkAudience(audience, audienceReason, await meanings())
  } catch {
    return { customers: null, refused: 'offer_audience_refused' }
  }
  const [met] = await whoMeets([...new Set(asks.map(({ customerId }) => customerId))], [audience])
  return { customers: met ?? new Set(), refused: null }
}
