import type { FoundCode, OfferCounts as Counts, StoredOffer } from '#act/offers/offer-ports.ts'
import { sampleOf } from '#act/offers/offer-giver.ts'
import { whyNotGiven } from '#act/offers/offer-validity.ts'
import { offerValues } from '#act/offers/offer-values.ts'
import { VALID_UNTIL, valueText } from '#act/offers/offer-words.ts'
import type { Offer } from '#act/offers/offer.ts'
import type { CodeQuestion as Question } from '#act/offers/offer-service.ts'
import type { Answer } from '../shared-schemas.ts'
import type { CodeAnswer, CodeQuestion, NewOffer, OfferDetail, OfferRow } from './offer-schemas.ts'

const NOTHING: Counts = { issued: 0, delivered: 0, opened: 0, used: 0, untied: 0, late: 0, codes: 0, codesLeft: 0 }

interface Around {
  readonly today: string
  readonly named: (label: string) => string
  readonly counts: ReadonlyMap<string, Counts>
}

export function offerRow(stored: StoredOffer, { today, named, counts }: Around): Answer<typeof OfferRow> {
  const { id, version, state, offer, savedAt, savedBy } = stored
  const own = counts.get(id) ?? NOTHING
  const left = leftOf(stored, own)
  return {
    id,
    version,
    state,
    name: offer.name,
    kind: offer.kind,
    title: { ...offer.title },
    value: { zh: valueText(offer, 'zh'), en: valueText(offer, 'en') },
    mode: offer.codes.mode,
    stock: offer.stock,
    taken: stored.issued,
    left,
    validFrom: offer.validFrom,
    validUntil: offer.validUntil,
    problem: whyNotGiven(stored, today) ?? (left === 0 ? 'offer_out_of_stock' : null),
    hasAudience: offer.audience !== null,
    savedAt,
    savedBy: named(savedBy),
    counts: { ...own },
  }
}

/** Of the stock and, where codes come from a list, of the list: whichever ends first. */
function leftOf({ offer, issued }: StoredOffer, { codesLeft }: Counts): number | null {
  const ofStock = offer.stock === null ? null : Math.max(0, offer.stock - issued)
  if (offer.codes.mode !== 'imported') return ofStock
  return ofStock === null ? codesLeft : Math.min(ofStock, codesLeft)
}

export function offerBody(offer: Offer): Answer<typeof OfferDetail>['offer'] {
  return {
    ...offer,
    products: [...offer.products],
    categories: [...offer.categories],
    title: { ...offer.title },
    terms: { ...offer.terms },
    codes: { ...offer.codes },
  }
}

/** What every channel says of it, with a code that says that it is none. */
export function offerWords(offer: Offer, today: string): Answer<typeof OfferDetail>['words'] {
  const of = (language: 'zh' | 'en') => {
    const {
      title = '',
      terms = '',
      value,
      code = null,
      validUntil = null,
    } = offerValues(sampleOf({ id: '', version: 1, offer }, today, language), language)
    return { title, value, terms, code, validUntil: validUntil === null ? null : `${VALID_UNTIL[language]} ${validUntil}` }
  }
  return { zh: of('zh'), en: of('en') }
}

/** An offer as somebody gave it, without its audience. */
export function givenOffer(given: Omit<NewOffer, 'audience' | 'where'>, currency: string): Omit<Offer, 'audience'> {
  return {
    name: given.name,
    kind: given.kind,
    value: given.value ?? null,
    currency: given.currency ?? currency,
    minSpend: given.minSpend ?? null,
    products: given.products ?? [],
    categories: given.categories ?? [],
    validFrom: given.validFrom ?? null,
    validUntil: given.validUntil ?? null,
    daysToUse: given.daysToUse ?? null,
    title: given.title ?? { zh: '', en: '' },
    terms: given.terms ?? { zh: '', en: '' },
    cost: given.cost ?? null,
    costBasis: given.costBasis ?? '',
    stock: given.stock ?? null,
    perCustomer: given.perCustomer ?? null,
    audienceReason: given.audienceReason ?? '',
    codes: given.codes ?? { mode: 'none' },
  }
}

export function questionOf(asked: CodeQuestion): Question {
  const { code, orderId, customerId = null, amount = null, currency = null, products = null, categories = null } = asked
  return { code, orderId, customerId, amount, currency, products, categories }
}

export function codeAnswer({
  offerId,
  version,
  offer,
  given,
  customerLastDay,
}: FoundCode): NonNullable<Answer<typeof CodeAnswer>['offer']> {
  const { name, kind, value, currency, validUntil } = offer
  return {
    offerId,
    offerName: name,
    version,
    kind,
    value,
    currency,
    validUntil: given === null ? (customerLastDay ?? validUntil) : given.lastDay,
  }
}
