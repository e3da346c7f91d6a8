import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { LifecycleTier, TierCutoffs } from './lifecycle-tiers.ts'
import type { TierScheme } from './tier-scheme.ts'
import type { ValueClass } from './value-classes.ts'

/**
 * What puts a customer into each lifecycle tier, in words.
 * @param cutoffs The limits of a run; null: those of a scheme in mode fixed.
 */
export function tierRules(
  { rfm, tiers }: Pick<TierScheme, 'rfm' | 'tiers'>,
  cutoffs: TierCutoffs | null,
  currency: string,
): Record<LifecycleTier, BilingualText> {
  const newDays = shown(cutoffs?.newDays ?? tiers.newDays)
  const dormantDays = shown(cutoffs?.dormantDays ?? tiers.dormantDays)
  const ratio = shown(cutoffs?.overdueRatio ?? tiers.overdueRatio)
  const orders = tiers.cadenceOrders
  const window = windowWords(rfm.windowDays)
  return {
    new: { zh: `首单（或注册）在 ${newDays} 天以内`, en: `First order (or registration) within ${newDays} days` },
    at_risk: {
      zh: `下单 ${orders} 次以上，且距上次下单达到自身平均间隔的 ${ratio} 倍，但未满 ${dormantDays} 天`,
      en: `${orders} or more orders, away for ${ratio} times their usual gap, under ${dormantDays} days`,
    },
    dormant: { zh: `超过 ${dormantDays} 天没有下单`, en: `No order for more than ${dormantDays} days` },
    high_value: highValueRule(tiers, cutoffs, window, currency),
    active: { zh: '其余近期有购买的客户', en: 'Everyone else who has bought lately' },
  }
}

/** What puts a customer into each value class, in words. */
export function classRules({ rfm, classes }: Pick<TierScheme, 'rfm' | 'classes'>): Record<ValueClass, BilingualText> {
  const { recentFrom, highFrom, formerFrom } = classes
  const of = (score: number) => `${score}/${rfm.levels}`
  return {
    high_value: {
      zh: `最近购买得分不低于 ${of(recentFrom)}，频次与金额均值不低于 ${of(highFrom)}`,
      en: `Recency ${of(recentFrom)} or more, frequency and money ${of(highFrom)} or more on average`,
    },
    potential: {
      zh: `最近购买得分不低于 ${of(recentFrom)}，频次与金额均值低于 ${of(highFrom)}`,
      en: `Recency ${of(recentFrom)} or more, frequency and money below ${of(highFrom)} on average`,
    },
    general: {
      zh: `最近购买得分低于 ${of(recentFrom)}，频次与金额均值低于 ${of(formerFrom)}`,
      en: `Recency below ${of(recentFrom)}, frequency and money below ${of(formerFrom)} on average`,
    },
    at_risk: {
      zh: `最近购买得分低于 ${of(recentFrom)}，但频次与金额均值不低于 ${of(formerFrom)}`,
      en: `Recency below ${of(recentFrom)}, yet frequency and money ${of(formerFrom)} or more on average`,
    },
  }
}

function highValueRule(tiers: TierScheme['tiers'], cutoffs: TierCutoffs | null, window: BilingualText, currency: string): BilingualText {
  if (tiers.mode === 'fixed' && tiers.highValue.by === 'share') {
    const share = shown(tiers.highValue.share * 100)
    return { zh: `${window.zh}消费金额位于前 ${share}%`, en: `Top ${share}% by money over ${window.en}` }
  }
  const amount = cutoffs?.highValueMonetary ?? (tiers.highValue.by === 'amount' ? tiers.highValue.amount : null)
  if (amount === null) return { zh: `${window.zh}消费金额最高`, en: `Highest spend over ${window.en}` }
  // Below what any currency has: everyone who spent anything.
  if (amount < 1e-6) return { zh: `${window.zh}有消费`, en: `Spent anything over ${window.en}` }
  const money = (locale: string) => new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
  return { zh: `${window.zh}消费满 ${money('zh-CN')}`, en: `Spent ${money('en')} or more over ${window.en}` }
}

function windowWords(days: number): BilingualText {
  return days === 365 ? { zh: '近一年', en: 'the last year' } : { zh: `近 ${days} 天`, en: `the last ${days} days` }
}

/** A limit with at most one decimal; a limit that nobody passes is a dash. */
function shown(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '–'
}
