import type { Language } from '../../format/format.ts'

interface Choice {
  value: string
  label: string
}

/** Currencies of countries whose browsers are met most; others are chosen from the list. */
const CURRENCY_OF: Readonly<Record<string, string>> = {
  CN: 'CNY',
  HK: 'HKD',
  TW: 'TWD',
  MO: 'MOP',
  SG: 'SGD',
  MY: 'MYR',
  JP: 'JPY',
  KR: 'KRW',
  US: 'USD',
  CA: 'CAD',
  GB: 'GBP',
  AU: 'AUD',
  NZ: 'NZD',
  IN: 'INR',
  CH: 'CHF',
  BR: 'BRL',
  MX: 'MXN',
  TH: 'THB',
  VN: 'VND',
  ID: 'IDR',
  PH: 'PHP',
}
const EURO = new Set([
  'AT',
  'BE',
  'CY',
  'DE',
  'EE',
  'ES',
  'FI',
  'FR',
  'GR',
  'HR',
  'IE',
  'IT',
  'LT',
  'LU',
  'LV',
  'MT',
  'NL',
  'PT',
  'SI',
  'SK',
])

/** Country and currency that a browser's language tag points to; undefined where it points to none. */
export function placeOfLanguage(tag: string): { country?: string; currency?: string } {
  const country = new Intl.Locale(tag).maximize().region
  if (country === undefined || !/^[A-Z]{2}$/.test(country)) return {}
  const currency = CURRENCY_OF[country] ?? (EURO.has(country) ? 'EUR' : undefined)
  return { country, ...(currency === undefined ? {} : { currency }) }
}

export function currencyChoices(language: Language): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((value) => ({ value, label: `${value} ${names.of(value) ?? ''}`.trim() }))
}

/** Zones of the browser and those that are chosen already: an old name of a zone stays choosable. */
export function timeZoneChoices(chosen: readonly string[]): Choice[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...chosen])].sort().map((value) => ({ value, label: value }))
}

export function countryChoices(language: Language): Choice[] {
  const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  // Codes that stand for no country of its own.
  const none = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'])
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !none.has(code))
    .flatMap((value) => {
      const name = names.of(value)
      return name === undefined ? [] : [{ value, label: `${name} (${value})` }]
    })
    .sort((a, b) => a.label.localeCompare(b.label, language))
}
