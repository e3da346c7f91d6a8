import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import type { Channel } from '#decide/strategy.ts'
import type { MessagePurpose } from '../outgoing-message.ts'

/** What a message says, written once for all channels. A channel without a form is not offered; a language that was left out falls back to the other. */
export interface MessageContent {
  readonly name: string
  readonly purpose: MessagePurpose
  readonly email?: EmailForm
  readonly sms?: SmsForm
  readonly wechat?: WechatForm
  readonly push?: PushForm
  readonly agent_task?: TaskForm
  readonly webhook?: WebhookForm
  /** What stands in for a variable that a customer has no value of, by its name; without one the message is not made for them. */
  readonly fallbacks: Readonly<Record<string, BilingualText>>
}

/** All texts are LiquidJS templates over the variables of `variables.ts`. */
export interface EmailForm {
  readonly subject: BilingualText
  /** Shown after the subject in a list of mails; may be empty. */
  readonly preheader: BilingualText
  /** Blocks of the editor, plain text, or MJML written by hand. */
  readonly body: EmailBody
  readonly fromName?: string
  readonly replyTo?: string
}

export type EmailBody =
  | { readonly kind: 'blocks'; readonly blocks: Readonly<Record<TextLanguage, readonly EmailBlock[]>> }
  | { readonly kind: 'text'; readonly text: BilingualText }
  | { readonly kind: 'mjml'; readonly mjml: BilingualText }

export type EmailBlock =
  | { readonly kind: 'heading'; readonly text: string; readonly level: 1 | 2 | 3 }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly src: string; readonly alt: string; readonly href: string }
  | { readonly kind: 'button'; readonly text: string; readonly href: string }
  | { readonly kind: 'divider' }
  | { readonly kind: 'columns'; readonly columns: readonly (readonly EmailBlock[])[] }
  | { readonly kind: 'coupon' }
  /** Recommendations for the customer. */
  | { readonly kind: 'products'; readonly count: number }
  /** A content piece chosen for the customer, of one of these tags (any when empty). */
  | { readonly kind: 'piece'; readonly tags: readonly string[] }

export interface SmsForm {
  readonly text: BilingualText
  /** Codes of reviewed templates by provider, with the name of each parameter and the template of its value. */
  readonly templates: Readonly<
    Record<string, { readonly code: string; readonly params: readonly { readonly name: string; readonly value: string }[] }>
  >
}

export interface WechatForm {
  readonly kind: 'template' | 'subscribe' | 'service'
  readonly text: BilingualText
  readonly template: { readonly code: string; readonly params: readonly { readonly name: string; readonly value: string }[] } | null
  readonly url: string
  readonly miniProgram: { readonly appId: string; readonly page: string } | null
}

export interface PushForm {
  readonly title: BilingualText
  readonly body: BilingualText
  readonly url: string
  readonly imageUrl: string
}

export interface TaskForm {
  readonly title: BilingualText
  readonly script: BilingualText
  readonly slaHours: number
}

export interface WebhookForm {
  readonly note: string
}

/** Channels that a content has a form for. */
export function formsOf(content: MessageContent): readonly Channel[] {
  return (['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook'] as const).filter((channel) => content[channel] !== undefined)
}
