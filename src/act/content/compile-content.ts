import type { Channel } from '#decide/strategy.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { slotsOf } from '../pieces/piece-slots.ts'
import type { PieceSlot } from '../pieces/piece-slots.ts'
import { compileMjml } from './compile-mjml.ts'
import { LinkList } from './content-links.ts'
import { blocksToMjml, blocksToText, leavesOf } from './email-mjml.ts'
import type { EmailBlock, EmailForm, MessageContent } from './message-content.ts'
import { HTML_ENGINE, inLanguage, TEXT_ENGINE } from './variables.ts'

/** One form of a content in one language: templates by place, with placeholders for the links. Made once a version, used for every customer. */
export interface CompiledForm {
  /** By place, such as `subject` and `text`; `html` alone is a page, whose values are escaped. */
  readonly texts: Readonly<Record<string, string>>
  /** Addresses by the number of their placeholder. */
  readonly urls: readonly string[]
  /** Variables that may be put in. */
  readonly names: ReadonlySet<string>
  /** Places that a content piece is chosen for. */
  readonly pieces: readonly PieceSlot[]
}

/** Null: the content has no form for the channel. @throws AppError `mjml-wrong`, `template-invalid` */
export function compileForm(content: MessageContent, channel: Channel, language: TextLanguage): CompiledForm | null {
  const links = new LinkList(content.utm)
  const texts = textsOf(content, channel, language, links)
  if (texts === null) return null
  const names = Object.entries(texts).flatMap(([place, text]) => (place === 'html' ? HTML_ENGINE : TEXT_ENGINE).names(text))
  const blocks = channel === 'email' && content.email !== undefined ? leavesOf(blocksOf(content.email, language)) : []
  return {
    texts,
    urls: links.urls,
    names: new Set(names.filter((name) => !name.startsWith('link.'))),
    pieces: slotsOf(
      blocks.flatMap((leaf) => (leaf.kind === 'piece' ? [leaf] : [])),
      names,
      content.pieceTags ?? [],
    ),
  }
}

function textsOf(
  content: MessageContent,
  channel: Channel,
  language: TextLanguage,
  links: LinkList,
): Readonly<Record<string, string>> | null {
  const { email, sms, wechat, push, agent_task: task, webhook } = content
  switch (channel) {
    case 'email':
      return email === undefined ? null : emailTexts(email, content.purpose === 'marketing', language, links)
    case 'sms':
      return sms === undefined
        ? null
        : {
            text: links.inText(inLanguage(sms.text, language)),
            ...paramTexts('template', sms.templates, links),
          }
    case 'wechat':
      return wechat === undefined
        ? null
        : {
            text: links.inText(inLanguage(wechat.text, language)),
            url: wechat.url.trim() === '' ? '' : links.inText(wechat.url.trim()),
            ...(wechat.template === null ? {} : paramTexts('template', { '*': wechat.template }, links)),
          }
    case 'push':
      return push === undefined
        ? null
        : {
            title: inLanguage(push.title, language),
            body: inLanguage(push.body, language),
            url: push.url.trim() === '' ? '' : links.inText(push.url.trim()),
            imageUrl: push.imageUrl.trim(),
          }
    case 'agent_task':
      return task === undefined ? null : { title: inLanguage(task.title, language), script: inLanguage(task.script, language) }
    case 'webhook':
      return webhook === undefined ? null : { note: webhook.note }
  }
}

function emailTexts(email: EmailForm, isMarketing: boolean, language: TextLanguage, links: LinkList): Record<string, string> {
  const preheader = inLanguage(email.preheader, language)
  const blocks = blocksOf(email, language)
  const frame = { preheader, language, isMarketing }
  const mjml = email.body.kind === 'mjml' ? inLanguage(email.body.mjml, language) : blocksToMjml(blocks, frame)
  return {
    subject: inLanguage(email.subject, language),
    preheader,
    html: links.inHtml(compileMjml(mjml, 'email.body', language)),
    text: links.inText(email.body.kind === 'mjml' ? textOfMjml(mjml) : blocksToText(blocks, frame)),
  }
}

/** Blocks of a mail that is made of them; plain text is one block. Those of the other language where this one was left out. */
export function blocksOf({ body }: EmailForm, language: TextLanguage): readonly EmailBlock[] {
  if (body.kind === 'mjml') return []
  if (body.kind === 'text') return [{ kind: 'text', text: inLanguage(body.text, language) }]
  return body.blocks[language].length === 0 ? body.blocks[language === 'zh' ? 'en' : 'zh'] : body.blocks[language]
}

/** What stands between the tags of MJML that was written by hand. */
function textOfMjml(mjml: string): string {
  const body = mjml.slice(Math.max(0, mjml.indexOf('<mj-body')))
  return body
    .replaceAll(/<(mj-style|style|mj-head)\b[^>]*>[^<]*<\/\1>/gu, '')
    .replaceAll(/<[^<>]*>/gu, '\n')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/[ \t]+/gu, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Values of template parameters by `PREFIX/PROVIDER/NAME`. */
function paramTexts(
  prefix: string,
  templates: Readonly<Record<string, { readonly params: readonly { readonly name: string; readonly value: string }[] }>>,
  links: LinkList,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).flatMap(([provider, { params }]) =>
      params.map(({ name, value }) => [`${prefix}/${provider}/${name}`, links.inText(value)] as const),
    ),
  )
}
