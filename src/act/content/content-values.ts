import type { Offer } from '#decide/strategy.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { GivenOffer } from '../offers/offer-ports.ts'
import { offerValues } from '../offers/offer-values.ts'
import { firstName, formatDay, pick } from '../compose-email.ts'
import type { Letterhead } from '../compose-email.ts'
import type { ContentFacts } from './content-ports.ts'
import { inLanguage } from './variables.ts'
import type { ContentVariables, OfferValues } from './variables.ts'

export interface ValueParts {
  readonly letterhead: Pick<Letterhead, 'shopName' | 'timeZone'>
  readonly language: TextLanguage
  /** In clear; empty where it is not known or must not be shown. */
  readonly name: string
  readonly facts: ContentFacts | undefined
  /** What the decision on the send said, where one is behind it. */
  readonly said: { readonly daysSinceLastOrder: number | null; readonly favouriteCategory: string }
  readonly offer: Offer | null
  /** What the content gives of its own offer, in the place of that of the strategy; null: it names none. */
  readonly given: GivenOffer | null
  readonly couponCode: string
  readonly shopUrl: string
  readonly unsubscribeUrl: string
  readonly now: Date
}

/** The values of one message. Built for every message, so that no data of one customer can reach the message of another. */
export function contentValues(parts: ValueParts): ContentVariables {
  const { letterhead, language, facts, said, offer, given, now } = parts
  const name = firstName(parts.name)
  const tier = facts?.tier === null || facts?.tier === undefined ? '' : inLanguage(facts.tier, language)
  const days = said.daysSinceLastOrder ?? facts?.daysSinceLastOrder ?? null
  const category = said.favouriteCategory === '' ? (facts?.favouriteCategory ?? '') : said.favouriteCategory
  const hasCode = offer?.kind === 'coupon' || offer?.kind === 'gift'
  const [product1, product2, product3] = facts?.products ?? []
  return {
    customer: { ...(name === '' ? {} : { firstName: name }), ...(tier === '' ? {} : { tier }) },
    shop: { name: pick(letterhead.shopName, language), url: parts.shopUrl },
    ...(days === null ? {} : { daysSinceLastOrder: days }),
    ...(category === '' ? {} : { favouriteCategory: category }),
    attributes: named(facts?.attributes),
    tags: named(facts?.tags),
    offer: given === null ? ofStrategy(parts) : offerValues(given, language),
    coupon:
      given === null
        ? hasCode
          ? { code: parts.couponCode, validUntil: lastDayOf(offer.validDays, parts) }
          : {}
        : couponOf(given, language),
    ...(product1 === undefined ? {} : { product1 }),
    ...(product2 === undefined ? {} : { product2 }),
    ...(product3 === undefined ? {} : { product3 }),
    unsubscribeUrl: parts.unsubscribeUrl,
    today: formatDay(now, language, letterhead.timeZone),
  }
}

/** Of the offer that stands in a strategy. */
function ofStrategy(parts: ValueParts): OfferValues {
  const { offer, language } = parts
  if (offer === null || offer.kind === 'none') return {}
  const label = pick(offer.label, language)
  const hasCode = offer.kind === 'coupon' || offer.kind === 'gift'
  return {
    label,
    title: label,
    percent: Math.round(offer.discount * 100),
    validDays: offer.validDays,
    ...(hasCode ? { code: parts.couponCode, validUntil: lastDayOf(offer.validDays, parts) } : {}),
  }
}

function couponOf(given: GivenOffer, language: TextLanguage): { readonly code?: string; readonly validUntil?: string } {
  const { code, validUntil } = offerValues(given, language)
  return { ...(code === undefined ? {} : { code }), ...(validUntil === undefined ? {} : { validUntil }) }
}

function lastDayOf(days: number, { now, language, letterhead }: ValueParts): string {
  return formatDay(new Date(now.getTime() + days * DAY_MS), language, letterhead.timeZone)
}

/** Liquid counts the entries of an object by the name `size`: one that is there without a value is none, and stops the message as any other. */
function named(values: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  return { ...({ size: undefined } as unknown as Record<string, string>), ...values }
}
