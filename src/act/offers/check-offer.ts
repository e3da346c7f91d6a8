import { isDay } from '#kernel/local-day.ts'
import { AppError } from '#kernel/app-error.ts'
import { isCurrency } from '#kernel/money.ts'
import { plainCode } from './offer-code.ts'
import { CODE_MODES, OFFER_KINDS } from './offer.ts'
import type { Offer } from './offer.ts'

const MOST_MINOR = 100_000_000_000

/**
 * Checks what somebody saves; lengths are the schema's matter, the audience that of price-rule.ts, the address of a shop that of the service. A draft may lack its words.
 * @throws AppError `offer-wrong` with the place
 */
export function checkOffer(offer: Offer, isDraft: boolean): void {
  const { name, kind, value, currency, validFrom, validUntil, codes } = offer
  if (name.trim() === '') throw wrong('name', 'not empty')
  if (!OFFER_KINDS.includes(kind)) throw wrong('kind', `one of ${OFFER_KINDS.join(', ')}`)
  if (!isCurrency(currency)) throw wrong('currency', 'a currency code such as CNY')
  if (kind === 'percent' && !(value !== null && value >= 1 && value <= 100)) throw wrong('value', 'from 1 to 100 percent')
  if (kind === 'amount' && !isWhole(value, 1)) throw wrong('value', 'a whole number of minor units above 0')
  if (kind === 'points' && !isWhole(value, 1)) throw wrong('value', 'a whole number of points above 0')
  if ((kind === 'gift' || kind === 'free_shipping' || kind === 'service') && value !== null)
    throw wrong('value', `left out (null): ${kind} has none`)
  for (const place of ['minSpend', 'cost'] as const)
    if (offer[place] !== null && !isWhole(offer[place], 0)) throw wrong(place, 'a whole number of minor units, or null')
  for (const place of ['stock', 'perCustomer'] as const)
    if (offer[place] !== null && !isWhole(offer[place], 1)) throw wrong(place, 'a whole number above 0, or null for no limit')
  if (offer.daysToUse !== null && !(isWhole(offer.daysToUse, 1) && offer.daysToUse <= 730))
    throw wrong('daysToUse', 'from 1 to 730 days, or null')
  for (const [place, day] of [
    ['validFrom', validFrom],
    ['validUntil', validUntil],
  ] as const) {
    if (day !== null && !isDay(day)) throw wrong(place, 'a day such as 2026-12-31, or null')
  }
  if (validFrom !== null && validUntil !== null && validUntil < validFrom) throw wrong('validUntil', 'the first day or a later one')
  if (!CODE_MODES.includes(codes.mode)) throw wrong('codes.mode', `one of ${CODE_MODES.join(', ')}`)
  if (codes.mode === 'shared' && plainCode(codes.code) === '') throw wrong('codes.code', 'a code of 3 to 60 letters and digits')
  if (offer.cost !== null && offer.costBasis.trim() === '')
    throw wrong('costBasis', 'a word on how the cost is worked out, since a cost is given')
  if (isDraft) return
  const isWritten = (text: Offer['title']) => text.zh.trim() !== '' || text.en.trim() !== ''
  if (!isWritten(offer.title)) throw wrong('title', 'written in Chinese or English before anybody gets the offer')
  if (!isWritten(offer.terms)) throw wrong('terms', 'written in Chinese or English before anybody gets the offer')
  for (const language of ['zh', 'en'] as const) {
    if (offer.title[language].trim() !== '' && offer.terms[language].trim() === '')
      throw wrong(`terms.${language}`, 'written too: the title is there in this language')
  }
}

function isWhole(value: number | null, least: number): boolean {
  return value !== null && Number.isSafeInteger(value) && value >= least && value <= MOST_MINOR
}

function wrong(place: string, expected: string): AppError {
  return new AppError('invalid-input', 'offer-wrong', `"${place}" of the offer must be ${expected}.`, { details: { place, expected } })
}
