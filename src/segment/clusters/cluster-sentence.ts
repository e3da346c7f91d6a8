import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import type { FoundCluster } from './cluster-customers.ts'

const ONCE_MOSTLY = 0.5
/** Away for so long, and for so many of their intervals: they no longer buy as they did. */
const OVER_FROM_DAYS = 30
const OVER_FROM_GAPS = 3
/** Shares of returns below this are not worth a sentence. */
const RETURNS_FROM = 0.03

/** What the customers of a cluster do, in medians: how often and for how much they buy, when last, and what else is known. */
export function clusterSentence({ figures, onceShare }: Pick<FoundCluster, 'figures' | 'onceShare'>, currency: string): BilingualText {
  const { gap, averageOrder, orders, spend, recency, activeDays, categories, returnedShare } = figures
  const zh: string[] = []
  const en: string[] = []
  const money = (amount: number | null): Record<TextLanguage, string> => ({
    zh: amountText(amount, currency, 'zh'),
    en: amountText(amount, currency, 'en'),
  })
  const [each, year] = [money(averageOrder), money(spend)]
  if (onceShare > ONCE_MOSTLY) {
    zh.push(`${shareText(onceShare)}只买过一次，客单价 ${each.zh}`)
    en.push(`${shareText(onceShare)} bought once, ${each.en} an order.`)
  } else if (gap === null) {
    zh.push(`客单价 ${each.zh}`)
    en.push(`${each.en} an order.`)
  } else {
    const isOver = recency !== null && recency >= Math.max(OVER_FROM_DAYS, OVER_FROM_GAPS * gap)
    zh.push(`${isOver ? '过去' : ''}通常每 ${days(gap)} 天购买一次，客单价 ${each.zh}`)
    en.push(`${isOver ? 'Used to buy' : 'Buys'} every ${dayCount(gap)}, ${each.en} an order.`)
  }
  if (orders !== null && orders > 0) {
    zh.push(`近一年 ${whole(orders)} 笔订单，共 ${year.zh}`)
    en.push(`${whole(orders)} ${orders === 1 ? 'order' : 'orders'} and ${year.en} in the last 365 days.`)
  } else {
    zh.push('近一年没有购买')
    en.push('No order in the last 365 days.')
  }
  if (recency !== null) {
    zh.push(`上次购买在 ${days(recency)} 天前`)
    en.push(`Last order ${dayCount(recency)} ago.`)
  }
  if (activeDays !== null && activeDays >= 1) {
    zh.push(`近 90 天活跃 ${whole(activeDays)} 天`)
    en.push(`Active on ${dayCount(activeDays)} of the last 90.`)
  }
  if (categories !== null && categories >= 2) {
    zh.push(`买过 ${whole(categories)} 个品类`)
    en.push(`${whole(categories)} categories.`)
  }
  if (returnedShare !== null && returnedShare >= RETURNS_FROM) {
    zh.push(`退货占消费额 ${shareText(returnedShare)}`)
    en.push(`${shareText(returnedShare)} of spend is returned.`)
  }
  return { zh: `${zh.join('；')}。`, en: en.join(' ') }
}

function days(value: number): string {
  return whole(Math.max(1, value))
}

function dayCount(value: number): string {
  const shown = days(value)
  return `${shown} ${shown === '1' ? 'day' : 'days'}`
}

function whole(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(value)
}

function shareText(share: number): string {
  return `${Math.round(100 * share)}%`
}

function amountText(amount: number | null, currency: string, language: TextLanguage): string {
  const style = { style: 'currency', currency, maximumFractionDigits: 0, currencyDisplay: 'narrowSymbol' } as const
  return amount === null ? '—' : new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', style).format(amount)
}
