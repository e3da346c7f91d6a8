/** Currency signs and words, in lower case, and the currencies they can mean. */
const SIGNS: Readonly<Record<string, string>> = {
  '¥': 'CNY JPY',
  $: 'USD CAD AUD NZD HKD SGD TWD MXN CLP COP ARS',
  '€': 'EUR',
  '£': 'GBP',
  '₩': 'KRW',
  '₹': 'INR',
  '₽': 'RUB',
  '₺': 'TRY',
  '₫': 'VND',
  '฿': 'THB',
  '₱': 'PHP',
  '₦': 'NGN',
  '₴': 'UAH',
  '₪': 'ILS',
  us$: 'USD',
  u$s: 'USD',
  usd$: 'USD',
  $us: 'USD',
  hk$: 'HKD',
  nt$: 'TWD',
  c$: 'CAD',
  ca$: 'CAD',
  cad$: 'CAD',
  cdn$: 'CAD',
  a$: 'AUD',
  au$: 'AUD',
  aud$: 'AUD',
  nz$: 'NZD',
  s$: 'SGD',
  sg$: 'SGD',
  mx$: 'MXN',
  mex$: 'MXN',
  r$: 'BRL',
  'cn¥': 'CNY',
  'rmb¥': 'CNY',
  'cny¥': 'CNY',
  'jp¥': 'JPY',
  rmb: 'CNY',
  元: 'CNY',
  圆: 'CNY',
  块: 'CNY',
  人民币: 'CNY',
  人民币元: 'CNY',
  美元: 'USD',
  港币: 'HKD',
  港元: 'HKD',
  新台币: 'TWD',
  台币: 'TWD',
  欧元: 'EUR',
  英镑: 'GBP',
  日元: 'JPY',
  韩元: 'KRW',
  円: 'JPY',
  원: 'KRW',
  zł: 'PLN',
  zl: 'PLN',
  kč: 'CZK',
  ft: 'HUF',
  lei: 'RON',
  лв: 'BGN',
  руб: 'RUB',
  'руб.': 'RUB',
  tl: 'TRY',
  'fr.': 'CHF',
  sfr: 'CHF',
  'sfr.': 'CHF',
  kr: 'SEK NOK DKK ISK',
  'kr.': 'DKK SEK NOK ISK',
  rm: 'MYR',
  rp: 'IDR',
  'rp.': 'IDR',
  rs: 'INR PKR LKR',
  'rs.': 'INR PKR LKR',
  euro: 'EUR',
  euros: 'EUR',
  dollar: 'USD CAD AUD NZD HKD SGD TWD MXN CLP COP ARS',
  dollars: 'USD CAD AUD NZD HKD SGD TWD MXN CLP COP ARS',
  '&euro;': 'EUR',
  '&pound;': 'GBP',
  '&yen;': 'CNY JPY',
}

/** ISO 4217 codes that shops use, without those that are English words (ALL, CUP, TOP). */
const CODES =
  'CNY USD EUR GBP JPY HKD TWD MOP KRW SGD MYR THB VND IDR PHP INR AUD NZD CAD CHF SEK NOK DKK ISK PLN CZK HUF RON BGN RUB UAH TRY ILS AED SAR QAR KWD BHD OMR EGP ZAR NGN KES MAD BRL MXN ARS CLP COP PEN UYU KZT PKR LKR BDT GEL RSD'

const CURRENCIES: ReadonlyMap<string, readonly string[]> = new Map([
  ...CODES.split(' ').map((code): [string, string[]] => [code.toLowerCase(), [code]]),
  ...Object.entries(SIGNS).map(([sign, codes]): [string, string[]] => [sign, codes.split(' ')]),
])

/** The currencies that a sign, code or word can mean; undefined when it is none. `text`: NFKC, trimmed. */
export function currenciesOfWord(text: string): readonly string[] | undefined {
  return CURRENCIES.get(text) ?? CURRENCIES.get(text.toLowerCase())
}

/** The currencies that the sign or code in a cell can mean; empty when the cell has no sign. @example currenciesOf('¥28.00') // ['CNY', 'JPY'] */
export function currenciesOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').replaceAll(/[\d.,'’\s()+\-−–]/g, ' ')
  for (const word of plain.split(' ')) {
    const codes = word === '' ? undefined : currenciesOfWord(word)
    if (codes !== undefined) return codes
  }
  return []
}

/** The currency of a cell, if its sign or code is unambiguous. @example currencyOf('US$ 12.50') // 'USD' */
export function currencyOf(text: string): string | undefined {
  const codes = currenciesOf(text)
  return codes.length === 1 ? codes[0] : undefined
}

/** The currency that a heading names. @example currencyOfHeading('Total (USD)') // 'USD' */
export function currencyOfHeading(heading: string): string | undefined {
  const plain = heading.normalize('NFKC')
  for (const [, inside] of plain.matchAll(/[([【]([^()[\]【】]*)[)\]】]/g)) {
    const codes = currenciesOfWord((inside as string).replace(/^单位[::]?/, '').trim())
    if (codes?.length === 1) return codes[0]
  }
  const words = plain.split(/[\s_\-/:()[\]【】]+/).filter((word) => word !== '')
  // The code must be one word among others: a heading that is only a code says nothing about its values.
  if (words.length < 2) return undefined
  const codes = new Set(words.flatMap((word) => (word === word.toUpperCase() || plain.includes('_') ? (currenciesOfWord(word) ?? []) : [])))
  return codes.size === 1 ? [...codes][0] : undefined
}
