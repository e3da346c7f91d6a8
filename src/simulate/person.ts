import { Rng } from '#kernel/rng.ts'
import type { Calendar } from './calendar.ts'
import { CATEGORIES, CITIES, SHOP_CHANNELS, STORES } from './catalogue.ts'
import type { ShopChannel } from './catalogue.ts'
import { dressEmail, dressPhone, spoilPhone } from './dirt.ts'
import { drawLogNormal } from './draw.ts'
import { inventName } from './names.ts'

/** The value by which a person's second registration can be matched. The last two match only after normalisation. */
export type SharedIdentifier = 'phone' | 'email' | 'phone-format' | 'email-format'

/** One registration at the shop, as its files show it. */
export interface Account {
  readonly memberNumber: string
  /** Days from T0, negative for those of the history. */
  readonly joinDay: number
  readonly rawPhone: string
  readonly rawEmail: string
  readonly phoneUsable: boolean
}

/** All attributes of one person, most of them hidden from the product. */
export interface Person {
  readonly index: number
  readonly name: string
  readonly language: 'zh' | 'en'
  readonly gender: '男' | '女' | ''
  readonly birthYear: number | null
  readonly city: string
  readonly level: string
  readonly joinChannel: ShopChannel
  readonly consent: boolean
  /** Eleven digits. */
  readonly phone: string
  /** Lower case; null without an address. */
  readonly email: string | null
  /** The first is the main one. */
  readonly accounts: readonly [Account, ...Account[]]
  readonly sharedBy: SharedIdentifier | null
  /** Mean days between orders while the customer stays. */
  readonly gapDays: number
  readonly gapShape: number
  readonly spend: number
  readonly categoryWeights: readonly number[]
  readonly channelWeights: readonly number[]
  readonly store: string
  readonly visitsPerGap: number
  readonly priceSensitive: boolean
  /** Multiplies every hazard of churn. */
  readonly frailty: number
  readonly readRate: number
  readonly responsiveness: number
  readonly dislikesContact: boolean
}

const PHONE_PREFIXES = ['138', '139', '150', '158', '176', '186', '189', '199'] as const
const EMAIL_DOMAINS = ['example.com', 'example.com', 'example.org', 'example.net', 'mail.test'] as const
const LEVELS = ['普通', '银卡', '金卡', '钻石'] as const

/** Half of the people joined before the history begins, the others within it, up to a week before T0. */
const JOINED_WITHIN_HISTORY = 0.5
const LAST_JOIN_DAY = -7

/** People who join on a day of the history, on average, in a world of this size. */
export function joinsPerDay(people: number, calendar: Calendar): number {
  return (people * JOINED_WITHIN_HISTORY) / Math.max(1, LAST_JOIN_DAY - calendar.firstDay)
}

/**
 * The person with this index in the world of this seed; deterministic. `joinsOn` is the first day (from T0) of a person who
 * joins after T0 and has no second registration yet; without it the person joined before.
 */
export function createPerson(seed: string, index: number, calendar: Calendar, joinsOn?: number): Person {
  const rng = new Rng(`${seed}/person/${index}`)
  const invented = inventName(rng)
  const digits = String((index * 7_919 + Math.floor(new Rng(`${seed}/phones`).next() * 1e8)) % 1e8).padStart(8, '0')
  const phone = rng.pick(PHONE_PREFIXES) + digits
  const email = rng.chance(0.9) ? `${invented.latin}${index}@${rng.pick(EMAIL_DOMAINS)}` : null
  const joinDay = joinsOn ?? joinDayBefore(rng, calendar)
  const number = (series: number) => `M${series}${String(index).padStart(7, '0')}`
  const phoneState = rng.next()
  const phoneUsable = phoneState >= 0.04
  const rawPhone = phoneState < 0.02 ? '' : phoneUsable ? dressPhone(rng, phone) : spoilPhone(rng, phone)
  const main: Account = {
    memberNumber: number(1),
    joinDay,
    rawPhone,
    rawEmail: email === null ? '' : dressEmail(rng, email),
    phoneUsable,
  }
  const accounts: [Account, ...Account[]] = [main]
  let sharedBy: SharedIdentifier | null = null
  const ways = (['phone', 'email', 'phone-format', 'email-format'] as const).filter((by) =>
    by.startsWith('phone') ? phoneUsable : email !== null,
  )
  if (rng.chance(0.03) && ways.length > 0 && joinsOn === undefined) {
    sharedBy = rng.pick(ways)
    const byPhone = sharedBy.startsWith('phone')
    const later = Math.min(-2, Math.max(joinDay, calendar.firstDay) + 1 + rng.int(Math.max(1, -Math.max(joinDay, calendar.firstDay) - 3)))
    accounts.push({
      memberNumber: number(2),
      joinDay: later,
      rawPhone: !byPhone ? '' : sharedBy === 'phone' ? rawPhone : otherPhoneFormat(rawPhone, phone),
      rawEmail: byPhone ? '' : sharedBy === 'email' ? main.rawEmail : otherEmailFormat(main.rawEmail, email ?? ''),
      phoneUsable: byPhone,
    })
  }
  const favourite = rng.int(CATEGORIES.length)
  const second = rng.int(CATEGORIES.length)
  const mainChannel = rng.weighted([0.24, 0.26, 0.3, 0.2])
  const spend = drawLogNormal(rng, 1, 0.45, 0.4, 3)
  return {
    index,
    name: invented.full,
    language: invented.language,
    gender: rng.chance(0.08) ? '' : rng.chance(0.62) ? '女' : '男',
    birthYear: rng.chance(0.15) ? null : 1960 + Math.min(46, Math.max(0, Math.round(30 + 9 * rng.normal()))),
    city: rng.pick(CITIES),
    level: LEVELS[spend > 2 ? 3 : spend > 1.4 ? 2 : spend > 0.95 ? 1 : 0] as string,
    joinChannel: SHOP_CHANNELS[mainChannel] as ShopChannel,
    consent: rng.chance(0.88),
    phone,
    email,
    accounts,
    sharedBy,
    gapDays: drawLogNormal(rng, 21, 0.5, 8, 60),
    gapShape: rng.uniform(1.1, 2.6),
    spend,
    categoryWeights: CATEGORIES.map((_, c) => (c === favourite ? 6 : c === second ? 3 : 0.6)),
    channelWeights: SHOP_CHANNELS.map((_, c) => (c === mainChannel ? 6 : 1)),
    store: rng.pick(STORES),
    visitsPerGap: drawLogNormal(rng, 2.1, 0.5, 0.4, 8),
    priceSensitive: rng.chance(0.32),
    frailty: drawLogNormal(rng, 1, 0.7, 0.2, 5),
    readRate: rng.uniform(0.45, 0.95),
    responsiveness: drawLogNormal(rng, 1, 0.35, 0.3, 2),
    dislikesContact: rng.chance(0.06),
  }
}

function joinDayBefore(rng: Rng, calendar: Calendar): number {
  const oldCustomer = rng.chance(1 - JOINED_WITHIN_HISTORY)
  return oldCustomer ? calendar.firstDay - 1 - rng.int(500) : calendar.firstDay + rng.int(LAST_JOIN_DAY - calendar.firstDay)
}

function otherPhoneFormat(raw: string, phone: string): string {
  const spaced = `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`
  return raw === spaced ? `+86-${phone}` : spaced
}

function otherEmailFormat(raw: string, email: string): string {
  return raw === email.toUpperCase() ? email : email.toUpperCase()
}
