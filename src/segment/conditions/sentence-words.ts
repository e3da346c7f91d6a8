import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import type { ConsentChannel, ConsentPurpose } from '#privacy/consent.ts'
import type { CalendarUnit, Calculation, Span, SpanUnit } from './condition.ts'

/*
 * Words that sentences about conditions are made of (docs/glossary.md).
 */

const UNITS: Readonly<Record<SpanUnit, BilingualText>> = {
  minute: { zh: '分钟', en: 'minute' },
  hour: { zh: '小时', en: 'hour' },
  day: { zh: '天', en: 'day' },
  week: { zh: '周', en: 'week' },
  month: { zh: '个月', en: 'month' },
  year: { zh: '年', en: 'year' },
}

/** @example spanWords({ n: 30, unit: 'day' }, 'zh') // '30 天' */
export function spanWords({ n, unit }: Span, language: TextLanguage): string {
  return language === 'zh' ? `${n} ${UNITS[unit].zh}` : `${n} ${UNITS[unit].en}${n === 1 ? '' : 's'}`
}

export const CALENDAR_WORDS: Readonly<Record<CalendarUnit, { readonly this: BilingualText; readonly previous: BilingualText }>> = {
  day: { this: { zh: '今天', en: 'today' }, previous: { zh: '昨天', en: 'yesterday' } },
  week: { this: { zh: '本周', en: 'this week' }, previous: { zh: '上周', en: 'last week' } },
  month: { this: { zh: '本月', en: 'this month' }, previous: { zh: '上月', en: 'last month' } },
  quarter: { this: { zh: '本季度', en: 'this quarter' }, previous: { zh: '上季度', en: 'last quarter' } },
  year: { this: { zh: '今年', en: 'this year' }, previous: { zh: '去年', en: 'last year' } },
}

type Worded = Readonly<Record<TextLanguage, (property: string) => string>>

/** What is worked out, before the act: 次数, the number of times. */
export const CALCULATION_WORDS: Readonly<Record<Calculation['fn'], Worded>> = {
  count: { zh: () => '次数', en: () => 'number of times they' },
  days: { zh: () => '天数', en: () => 'number of days on which they' },
  first: { zh: () => '首次时间', en: () => 'first time they' },
  last: { zh: () => '最近一次时间', en: () => 'last time they' },
  sum: { zh: (of) => `${of}合计`, en: (of) => `sum of ${of} when they` },
  average: { zh: (of) => `平均${of}`, en: (of) => `average ${of} when they` },
  least: { zh: (of) => `最低${of}`, en: (of) => `lowest ${of} when they` },
  most: { zh: (of) => `最高${of}`, en: (of) => `highest ${of} when they` },
  earliest: { zh: (of) => `首次${of}`, en: (of) => `first ${of} when they` },
  change: { zh: (of) => `${of}变化量`, en: (of) => `change of ${of} when they` },
  growth: { zh: (of) => `${of}变化比例`, en: (of) => `relative change of ${of} when they` },
  latest: { zh: (of) => `最近一次${of}`, en: (of) => `latest ${of} when they` },
}

export const PURPOSE_NAMES: Readonly<Record<string, BilingualText>> = {
  marketing: { zh: '营销', en: 'marketing' },
  service: { zh: '服务', en: 'service' },
  analytics: { zh: '分析与个性化', en: 'analysis and personalisation' },
} satisfies Record<ConsentPurpose, BilingualText>

export const CHANNEL_NAMES: Readonly<Record<string, BilingualText>> = {
  email: { zh: '邮件', en: 'email' },
  sms: { zh: '短信', en: 'SMS' },
  phone: { zh: '电话', en: 'phone' },
  wechat: { zh: '微信', en: 'WeChat' },
  push: { zh: '推送', en: 'push' },
  webhook: { zh: 'Webhook', en: 'webhook' },
} satisfies Record<ConsentChannel, BilingualText>

/** What became of a message. */
export const MESSAGE_WORDS: Readonly<Record<string, BilingualText>> = {
  sent: { zh: '已发送', en: 'sent' },
  delivered: { zh: '已送达', en: 'delivered' },
  bounced: { zh: '被退回', en: 'bounced' },
  failed: { zh: '发送失败', en: 'failed' },
  suppressed: { zh: '未触达', en: 'not contacted' },
  opened: { zh: '被打开', en: 'opened' },
  clicked: { zh: '被点击', en: 'clicked' },
  unsubscribed: { zh: '后退订', en: 'unsubscribed from' },
  task_created: { zh: '生成任务', en: 'made a task' },
  task_done: { zh: '任务完成', en: 'had its task done' },
  webhook_delivered: { zh: '已推送', en: 'delivered by webhook' },
  coupon_issued: { zh: '发放优惠券', en: 'issued a coupon' },
  coupon_used: { zh: '优惠券被使用', en: 'had its coupon used' },
}
