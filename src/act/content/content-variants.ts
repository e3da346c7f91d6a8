import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import type { Channel } from '#decide/strategy.ts'
import { formsOf } from './message-content.ts'
import type {
  ContentForms,
  ContentVariant,
  EmailBody,
  EmailForm,
  MessageContent,
  PushForm,
  SmsForm,
  TaskForm,
  VariantCondition,
  WechatForm,
} from './message-content.ts'

/** One message that a variant is looked for. */
export interface VariantQuestion {
  readonly channel: Channel
  /** That the message is made in. */
  readonly language: TextLanguage
  readonly isIn: (segment: string) => boolean
}

/** The first variant that has a form for the channel and is for the customer; null: the content itself. */
export function chooseVariant({ variants = [] }: Pick<MessageContent, 'variants'>, question: VariantQuestion): ContentVariant | null {
  return variants.find((variant) => variant[question.channel] !== undefined && isFor(variant.when, question)) ?? null
}

function isFor({ segment, language }: VariantCondition, question: VariantQuestion): boolean {
  // Whoever states nothing would take everybody away from those that come after.
  if (segment === null && language === null) return false
  return (language === null || language === question.language) && (segment === null || question.isIn(segment))
}

/** Segments that the variants of a content ask for, each once. */
export function variantSegments({ variants = [] }: Pick<MessageContent, 'variants'>): readonly string[] {
  return [...new Set(variants.flatMap(({ when }) => (when.segment === null ? [] : [when.segment])))]
}

export function hasVariants({ variants = [] }: Pick<MessageContent, 'variants'>): boolean {
  return variants.length > 0
}

/** The content as a variant says it in one language. Without a variant the content itself. */
export function withVariant(content: MessageContent, variant: ContentVariant | null, language: TextLanguage): MessageContent {
  return variant === null ? content : { ...content, ...filledForms(content, variant, language) }
}

/** All that a content may say: each form in each language, its own and those of its variants. */
export function saidBy(
  content: MessageContent,
): readonly { readonly channel: Channel; readonly language: TextLanguage; readonly said: MessageContent }[] {
  return [null, ...(content.variants ?? [])].flatMap((variant) =>
    formsOf(variant ?? content).flatMap((channel) =>
      (['zh', 'en'] as const).map((language) => ({ channel, language, said: withVariant(content, variant, language) })),
    ),
  )
}

/** The forms of a variant in one language, with that of the content for whatever they leave empty. */
export function filledForms(content: ContentForms, variant: ContentForms, language: TextLanguage): ContentForms {
  const { email, sms, wechat, push, agent_task: task, webhook } = variant
  return {
    ...(email === undefined ? {} : { email: emailOf(email, content.email, language) }),
    ...(sms === undefined ? {} : { sms: smsOf(sms, content.sms) }),
    ...(wechat === undefined ? {} : { wechat: wechatOf(wechat, content.wechat) }),
    ...(push === undefined ? {} : { push: pushOf(push, content.push) }),
    ...(task === undefined ? {} : { agent_task: taskOf(task, content.agent_task) }),
    ...(webhook === undefined ? {} : { webhook: { note: filled(webhook.note, content.webhook?.note ?? '') } }),
  }
}

/** Whether there is anything in a language. */
export function isWritten(body: EmailBody, language: TextLanguage): boolean {
  if (body.kind === 'blocks') return body.blocks[language].length > 0
  return (body.kind === 'text' ? body.text : body.mjml)[language].trim() !== ''
}

/** The body of a variant, or that of the content where the variant has none in the language; either in the other language before nothing at all. */
function bodyOf(own: EmailBody, base: EmailBody, language: TextLanguage): EmailBody {
  if (isWritten(own, language)) return own
  if (isWritten(base, language)) return base
  return isWritten(own, language === 'zh' ? 'en' : 'zh') ? own : base
}

function emailOf(own: EmailForm, base: EmailForm | undefined, language: TextLanguage): EmailForm {
  if (base === undefined) return own
  const fromName = filled(own.fromName ?? '', base.fromName ?? '')
  const replyTo = filled(own.replyTo ?? '', base.replyTo ?? '')
  return {
    subject: bothFilled(own.subject, base.subject),
    preheader: bothFilled(own.preheader, base.preheader),
    body: bodyOf(own.body, base.body, language),
    ...(fromName === '' ? {} : { fromName }),
    ...(replyTo === '' ? {} : { replyTo }),
  }
}

function smsOf(own: SmsForm, base: SmsForm | undefined): SmsForm {
  if (base === undefined) return own
  return { text: bothFilled(own.text, base.text), templates: { ...base.templates, ...own.templates } }
}

function wechatOf(own: WechatForm, base: WechatForm | undefined): WechatForm {
  if (base === undefined) return own
  return {
    kind: own.kind,
    text: bothFilled(own.text, base.text),
    // A template of one kind of message says nothing to another.
    template: own.template ?? (own.kind === base.kind ? base.template : null),
    url: filled(own.url, base.url),
    miniProgram: own.miniProgram ?? base.miniProgram,
  }
}

function pushOf(own: PushForm, base: PushForm | undefined): PushForm {
  if (base === undefined) return own
  return {
    title: bothFilled(own.title, base.title),
    body: bothFilled(own.body, base.body),
    url: filled(own.url, base.url),
    imageUrl: filled(own.imageUrl, base.imageUrl),
  }
}

function taskOf(own: TaskForm, base: TaskForm | undefined): TaskForm {
  if (base === undefined) return own
  return { title: bothFilled(own.title, base.title), script: bothFilled(own.script, base.script), slaHours: own.slaHours }
}

function bothFilled(own: BilingualText, base: BilingualText): BilingualText {
  return { zh: filled(own.zh, base.zh), en: filled(own.en, base.en) }
}

function filled(own: string, base: string): string {
  return own.trim() === '' ? base : own
}
