import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { expect, it } from 'vitest'
import type { ChurnAlert } from '#predict/churn/alerts/churn-alerts.ts'
import { composeAlertDigest } from './churn-alert-digest.ts'

const asOf = new Date('2026-03-02T02:30:00Z')
const letterhead = {
  shopName: { zh: '山前茶社', en: 'Hillside Tea' },
  fromAddress: 'care@shop.example',
  publicUrl: 'https://liuke.example',
  timeZone: 'Asia/Shanghai',
}
const alert = (customerId: string, value: number, reason = 'No order for 90 days'): ChurnAlert => ({
  id: `alert-${customerId}`,
  customerId,
  tier: 'high',
  fromTier: 'medium',
  probability: 0.9,
  value,
  cause: 'lapsed-cadence',
  reasons: [{ zh: '90 天未下单', en: reason }],
  raisedAt: asOf,
  dueAt: new Date('2026-03-03T02:30:00Z'),
  state: 'open',
  owner: null,
  outcome: null,
  closedAt: null,
})
const compose = (language: TextLanguage, alerts: readonly ChurnAlert[], heldBack = 0) =>
  composeAlertDigest({ asOf, alerts, heldBack }, { id: 'u1', email: 'op@shop.example', language }, letterhead, 'CNY', asOf)

it('says how many, what is at stake, why and by when, those with the most to lose first', () => {
  const mail = compose('en', [alert('a', 100), alert('b', 2_000)])
  expect(mail.subject).toBe('Hillside Tea: 2 customers need attention')
  expect(mail.text).toContain('CN¥1,890.00 at risk')
  expect(mail.text).toContain('90% high risk, CN¥1,800.00 at risk, act by Mar 3, 2026')
  expect(mail.text.indexOf('/customers/b')).toBeLessThan(mail.text.indexOf('/customers/a'))
  expect(mail.text).toContain('No order for 90 days')
  expect(mail.html).toContain('<a href="https://liuke.example/customers/a">')
})

it('speaks Chinese, and of the rest in one line', () => {
  const mail = compose(
    'zh',
    Array.from({ length: 14 }, (_, i) => alert(`c${i}`, 100 + i)),
    30,
  )
  expect(mail.subject).toBe('山前茶社：14 位客户需要挽留')
  expect(mail.text.match(/customers\//gu)).toHaveLength(10)
  expect(mail.text).toContain('其余 4 位')
  expect(mail.text).toContain('另有 30 位')
})

it('escapes what reasons say', () => {
  expect(compose('en', [alert('a', 1, 'Buys <b>less</b> & less')]).html).toContain('Buys &lt;b&gt;less&lt;/b&gt; &amp; less')
})
