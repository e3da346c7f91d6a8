import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { OutgoingSms, ProviderTemplate } from '../../outgoing-message.ts'
import type { ProviderField, ProviderValues } from '../provider.ts'
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

/** A signature has 2 to 12 letters, digits or Chinese characters (cloud.tencent.com); brackets are the provider's. @throws AppError `provider-value-wrong` */
export function checkSignName(settings: ProviderValues, required: boolean): void {
  const sign = settings['signName'] ?? ''
  if (sign === '' && !required) return
  if (/[【】[\]]/u.test(sign)) throw valueWrong('signName', 'it is written without 【】')
  const length = [...sign].length
  if (length < 2 || length > 20) throw valueWrong('signName', 'it does not have 2 to 20 characters')
}

/** What the provider's template is filled with: the message's own, or the default one with the whole text. Null: there is none. */
export function templateOf(message: OutgoingSms, settings: ProviderValues): ProviderTemplate | null {
  if (message.template !== null) return message.template
  const code = settings['defaultTemplate'] ?? ''
  return code === '' ? null : { code, params: [{ name: settings['defaultParam'] ?? 'content', value: message.text }] }
}
