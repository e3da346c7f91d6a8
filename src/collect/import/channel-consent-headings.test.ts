import { expect, test } from 'vitest'
import { matchHeading } from '../columns/heading-match.ts'
import { IMPORT_FIELDS } from './import-fields.ts'

const consentsNamedBy = (heading: string): string[] =>
  IMPORT_FIELDS.customers.flatMap((field) =>
    field.name.endsWith('Consent') && matchHeading(field, heading) !== undefined ? [field.name] : [],
  )

test.each([
  ['电话营销授权', 'phoneConsent'],
  ['是否接受电话营销', 'phoneConsent'],
  ['accepts_email', 'emailConsent'],
  ['Accepts Email Marketing', 'emailConsent'],
  ['emailOptIn', 'emailConsent'],
  ['是否订阅邮件', 'emailConsent'],
  ['Newsletter subscribed', 'emailConsent'],
  ['sms_consent', 'smsConsent'],
  ['Accepts SMS Marketing', 'smsConsent'],
  ['SMS marketing consent', 'smsConsent'],
  ['短信订阅', 'smsConsent'],
  ['同意接收短信', 'smsConsent'],
  ['微信授权', 'wechatConsent'],
  ['wechat_opt_in', 'wechatConsent'],
  ['营销授权', 'marketingConsent'],
  ['Accepts Marketing', 'marketingConsent'],
])('%s is one consent: %s', (heading, field) => {
  expect(consentsNamedBy(heading)).toEqual([field])
})

test.each(['email_opt_out', '短信退订', '拒收短信', '邮件', 'SMS', '电话', 'sms unsubscribed', '微信'])('%s is none', (heading) => {
  expect(consentsNamedBy(heading)).toEqual([])
})
