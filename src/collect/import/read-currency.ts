import { halfWidth } from '#kernel/half-width.ts'
import { isCurrency } from '#kernel/money.ts'

/** What shops write instead of a code. ¥ can also be the yen, so it means the file's own currency. */
const WRITTEN: Readonly<Record<string, string>> = {
  RMB: 'CNY',
  元: 'CNY',
  人民币: 'CNY',
  美元: 'USD',
  US$: 'USD',
  欧元: 'EUR',
  '€': 'EUR',
  英镑: 'GBP',
  '£': 'GBP',
  港币: 'HKD',
  港元: 'HKD',
  HK$: 'HKD',
  日元: 'JPY',
  'US DOLLAR': 'USD',
  'U.S. DOLLAR': 'USD',
  'US DOLLARS': 'USD',
  'CANADIAN DOLLAR': 'CAD',
  'AUSTRALIAN DOLLAR': 'AUD',
  'BRITISH POUND': 'GBP',
  'POUND STERLING': 'GBP',
  EURO: 'EUR',
  EUROS: 'EUR',
  'CHINESE YUAN': 'CNY',
  'JAPANESE YEN': 'JPY',
  'SWISS FRANC': 'CHF',
  'INDIAN RUPEE': 'INR',
  'BRAZILIAN REAL': 'BRL',
  R$: 'BRL',
  ZŁ: 'PLN',
  'РУБ.': 'RUB',
  TL: 'TRY',
}

/** The ISO 4217 code of a cell, `own` for an empty one or ¥; undefined if it is not a currency. */
export function readCurrency(text: string, own: string): string | undefined {
  const plain = halfWidth(text).trim().toUpperCase()
  if (plain === '' || plain === '¥') return own
  if (isCurrency(plain)) return plain
  return Object.hasOwn(WRITTEN, plain) ? WRITTEN[plain] : undefined
}
