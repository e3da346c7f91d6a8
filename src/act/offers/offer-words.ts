import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { toMajor } from '#kernel/money.ts'
import type { Offer } from './offer.ts'

/** The value of an offer as every channel says it: `满 ¥100 减 ¥20` or `¥20 off orders of ¥100 or more`. */
export function valueText(
  { kind, value, currency, minSpend }: Pick<Offer, 'kind' | 'value' | 'currency' | 'minSpend'>,
  language: TextLanguage,
): string {
  const least = minSpend === null || minSpend === 0 ? null : moneyText(minSpend, currency, language)
  if (language === 'zh') return `${least === null ? '' : `满 ${least} `}${zhValue(kind, value, currency)}`
  return `${enValue(kind, value, currency)}${least === null ? '' : ` on orders of ${least} or more`}`
}

function zhValue(kind: Offer['kind'], value: number | null, currency: string): string {
  switch (kind) {
    // 15 % off is 8.5 of 10; all of it is free.
    case 'percent':
      return (value ?? 0) >= 100 ? '免单' : `${Number(((100 - (value ?? 0)) / 10).toFixed(2))} 折`
    case 'amount':
      return `减 ${moneyText(value ?? 0, currency, 'zh')}`
    case 'gift':
      return '赠品'
    case 'free_shipping':
      return '包邮'
    case 'service':
      return '专属服务'
    case 'points':
      return `${value ?? 0} 积分`
  }
}

function enValue(kind: Offer['kind'], value: number | null, currency: string): string {
  switch (kind) {
    case 'percent':
      return `${value ?? 0}% off`
    case 'amount':
      return `${moneyText(value ?? 0, currency, 'en')} off`
    case 'gift':
      return 'A gift'
    case 'free_shipping':
      return 'Free shipping'
    case 'service':
      return 'A service'
    case 'points':
      return `${value ?? 0} points`
  }
}

/** Before the last day, as mails and previews say it. */
export const VALID_UNTIL = { zh: '有效期至', en: 'Valid until' } as const

/** Whole amounts without their zeros, as people write prices of offers. */
export function moneyText(minor: number, currency: string, language: TextLanguage): string {
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: 'stripIfInteger',
  }).format(toMajor(minor, currency))
}
