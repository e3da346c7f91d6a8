import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { SmsRegion } from '../../content/sms-length.ts'
import { templateAt } from '../../outgoing-message.ts'
import type { OutgoingSms, ProviderTemplate } from '../../outgoing-message.ts'
import type { ProviderField, ProviderName, ProviderValues } from '../provider.ts'
import { valueWrong } from '../provider-values.ts'

/** The signature of a shop; `hint` says where the provider's console shows it. */
export function signNameField(hint: BilingualText, required = true): ProviderField {
  return { name: 'signName', kind: 'text', required, example: '留客商城', label: { zh: '短信签名', en: 'SMS signature' }, hint }
}

/** A template with one variable that takes the whole text of contents that have no template of their own. */
export function defaultTemplateFields(hint: BilingualText): readonly ProviderField[] {
  return [
    { name: 'defaultTemplate', kind: 'text', required: false, label: { zh: '默认模板', en: 'Default template' }, hint },
    {
      name: 'defaultParam',
      kind: 'text',
      required: false,
      initial: 'content',
      label: { zh: '默认模板的变量名', en: 'Variable of the default template' },
      hint: {
        zh: '默认模板只能有这一个变量，短信正文会整段填入。服务商可能限制变量的长度。',
        en: 'The only variable of the default template; the whole text goes into it. The provider may limit how long a value is.',
      },
    },
  ]
}

/** Whether numbers outside mainland China are sent to: they cost more and need templates of their own. */
export const FOREIGN_FIELD: ProviderField = {
  name: 'foreign',
  kind: 'flag',
  required: false,
  initial: 'false',
  label: { zh: '也发送到中国大陆以外的号码', en: 'Also send to numbers outside mainland China' },
  hint: {
    zh: '需在服务商处开通国际/港澳台短信，并使用国际模板；单价不同。',
    en: 'International messages must be opened at the provider and have templates of their own; prices differ.',
  },
}

/** What one part of a message costs, for estimates before a broadcast; the provider's bill is the one that counts. */
export const PRICE_FIELDS: readonly ProviderField[] = [
  {
    name: 'priceHome',
    kind: 'number',
    required: false,
    example: '0.045',
    label: { zh: '中国大陆短信单价', en: 'Price of a message to mainland China' },
    hint: {
      zh: '合同或套餐中每条（70/67 字）的价格，按项目货币填写，仅用于群发前估算费用；不填则不估算。',
      en: 'Of one part (70 or 67 characters) by your contract, in the currency of the project. Only for estimates before a broadcast; empty: none is made.',
    },
  },
  {
    name: 'priceForeign',
    kind: 'number',
    required: false,
    example: '0.5',
    label: { zh: '中国大陆以外短信单价', en: 'Price of a message elsewhere' },
    hint: {
      zh: '每条的价格，按项目货币填写。各国家和地区不同时，填主要市场的价格。',
      en: 'Of one part, in the currency of the project. Where countries differ: that of your main market.',
    },
  },
]

/** The price of one part in millionths of the currency unit; null: it was not given. */
export function smsPrice(settings: ProviderValues, region: SmsRegion): number | null {
  const text = settings[region === 'home' ? 'priceHome' : 'priceForeign'] ?? ''
  return /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * 1_000_000) : null
}

/** A signature has 2 to 12 letters, digits or Chinese characters (cloud.tencent.com); brackets are the provider's. @throws AppError `provider-value-wrong` */
export function checkSignName(settings: ProviderValues, required: boolean): void {
  const sign = settings['signName'] ?? ''
  if (sign === '' && !required) return
  if (/[【】[\]]/u.test(sign)) throw valueWrong('signName', 'it is written without 【】')
  const length = [...sign].length
  if (length < 2 || length > 20) throw valueWrong('signName', 'it does not have 2 to 20 characters')
}

/** What the provider's template is filled with: the message's own at this provider, or the default one with the whole text. Null: there is none. */
export function templateOf(message: OutgoingSms, provider: ProviderName, settings: ProviderValues): ProviderTemplate | null {
  const own = templateAt(message, provider)
  if (own !== null) return own
  const code = settings['defaultTemplate'] ?? ''
  return code === '' ? null : { code, params: [{ name: settings['defaultParam'] ?? 'content', value: message.text }] }
}
