import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { ContentForms, EmailBlock, EmailLeaf, TemplateUse } from './message-content.ts'

/** One template that an author wrote, with where it stands. */
export interface AuthoredText {
  /** Such as `email.subject`, `email.blocks[2].text`, `sms.templates.aliyun.code`. */
  readonly place: string
  readonly language: TextLanguage
  readonly text: string
}

/** Every template of every form, in the order that an editor shows them. */
export function authoredTexts(forms: ContentForms): readonly AuthoredText[] {
  const all: AuthoredText[] = []
  const both = (place: string, text: { readonly zh: string; readonly en: string }) => {
    for (const language of ['zh', 'en'] as const) if (text[language] !== '') all.push({ place, language, text: text[language] })
  }
  // What has one text for both languages is told as that of the first.
  const one = (place: string, text: string) => {
    if (text !== '') all.push({ place, language: 'zh', text })
  }
  const params = (place: string, { params: values }: TemplateUse) => {
    for (const { name, value } of values) one(`${place}.${name}`, value)
  }
  const { email, sms, wechat, push, agent_task: task, webhook } = forms
  if (email !== undefined) {
    both('email.subject', email.subject)
    both('email.preheader', email.preheader)
    if (email.body.kind === 'text') both('email.body', email.body.text)
    else if (email.body.kind === 'mjml') both('email.body', email.body.mjml)
    else {
      for (const language of ['zh', 'en'] as const) {
        for (const [place, text] of blockTexts(email.body.blocks[language])) if (text !== '') all.push({ place, language, text })
      }
    }
  }
  if (sms !== undefined) {
    both('sms.text', sms.text)
    for (const [provider, use] of Object.entries(sms.templates)) params(`sms.templates.${provider}`, use)
  }
  if (wechat !== undefined) {
    both('wechat.text', wechat.text)
    one('wechat.url', wechat.url)
    if (wechat.template !== null) params('wechat.template', wechat.template)
  }
  if (push !== undefined) {
    both('push.title', push.title)
    both('push.body', push.body)
    one('push.url', push.url)
    one('push.imageUrl', push.imageUrl)
  }
  if (task !== undefined) {
    both('agent_task.title', task.title)
    both('agent_task.script', task.script)
  }
  if (webhook !== undefined) one('webhook.note', webhook.note)
  return all
}

function blockTexts(blocks: readonly EmailBlock[]): readonly (readonly [place: string, text: string])[] {
  return blocks.flatMap((block, i) =>
    block.kind === 'columns'
      ? block.columns.flatMap((column, c) => column.flatMap((leaf, k) => leafTexts(leaf, `email.blocks[${i}].columns[${c}][${k}]`)))
      : leafTexts(block, `email.blocks[${i}]`),
  )
}

function leafTexts(leaf: EmailLeaf, at: string): readonly (readonly [place: string, text: string])[] {
  switch (leaf.kind) {
    case 'heading':
    case 'text':
      return [[`${at}.text`, leaf.text]]
    case 'image':
      return [
        [`${at}.src`, leaf.src],
        [`${at}.alt`, leaf.alt],
        [`${at}.href`, leaf.href],
      ]
    case 'button':
      return [
        [`${at}.text`, leaf.text],
        [`${at}.href`, leaf.href],
      ]
    default:
      return []
  }
}
