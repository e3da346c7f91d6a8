import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import type { Channel } from '#decide/strategy.ts'
import type { MessagePurpose } from '../outgoing-message.ts'

/** What a message says on each channel. A channel without a form is not offered; a language that was left out falls back to the other. */
export interface ContentForms {
  readonly email?: EmailForm
  readonly sms?: SmsForm
  readonly wechat?: WechatForm
  readonly push?: PushForm
  readonly agent_task?: TaskForm
  readonly webhook?: WebhookForm
}

/** What a message says, written once for all channels. */
export interface MessageContent extends ContentForms {
  readonly name: string
  readonly purpose: MessagePurpose
  /** What stands in for a variable that a customer has no value of, by its name; without one the message is not made for them. */
  readonly fallbacks: Readonly<Record<string, BilingualText>>
  /** Added to every link; null: nothing is. */
  readonly utm: UtmTags | null
  /** Tags of the pieces that texts outside of a block name (`piece.title`); absent or empty: any. */
  readonly pieceTags?: readonly string[]
  /** The offer that `offer.title` and its other variables are of; absent: that of the strategy, if one is behind the message. */
  readonly offerId?: string
  /** Other words for some customers, the first that fits wins; absent or empty: everybody gets the same. */
  readonly variants?: readonly ContentVariant[]
}

/** What some customers get instead. It is for the channels that it has a form for; what is left empty in a form is that of the content. */
export interface ContentVariant extends ContentForms {
  /** Stays the same over the versions of the content. */
  readonly id: string
  readonly name: string
  readonly when: VariantCondition
}

/** Whom a variant is for: both hold where both are stated. One that states nothing is for nobody. */
export interface VariantCondition {
  /** Id of a segment of customers. */
  readonly segment: string | null
  /** The language that the customer's message is made in. */
  readonly language: TextLanguage | null
}

export interface UtmTags {
  readonly source: string
  readonly medium: string
  readonly campaign: string
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

/** A block that may stand in a column too. */
export type EmailLeaf =
  | { readonly kind: 'heading'; readonly text: string; readonly level: 1 | 2 | 3 }
  /** Blank lines separate paragraphs; `**bold**` and `[label](address)`. */
  | { readonly kind: 'text'; readonly text: string }
  /** `src`: an address of the web, a variable, or the `/i/…` of an image that we keep. `width`: pixels; absent: as wide as its column. */
  | { readonly kind: 'image'; readonly src: string; readonly alt: string; readonly href: string; readonly width?: number }
  | { readonly kind: 'button'; readonly text: string; readonly href: string }
  | { readonly kind: 'divider' }
  | { readonly kind: 'coupon' }
  /** The offer of the content in a frame: title, value, terms, code and last day, as far as it has them. */
  | { readonly kind: 'offer' }
  /** Recommendations for the customer; left out for those who have none. */
  | { readonly kind: 'products'; readonly count: number }
  /** A content piece chosen for the customer, of one of these tags (any when empty). Where none is left for them it is left out if it is optional; otherwise the message is not made. */
  | { readonly kind: 'piece'; readonly tags: readonly string[]; readonly optional: boolean }

export type EmailBlock = EmailLeaf | { readonly kind: 'columns'; readonly columns: readonly (readonly EmailLeaf[])[] }

export interface TemplateParam {
  readonly name: string
  readonly value: string
}

/** A template that a provider has reviewed, with the template of the value of each of its parameters. */
export interface TemplateUse {
  readonly code: string
  readonly params: readonly TemplateParam[]
}

export interface SmsForm {
  readonly text: BilingualText
  /** By provider; '*' for all without their own. */
  readonly templates: Readonly<Record<string, TemplateUse>>
}

export interface WechatForm {
  readonly kind: 'template' | 'subscribe' | 'service'
  readonly text: BilingualText
  readonly template: TemplateUse | null
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

const FORMS = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook'] as const

/** Channels that a content has a form for. */
export function formsOf(content: ContentForms): readonly Channel[] {
  return FORMS.filter((channel) => content[channel] !== undefined)
}
