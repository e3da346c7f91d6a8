import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { formatDay } from '../compose-email.ts'
import type { GivenOffer } from './offer-ports.ts'
import { valueText } from './offer-words.ts'

/** What every channel says of an offer, in the language of the customer or, where it was not written in it, the other one. What is not there is left out, so that a text that needs it stops. */
export function offerValues({ offer, code, lastDay }: Pick<GivenOffer, 'offer' | 'code' | 'lastDay'>, language: TextLanguage) {
  const title = inEither(offer.title, language)
  const terms = inEither(offer.terms, language)
  return {
    ...(title === '' ? {} : { title, label: title }),
    value: valueText(offer, language),
    ...(terms === '' ? {} : { terms }),
    ...(code === null ? {} : { code }),
    ...(lastDay === null ? {} : { validUntil: formatDay(new Date(`${lastDay}T12:00:00Z`), language, 'UTC') }),
    ...(offer.kind === 'percent' && offer.value !== null ? { percent: offer.value } : {}),
    ...(offer.daysToUse === null ? {} : { validDays: offer.daysToUse }),
  }
}

function inEither(text: BilingualText, language: TextLanguage): string {
  const other = language === 'zh' ? 'en' : 'zh'
  return (text[language].trim() === '' ? text[other] : text[language]).trim()
}
