import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { AppError } from '#kernel/app-error.ts'
import { escapeHtml } from '#kernel/escape-html.ts'
import { messageIdOf } from '../compose-email.ts'
import type { OutgoingMessage, ProviderTemplate, PushTarget, TeamMessage } from '../outgoing-message.ts'
import type { ProviderName, ProviderSide } from '../providers/provider.ts'

/** What a person asks to be sent, to an address that they type: never to one that is looked up. */
export interface TestRequest {
  /** Mail address, phone number, openid, device token or the JSON of a browser's subscription; of the team the colleagues' names there, empty for the group. */
  readonly to: string
  readonly language: TextLanguage
  /** For providers that only send reviewed templates. */
  readonly template: ProviderTemplate | null
}

export interface TestAround {
  readonly provider: ProviderName
  readonly side: ProviderSide
  readonly accountName: string
  readonly shopName: string
  readonly fromAddress: string
  readonly country: string
  readonly id: string
  readonly now: Date
}

/** Providers that send no free text of our own: a test needs a template that they have reviewed. */
const NEEDS_TEMPLATE: ReadonlySet<ProviderName> = new Set(['aliyun_sms', 'tencent_sms', 'wechat_official', 'wechat_mini'])

export function needsTemplate(provider: ProviderName): boolean {
  return NEEDS_TEMPLATE.has(provider)
}

/**
 * A message that says of itself that it is a test.
 * @throws AppError `test-address-wrong`, `test-template-needed`
 */
export function testMessage({ to, language, template }: TestRequest, around: TestAround): OutgoingMessage | TeamMessage {
  const { provider, side, accountName, shopName, id, now } = around
  const mark = language === 'zh' ? '【测试】' : '[Test] '
  const subject = language === 'zh' ? `${mark}${shopName}的测试消息` : `${mark}A test message of ${shopName}`
  const text =
    language === 'zh'
      ? `这是一条测试消息，用来确认渠道账号“${accountName}”能够发送。收到即表示设置成功，无需回复。`
      : `This message tests the channel account “${accountName}”. You have it, so it works. There is nothing else to do.`
  const base = { sendKey: `test:${id}`, purpose: 'transactional' as const }
  if (needsTemplate(provider) && template === null)
    throw new AppError(
      'invalid-input',
      'test-template-needed',
      'This provider only sends templates that it has reviewed: give the code of one.',
      {
        details: { field: 'template.code' },
      },
    )
  switch (side) {
    case 'email':
      return {
        ...base,
        channel: 'email',
        from: { name: shopName, address: around.fromAddress },
        to: addressOf('email', to),
        subject,
        text: `${text}\n`,
        html: `<p>${escapeHtml(text)}</p>`,
        messageId: messageIdOf(base.sendKey, around.fromAddress),
        date: now,
        headers: { 'Auto-Submitted': 'auto-generated' },
      }
    case 'sms':
      return { ...base, channel: 'sms', to: addressOf('phone', to, around.country), text: `${mark}${text}`, template }
    case 'wechat':
      return {
        ...base,
        channel: 'wechat',
        openId: codeOf(to),
        kind: provider === 'wechat_mini' ? 'subscribe' : 'template',
        template,
        text,
        url: null,
        miniProgram: null,
      }
    case 'push':
      return { ...base, channel: 'push', target: targetOf(provider, to), title: subject, body: text, url: null, imageUrl: null }
    case 'team':
      return { key: base.sendKey, title: subject, text, url: null, to: to.split(/[\s,;|，；]+/u).filter((name) => name !== '') }
  }
}

/**
 * The address that a person typed for an account, as contacts have it: of a push the JSON of its target.
 * @throws AppError `test-address-wrong`
 */
export function typedAddress(to: string, { provider, side, country }: Pick<TestAround, 'provider' | 'side' | 'country'>): string {
  switch (side) {
    case 'email':
      return addressOf('email', to)
    case 'sms':
      return addressOf('phone', to, country)
    case 'push':
      return JSON.stringify(targetOf(provider, to))
    default:
      return codeOf(to)
  }
}

function addressOf(kind: 'email' | 'phone', text: string, country?: string): string {
  const address = normaliseIdentifier(kind, text, country)
  if (address === undefined) throw wrongAddress()
  return address
}

/** An openid, a token or an id of a device: no spaces, nothing that is not printed. */
function codeOf(text: string): string {
  const code = text.trim()
  if (!/^[\x21-\x7E]{6,1000}$/u.test(code)) throw wrongAddress()
  return code
}

function targetOf(provider: ProviderName, text: string): PushTarget {
  if (provider === 'fcm') return { kind: 'fcm', token: codeOf(text) }
  if (provider === 'jpush') return { kind: 'jpush', registrationId: codeOf(text) }
  const { endpoint, keys } = subscriptionOf(text)
  if (typeof endpoint !== 'string' || typeof keys?.p256dh !== 'string' || typeof keys.auth !== 'string') throw wrongAddress()
  return { kind: 'web', endpoint, p256dh: keys.p256dh, auth: keys.auth }
}

function subscriptionOf(text: string): {
  readonly endpoint?: unknown
  readonly keys?: { readonly p256dh?: unknown; readonly auth?: unknown } | null
} {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** The address is personal and is not repeated. */
function wrongAddress(): AppError {
  return new AppError(
    'invalid-input',
    'test-address-wrong',
    'The address of the test message cannot be read: check it and type it whole.',
    {
      details: { field: 'to' },
    },
  )
}
