import type { ProviderField, ProviderValues } from '../provider.ts'
import { PRICE_FIELDS } from '../sms/sms-fields.ts'
import { checkFields, ENDPOINT_FIELD, valueWrong } from '../provider-values.ts'

export const TWILIO_FIELDS: readonly ProviderField[] = [
  {
    name: 'accountSid',
    kind: 'text',
    required: true,
    example: `AC${'0'.repeat(31)}1`,
    label: { zh: 'Account SID', en: 'Account SID' },
    hint: { zh: 'Twilio 控制台首页“Account Info”，以 AC 开头。', en: 'Home page of the Twilio console, "Account Info"; begins with AC.' },
  },
  {
    name: 'authToken',
    kind: 'secret',
    required: true,
    label: { zh: 'Auth Token', en: 'Auth token' },
    hint: {
      zh: '与 Account SID 在同一处。即使用 API Key 发送也要填：Twilio 用它给回执签名。',
      en: 'Beside the Account SID. Needed also when an API key sends: Twilio signs its receipts with it.',
    },
  },
  {
    name: 'apiKeySid',
    kind: 'text',
    required: false,
    label: { zh: 'API Key SID', en: 'API key SID' },
    hint: {
      zh: '可留空。控制台“Account › API keys & tokens”，以 SK 开头；可以单独停用。',
      en: 'May be empty. Console, "Account › API keys & tokens", begins with SK; it can be switched off by itself.',
    },
  },
  {
    name: 'apiKeySecret',
    kind: 'secret',
    required: false,
    label: { zh: 'API Key Secret', en: 'API key secret' },
    hint: { zh: '与 API Key SID 成对，只显示一次。', en: 'The other half of the API key, shown once.' },
  },
  {
    name: 'messagingServiceSid',
    kind: 'text',
    required: false,
    label: { zh: 'Messaging Service SID', en: 'Messaging service SID' },
    hint: {
      zh: '“Messaging › Services”，以 MG 开头。与发送号码二选一；退订对其中所有号码有效。',
      en: '"Messaging › Services", begins with MG. This or a sender below; an opt-out covers all of its senders.',
    },
  },
  {
    name: 'from',
    kind: 'text',
    required: false,
    example: '+14155550100',
    label: { zh: '发送号码', en: 'Sender' },
    hint: {
      zh: '“Phone Numbers › Active numbers”中的号码（E.164），或 11 个字符以内的字母发送方名称。',
      en: 'A number of "Phone Numbers › Active numbers" (E.164), or a name of up to 11 letters and digits.',
    },
  },
  ...PRICE_FIELDS,
  ENDPOINT_FIELD,
]

const SID = (prefix: string): RegExp => new RegExp(`^${prefix}[0-9a-f]{32}$`)

/** @throws AppError `provider-value-wrong` */
export function checkTwilio(settings: ProviderValues, secrets: ProviderValues): void {
  checkFields(TWILIO_FIELDS, settings, secrets)
  if (!SID('AC').test(settings['accountSid'] ?? '')) throw valueWrong('accountSid', 'it is not AC and 32 hexadecimal digits')
  if (!/^[\u0021-\u007E]{16,128}$/.test(secrets['authToken'] ?? ''))
    throw valueWrong('authToken', 'it does not have 16 to 128 signs without blanks')
  const key = settings['apiKeySid'] ?? ''
  const keySecret = secrets['apiKeySecret'] ?? ''
  if (key !== '' && !SID('SK').test(key)) throw valueWrong('apiKeySid', 'it is not SK and 32 hexadecimal digits')
  if (key !== '' && keySecret === '') throw valueWrong('apiKeySecret', 'the API key needs its secret')
  if (key === '' && keySecret !== '') throw valueWrong('apiKeySid', 'the secret of an API key needs the key')
  const service = settings['messagingServiceSid'] ?? ''
  const from = settings['from'] ?? ''
  if (service !== '' && !SID('MG').test(service)) throw valueWrong('messagingServiceSid', 'it is not MG and 32 hexadecimal digits')
  if (from !== '' && !/^(?:\+\d{7,15}|(?=.*[A-Za-z])[0-9A-Za-z ]{2,11}|\d{3,8})$/.test(from)) {
    throw valueWrong('from', 'it is neither a number with + and its country nor a name of up to 11 letters and digits')
  }
  if (service === '' && from === '') throw valueWrong('from', 'either it or a messaging service is needed')
}
