import { withoutPersonal } from '#privacy/personal-text.ts'
import type { IdentityClaim } from '../identity-claim.ts'
import { birthYearOf, EARLIEST_BIRTH, genderOf, languageOf, MAX_LANGUAGE } from '../import/customer-row-step.ts'
import type { JsonObject } from './tracking-message.ts'
import { isObject } from './tracking-message.ts'

/** What an identify call says of the fixed fields of its sender. */
export type TraitFields = Pick<IdentityClaim, 'attributes' | 'preferredLanguage' | 'timeZone'>

const LONGEST = 100

/**
 * The fixed fields among the traits of an identify call, by the names that the specification and shops use; undefined where there is none. What cannot be read says nothing: the
 * trait stays a property of the event.
 *
 * @param latest The year beyond which nobody was born
 */
export function traitFields(traits: JsonObject, latest: number): TraitFields | undefined {
  const address = isObject(traits['address']) ? traits['address'] : {}
  const text = (...values: readonly unknown[]): string => {
    const found = values.find((value) => typeof value === 'string' || typeof value === 'number')
    const written = found === undefined ? '' : String(found).trim()
    return written.length > LONGEST ? '' : written
  }
  const gender = genderOf(text(traits['gender'], traits['sex']))
  const born = birthYearOf(text(traits['birthYear'], traits['birth_year']), text(traits['birthday'], traits['dateOfBirth']))
  const region = withoutPersonal(text(traits['region'], traits['city'], address['city']))
  const memberLevel = withoutPersonal(text(traits['memberLevel'], traits['member_level']))
  const language = languageOf(text(traits['language'], traits['locale']))
  const timeZone = text(traits['timezone'], traits['timeZone'])
  const attributes = {
    ...(gender === '' || gender === 'other' ? {} : { gender }),
    ...(born < EARLIEST_BIRTH || born > latest ? {} : { birthYear: born }),
    ...(region === '' ? {} : { region }),
    ...(memberLevel === '' ? {} : { memberLevel }),
  }
  const said: TraitFields = {
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(language === '' || language.length > MAX_LANGUAGE ? {} : { preferredLanguage: language }),
    ...(timeZone === '' || !isTimeZone(timeZone) ? {} : { timeZone }),
  }
  return Object.keys(said).length === 0 ? undefined : said
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
