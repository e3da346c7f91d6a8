import type { BilingualText } from '#kernel/bilingual-text.ts'
import { churnFeature, type SlottedMeasure } from '../features/churn-features.ts'
import { contractSentence } from './contract-sentence.ts'
import type { ChurnReason } from './churn-reasons.ts'
import { themeOf } from '../features/churn-themes.ts'

/** A reason as a sentence in both languages. It states facts about the customer; their link with churn is an association, not a cause. */
export function reasonSentence(reason: ChurnReason, measures: readonly SlottedMeasure[] = []): BilingualText {
  const { facts } = reason
  const recency = facts['recency_days']
  const gap = facts['mean_gap_days']
  const theme = themeOf(reason.feature)
  const ofContract = contractSentence(reason, measures)
  if (ofContract !== undefined) return ofContract
  if (theme === 'lapse' && recency !== undefined) {
    const days = Math.round(recency)
    if (facts['purchase_days'] === 1) {
      return (facts['orders_365'] ?? 1) > 1
        ? { zh: `只在 ${days} 天前的一天下过单`, en: `Ordered on one day only, ${inDays(days)} ago` }
        : { zh: `只下过一次单，距今已 ${days} 天`, en: `Only one order, ${inDays(days)} ago` }
    }
    if (gap !== undefined) {
      const usual = Math.max(1, Math.round(gap))
      return { zh: `已 ${days} 天没有下单，平时约 ${usual} 天一次`, en: `No order for ${inDays(days)}; usually every ${inDays(usual)}` }
    }
    return { zh: `已 ${days} 天没有下单`, en: `No order for ${inDays(days)}` }
  }
  if (theme === 'frequency') {
    const [recent, year] = [facts['orders_90'] ?? 0, facts['orders_365'] ?? 0]
    return {
      zh: `近一年下单 ${year} 次，其中近 90 天 ${recent} 次`,
      en: `${year} ${year === 1 ? 'order' : 'orders'} in a year, ${recent === 0 ? 'none' : recent} of them in the last 90 days`,
    }
  }
  if (theme === 'spend') {
    const change = relativeChange(facts['spend_trend_90'])
    const several = facts['purchase_days'] !== 1
    if (several && change !== undefined && change <= -0.995) {
      return { zh: '近 90 天没有消费，而前 90 天有', en: 'No spend in 90 days, after some in the 90 days before' }
    }
    if (several && change !== undefined && change <= -0.1) {
      const percent = Math.round(-100 * change)
      return { zh: `近 90 天消费比前 90 天下降 ${percent}%`, en: `Spend in 90 days down ${percent} % on the 90 days before` }
    }
    const amount = facts['spend_365']
    if (amount !== undefined) {
      return { zh: `近一年消费 ${amountText(amount, 'zh-CN')}`, en: `Spend of ${amountText(amount, 'en')} in a year` }
    }
  }
  if (theme === 'visits') {
    const change = relativeChange(facts['visit_trend_30'])
    if (change !== undefined && change <= -0.1) {
      const percent = Math.round(-100 * change)
      if (percent >= 100) return { zh: '近 30 天没有访问，此前 30 天有过', en: 'No visit in the last 30 days, some in the 30 before' }
      return { zh: `近 30 天访问比前 30 天下降 ${percent}%`, en: `Visits in 30 days down ${percent} % on the 30 days before` }
    }
    const since = facts['days_since_visit']
    if (since !== undefined && since >= 14) {
      return { zh: `已 ${Math.round(since)} 天没有访问`, en: `No visit for ${inDays(Math.round(since))}` }
    }
    const visits = facts['visit_days_30']
    if (visits !== undefined) return { zh: `近 30 天访问 ${visits} 天`, en: `Visits on ${visits} of the last 30 days` }
  }
  if (theme === 'service') return serviceSentence(facts)
  const special = theme === 'hesitation' ? hesitationSentence(reason) : theme === 'price' ? priceSentence(reason) : contactSentence(reason)
  if (special !== undefined) return special
  if (reason.feature === 'products_365' && reason.value !== null) {
    return {
      zh: `近一年买过 ${reason.value} 种商品`,
      en: `${reason.value} ${reason.value === 1 ? 'product' : 'products'} bought in a year`,
    }
  }
  if (theme === 'tenure' && reason.value !== null) {
    const days = Math.round(reason.value)
    return reason.feature === 'tenure_days'
      ? { zh: `首次下单距今 ${days} 天`, en: `First ordered ${inDays(days)} ago` }
      : { zh: `注册距今 ${days} 天`, en: `Registered ${inDays(days)} ago` }
  }
  if (reason.feature === 'categories_365' && reason.value !== null) {
    return {
      zh: `近一年${reason.value <= 2 ? '只' : ''}买过 ${reason.value} 个品类`,
      en: `${reason.value} ${reason.value === 1 ? 'category' : 'categories'} bought in a year`,
    }
  }
  if (reason.feature === 'returns_90' && reason.value !== null && reason.value > 0) {
    return { zh: `近 90 天退货 ${reason.value} 次`, en: `${reason.value} ${reason.value === 1 ? 'return' : 'returns'} in 90 days` }
  }
  if (reason.feature === 'days_since_return' && reason.value !== null) {
    const days = Math.round(reason.value)
    return { zh: `上次退货在 ${days} 天前`, en: `Last return ${inDays(days)} ago` }
  }
  if (theme === 'returns' && reason.value === 0) return { zh: '近期没有退货', en: 'No returns lately' }
  if (reason.feature === 'return_share_365' && reason.value !== null) {
    const percent = Math.round(100 * reason.value)
    return percent > 0
      ? { zh: `近一年退货占消费的 ${percent}%`, en: `${percent} % of a year’s spend returned` }
      : { zh: '近一年没有退货', en: 'Nothing returned in a year' }
  }
  return plainSentence(reason, measures)
}

/** A whole amount with thousands separators; the currency is that of the page. */
function amountText(amount: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(amount)
}

/** now / before - 1 from the trend (now - before) / (now + before). */
function relativeChange(trend: number | undefined): number | undefined {
  return trend === undefined || trend >= 1 ? undefined : (1 + trend) / (1 - trend) - 1
}

function serviceSentence(facts: Readonly<Record<string, number>>): BilingualText {
  const waiting = facts['complaint_open_days']
  if (waiting !== undefined) {
    const days = Math.round(waiting)
    return { zh: `有投诉未解决，已 ${days} 天`, en: `A complaint has been open for ${inDays(days)}` }
  }
  const complaints = facts['complaints_90'] ?? 0
  if (complaints > 0) {
    return { zh: `近 90 天投诉 ${complaints} 次`, en: `${complaints} ${complaints === 1 ? 'complaint' : 'complaints'} in 90 days` }
  }
  const open = facts['tickets_open'] ?? 0
  if (open > 0) return { zh: `有 ${open} 个工单未解决`, en: `${open} open service ${open === 1 ? 'ticket' : 'tickets'}` }
  const contacts = facts['contacts_90'] ?? 0
  if (contacts > 1) return { zh: `近 90 天联系客服 ${contacts} 次`, en: `${contacts} contacts with service in 90 days` }
  const score = facts['satisfaction_last']
  if (score !== undefined) return { zh: `最近一次满意度 ${score} 分`, en: `Last satisfaction score ${score}` }
  return { zh: '近 90 天没有投诉', en: 'No complaint in 90 days' }
}

function hesitationSentence({ facts }: ChurnReason): BilingualText | undefined {
  const left = facts['cart_left_share_90']
  if (left !== undefined && left > 0) {
    const percent = Math.round(100 * left)
    return {
      zh: `近 90 天有加购的日子中，${percent}% 当天未下单`,
      en: `On ${percent} % of the days with a cart in 90 days no order followed`,
    }
  }
  const searched = facts['search_no_order_share_90']
  if (searched === undefined || searched === 0) return undefined
  const percent = Math.round(100 * searched)
  return { zh: `近 90 天搜索的日子里 ${percent}% 没有下单`, en: `On ${percent} % of the days with a search in 90 days no order followed` }
}

function priceSentence({ feature, facts }: ChurnReason): BilingualText | undefined {
  if (feature === 'coupon_views_90' || feature === 'coupons_issued_90' || feature === 'coupons_used_90') return undefined
  const discounted = facts['discounted_order_share']
  if (discounted === undefined || feature === 'coupon_order_share') return undefined
  const percent = Math.round(100 * discounted)
  return percent === 0
    ? { zh: '近一年的订单都没有享受优惠', en: 'None of a year’s orders had a discount' }
    : { zh: `近一年 ${percent}% 的订单享受了优惠`, en: `${percent} % of a year’s orders had a discount` }
}

function contactSentence({ feature, facts }: ChurnReason): BilingualText | undefined {
  if (themeOf(feature) !== 'contact') return undefined
  if (facts['unsubscribed'] === 1) return { zh: '已退订营销消息', en: 'Unsubscribed from messages' }
  const sent = facts['touches_90'] ?? 0
  if (sent > 0 && facts['opened_share_90'] === 0) {
    return { zh: `近 90 天的 ${sent} 条消息都没有打开`, en: `None of ${sent} ${sent === 1 ? 'message' : 'messages'} of 90 days opened` }
  }
  return undefined
}

function plainSentence(reason: ChurnReason, measures: readonly SlottedMeasure[]): BilingualText {
  const named = churnFeature(reason.feature, measures)
  if (
    named !== undefined &&
    reason.value !== null &&
    / share/i.test(named.labelEn + ' ' + named.name.replaceAll('_', ' ')) &&
    reason.value <= 1
  ) {
    const percent = Math.round(100 * reason.value)
    return { zh: `${named.labelZh}：${percent}%`, en: `${named.labelEn}: ${percent} %` }
  }
  const number = reason.value === null ? undefined : Number(reason.value.toPrecision(3))
  return {
    zh: `${named?.labelZh ?? reason.feature}：${number ?? '未知'}`,
    en: `${named?.labelEn ?? reason.feature}: ${number ?? 'unknown'}`,
  }
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}
