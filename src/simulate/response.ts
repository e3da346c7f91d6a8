import { Rng } from '#kernel/rng.ts'
import type { Calendar } from './calendar.ts'
import { SHOPPING_HOURS } from './calendar.ts'
import { SHOP_CHANNELS } from './catalogue.ts'
import type { ShopChannel } from './catalogue.ts'
import { drawGamma } from './draw.ts'
import type { LeavingCause, Life, Purchase } from './life.ts'
import type { Person } from './person.ts'

export type ContactChannel = 'email' | 'sms' | 'wechat' | 'push' | 'agent_task' | 'webhook'
export type OfferKind = 'none' | 'coupon' | 'gift' | 'service'

/** One contact that reached the person's address, phone or app. */
export interface Contact {
  readonly channel: ContactChannel
  readonly offerKind: OfferKind
  /** Share of the order for coupons, 0-1. */
  readonly discount: number
}

/**
 * Chance that a contact which was seen brings back a customer who would not have ordered, by the true cause and the offer. Each person's
 * own responsiveness multiplies it. `pause` is a customer who has not left, only paused.
 */
export const RESPONSE_TABLE: Readonly<Record<LeavingCause | 'pause', Readonly<Record<OfferKind, number>>>> = {
  service: { none: 0.06, coupon: 0.14, gift: 0.22, service: 0.55 },
  price: { none: 0.12, coupon: 0.56, gift: 0.3, service: 0.12 },
  lapse: { none: 0.32, coupon: 0.42, gift: 0.4, service: 0.26 },
  competitor: { none: 0.04, coupon: 0.12, gift: 0.1, service: 0.08 },
  pause: { none: 0.32, coupon: 0.4, gift: 0.36, service: 0.24 },
}

/** Chance that a call is answered and that a message in the app is seen. */
const CALL_REACHED = 0.8
const PUSH_SEEN = 0.75
/** Chance that someone who dislikes being contacted stays away because of it. */
const ANNOYED = 0.45

/** All random draws of a person's response, made once, so that they are the same under any contact. */
interface Luck {
  readonly read: number
  readonly reached: number
  readonly pushSeen: number
  readonly react: number
  readonly annoyed: number
  readonly unsubscribe: number
}

function luckOf(seed: string, person: Person): Luck {
  const rng = new Rng(`${seed}/luck/${person.index}`)
  return { read: rng.next(), reached: rng.next(), pushSeen: rng.next(), react: rng.next(), annoyed: rng.next(), unsubscribe: rng.next() }
}

export interface Answer {
  readonly seen: boolean
  readonly cameBack: boolean
  readonly droveAway: boolean
  readonly unsubscribes: boolean
  /** Orders of the answer period, days 0 to answerDays. */
  readonly purchases: readonly Purchase[]
}

/**
 * Behaviour of a person in the answer period with a contact, or without one (null). Both potential outcomes come from the same life and
 * the same draws, so their difference is the person's true effect.
 */
export function answerOf(seed: string, person: Person, life: Life, contact: Contact | null, calendar: Calendar): Answer {
  const own = life.purchases.filter((purchase) => purchase.day >= 0)
  const nothing = { seen: false, cameBack: false, droveAway: false, unsubscribes: false, purchases: own }
  if (contact === null) return nothing
  const luck = luckOf(seed, person)
  const seen =
    contact.channel === 'email'
      ? luck.read < person.readRate
      : contact.channel === 'agent_task'
        ? person.accounts[0].phoneUsable && luck.reached < CALL_REACHED
        : luck.pushSeen < PUSH_SEEN
  if (!seen) return nothing
  if (own.length > 0) {
    const droveAway = person.dislikesContact && luck.annoyed < ANNOYED
    return { ...nothing, seen, droveAway, unsubscribes: droveAway && luck.unsubscribe < 0.5, purchases: droveAway ? [] : own }
  }
  const cameBack = luck.react < responseChance(person, life, contact.offerKind)
  return {
    seen,
    cameBack,
    droveAway: false,
    unsubscribes: person.dislikesContact && luck.unsubscribe < 0.5,
    purchases: cameBack ? comeBack(seed, person, life, calendar) : [],
  }
}

/** Known chance that a seen contact brings this person back, 0-0.95: lower the longer they have been gone. */
export function responseChance(person: Person, life: Life, offerKind: OfferKind): number {
  const gone = life.leaving !== null && life.leaving.declineDay < 30 ? life.leaving : null
  const fade = gone === null ? 1 : Math.min(1, Math.exp((gone.churnDay + 60) / 240))
  return Math.min(0.95, RESPONSE_TABLE[gone?.cause ?? 'pause'][offerKind] * person.responsiveness * fade)
}

function comeBack(seed: string, person: Person, life: Life, calendar: Calendar): Purchase[] {
  const rng = new Rng(`${seed}/return/${person.index}`)
  const purchases: Purchase[] = []
  const last = calendar.answerDays - 1
  let day = Math.min(last, 1 + Math.floor(drawGamma(rng, 1.5, 9)))
  while (day <= last) {
    purchases.push({
      seq: life.purchases.length + purchases.length,
      day,
      at: calendar.instant(day, rng.weighted(SHOPPING_HOURS) + rng.next()),
      channel: SHOP_CHANNELS[rng.weighted(person.channelWeights)] as ShopChannel,
      appetite: 0.9,
      returnAfterDays: -1,
    })
    if (rng.chance(0.4)) break
    day += Math.max(2, Math.ceil(drawGamma(rng, person.gapShape, person.gapDays)))
  }
  return purchases
}
