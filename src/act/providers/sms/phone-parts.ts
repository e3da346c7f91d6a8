import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'

const HOME = /^\+86(1[3-9]\d{9})$/

/** The eleven digits of a mobile number of mainland China, given in E.164; null: it is another one. */
export function homeNumber(e164: string): string | null {
  return HOME.exec(e164)?.[1] ?? null
}

/**
 * The number as customers have it (E.164) of what a provider writes: with or without `+`, and without the country for numbers of mainland China.
 * `country`: its calling code where the provider gives it apart. Null: it is no number.
 */
export function phoneOf(text: string, country = ''): string | null {
  if (!/^\+?\d{5,18}$/.test(text) || !/^\+?\d{0,4}$/.test(country)) return null
  const code = country.replace('+', '')
  if (code !== '' && !text.startsWith('+')) return normaliseIdentifier('phone', `+${code}${text}`) ?? null
  const home = normaliseIdentifier('phone', text)
  if (home !== undefined) return home
  return text.startsWith('+') ? null : (normaliseIdentifier('phone', `+${text}`) ?? null)
}
