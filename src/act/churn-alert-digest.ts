import { escapeHtml } from '#kernel/escape-html.ts'
import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { minorDigits } from '#kernel/money.ts'
import type { ChurnAlert } from '#predict/churn/alerts/churn-alerts.ts'
import type { RiskTierName } from '#predict/churn/tiers/risk-tiers.ts'
import type { Letterhead, OutgoingEmail } from './compose-email.ts'
import { messageIdOf } from './compose-email.ts'

/** Who works alerts and wants to hear of new ones. */
export interface DigestReader {
  readonly id: string
  readonly email: string
  readonly language: TextLanguage
}

/** What a digest is about. */
export interface AlertNews {
  /** The as-of time of the scoring. */
  readonly asOf: Date
  readonly alerts: readonly ChurnAlert[]
  /** Customers who entered a tier at the same time but were too many to raise one by one. */
  readonly heldBack: number
}

const NAMED = 10

const TIERS: Readonly<Record<RiskTierName, BilingualText>> = {
  high: { zh: '高风险', en: 'high risk' },
  medium: { zh: '中风险', en: 'medium risk' },
  watch: { zh: '观察', en: 'watch' },
  low: { zh: '低风险', en: 'low risk' },
}

/**
 * One message about all alerts of a scoring: how many, by when, and the ten with the most to lose, each with its reasons and a link. Customers appear by
 * link only: mail leaves the house.
 */
export function composeAlertDigest(
  news: AlertNews,
  reader: DigestReader,
  letterhead: Pick<Letterhead, 'shopName' | 'fromAddress' | 'publicUrl' | 'timeZone'>,
  currency: string,
  now: Date,
): OutgoingEmail {
  const { language } = reader
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const alerts = news.alerts.toSorted((a, b) => b.probability * b.value - a.probability * a.value)
  const amount = (major: number): string => {
    const digits = minorDigits(currency)
    const style = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const
    return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', style).format(major)
  }
  const time = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', {
    timeZone: letterhead.timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const loss = alerts.reduce((sum, alert) => sum + alert.probability * alert.value, 0)
  const line = (alert: ChurnAlert): string => {
    const due = alert.dueAt === null ? '' : say(`，请在 ${time.format(alert.dueAt)} 前处理`, `, act by ${time.format(alert.dueAt)}`)
    const head = say(
      `${TIERS[alert.tier].zh} ${Math.round(alert.probability * 100)}%，在险 ${amount(alert.probability * alert.value)}${due}`,
      `${Math.round(alert.probability * 100)}% ${TIERS[alert.tier].en}, ${amount(alert.probability * alert.value)} at risk${due}`,
    )
    const reasons = alert.reasons.map((reason) => reason[language]).join(say('；', '; '))
    return [head, reasons, `${letterhead.publicUrl}/customers/${alert.customerId}`].filter((part) => part !== '').join('\n')
  }
  const shop = letterhead.shopName[language]
  const subject = say(
    `${shop}：${alerts.length} 位客户需要挽留`,
    `${shop}: ${alerts.length} ${alerts.length === 1 ? 'customer needs' : 'customers need'} attention`,
  )
  const blocks = [
    say(
      `${alerts.length} 位客户进入预警等级，合计在险 ${amount(loss)}。`,
      `${alerts.length} ${alerts.length === 1 ? 'customer has' : 'customers have'} entered a tier that asks for action, with ${amount(loss)} at risk.`,
    ),
    ...alerts.slice(0, NAMED).map(line),
    ...(alerts.length > NAMED
      ? [say(`其余 ${alerts.length - NAMED} 位请见预警列表。`, `The other ${alerts.length - NAMED} are on the list of alerts.`)]
      : []),
    ...(news.heldBack > 0
      ? [
          say(
            `另有 ${news.heldBack} 位客户同时进入预警等级，因数量过多未逐一提醒，请在流失看板查看。`,
            `Another ${news.heldBack} entered at the same time and were too many to raise one by one: see the churn board.`,
          ),
        ]
      : []),
    `${letterhead.publicUrl}/predict/churn?tab=alerts`,
  ]
  const text = blocks.join('\n\n')
  const sendKey = `churn-alerts:${news.asOf.toISOString()}:${reader.id}`
  return {
    sendKey,
    from: { name: shop, address: letterhead.fromAddress },
    to: reader.email,
    subject,
    text,
    html: blocks.map((block) => `<p>${withLinks(block)}</p>`).join('\n'),
    messageId: messageIdOf(sendKey, letterhead.fromAddress),
    date: now,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

function withLinks(block: string): string {
  return block
    .split('\n')
    .map((row) => {
      const safe = escapeHtml(row)
      return /^https?:\/\/\S+$/u.test(row) ? `<a href="${safe}">${safe}</a>` : safe
    })
    .join('<br>')
}
