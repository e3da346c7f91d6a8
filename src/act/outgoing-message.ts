import type { Channel } from '#decide/strategy.ts'

/** Marketing needs consent, counts against caps and waits for quiet hours; a transactional message (a receipt, a code, a delivery) does not. */
export type MessagePurpose = 'marketing' | 'transactional'

interface OfSend {
  /** Of the ledger; the same in every attempt. A provider that takes a key of our own gets one made of it. */
  readonly sendKey: string
  readonly purpose: MessagePurpose
}

export interface OutgoingEmail extends OfSend {
  readonly channel: 'email'
  readonly from: { readonly name: string; readonly address: string }
  readonly replyTo?: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly date: Date
  readonly headers: Readonly<Record<string, string>>
}

export interface OutgoingSms extends OfSend {
  readonly channel: 'sms'
  /** E.164, such as +8613912345678. */
  readonly to: string
  /** Whole, as it will be read, without the signature that the provider puts before it. */
  readonly text: string
  /** What providers that only send reviewed templates need; null where the text is sent as it stands. */
  readonly template: ProviderTemplate | null
  /** Where the content names templates by kind of provider; `template` is that of all others. */
  readonly templates?: Readonly<Record<string, ProviderTemplate>>
}

/** The template of a message at a kind of provider; null: the text is sent as it stands. */
export function templateAt(message: Pick<OutgoingSms, 'template' | 'templates'>, providerKind: string): ProviderTemplate | null {
  return message.templates?.[providerKind] ?? message.template
}

/** A template that the provider keeps and has reviewed. */
export interface ProviderTemplate {
  readonly code: string
  /** In the order that the template was written in, for providers that count them. */
  readonly params: readonly { readonly name: string; readonly value: string }[]
}

export interface OutgoingWechat extends OfSend {
  readonly channel: 'wechat'
  readonly openId: string
  /** template: of an official account; subscribe: one message for one consent; service: within the 48 hours after the customer acted. */
  readonly kind: 'template' | 'subscribe' | 'service'
  readonly template: ProviderTemplate | null
  /** Of `service`, and what people read in our own lists. */
  readonly text: string
  /** Where a touch on the message leads: a page, or a page of a mini-program. */
  readonly url: string | null
  readonly miniProgram: { readonly appId: string; readonly page: string } | null
}

export interface OutgoingPush extends OfSend {
  readonly channel: 'push'
  readonly target: PushTarget
  readonly title: string
  readonly body: string
  readonly url: string | null
  readonly imageUrl: string | null
}

/** One device. */
export type PushTarget =
  | { readonly kind: 'fcm'; readonly token: string }
  | { readonly kind: 'jpush'; readonly registrationId: string }
  | { readonly kind: 'web'; readonly endpoint: string; readonly p256dh: string; readonly auth: string }

/** What a provider account sends to a customer. */
export type OutgoingMessage = OutgoingEmail | OutgoingSms | OutgoingWechat | OutgoingPush

/** Channels that a provider account sends over; tasks and webhooks are rows of our own. */
export type AccountChannel = Extract<Channel, OutgoingMessage['channel']>

/** A word to the team, into a group chat or to one colleague. Holds no personal data of customers. */
export interface TeamMessage {
  readonly key: string
  readonly title: string
  /** Markdown of the smallest kind: paragraphs, `**bold**`, lists and links. */
  readonly text: string
  readonly url: string | null
  /** How the provider names the colleagues it is for; empty: the group. */
  readonly to: readonly string[]
}
