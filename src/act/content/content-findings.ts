import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { smsLength } from './sms-length.ts'
import { blocksOf, compileForm } from './compile-content.ts'
import { authoredTexts } from './content-texts.ts'
import { isWritten, withVariant } from './content-variants.ts'
import type { ContentForms, ContentVariant, EmailLeaf, MessageContent } from './message-content.ts'
import { mapText } from './template-parts.ts'
import { variantFindings } from './variant-findings.ts'
import { inLanguage, isContentVariable, needsFallback, TEXT_ENGINE } from './variables.ts'

/** error: it must not be sent so; warning: it will often go wrong; hint: it could be better. */
export type FindingSeverity = 'error' | 'warning' | 'hint'

export interface Finding {
  readonly code: string
  readonly severity: FindingSeverity
  readonly place: string
  readonly language: TextLanguage
  /** What is wrong and what to do. */
  readonly text: BilingualText
  /** Name of the variant that it is about; absent: the content itself. */
  readonly variant?: string
}

/** Gmail shows no more of a mail than this. */
const CLIPPED_BYTES = 102 * 1024
/** Every offer that is given out has them. */
const OF_EVERY_OFFER = new Set(['offer.title', 'offer.value', 'offer.terms', 'offer.label'])
const LONG_SUBJECT: Readonly<Record<TextLanguage, number>> = { zh: 25, en: 50 }
/** Words that filters and carriers know from spam; a guess by experience, none of them is forbidden by itself. */
const SPAM: Readonly<Record<TextLanguage, readonly string[]>> = {
  zh: ['免费领取', '稳赚', '中奖', '点击领钱', '零风险', '限时秒杀', '最低价', '贷款', '返现', '加微信'],
  en: ['100% free', 'act now', 'risk-free', 'winner', 'cash bonus', 'click here', 'no obligation', 'cheap', 'guaranteed', 'urgent'],
}

/** What a person should look at before a content is sent, worst first. Reads nothing and calls nobody. */
export function contentFindings(content: MessageContent): readonly Finding[] {
  const found = [
    ...textFindings(content, content),
    ...(['zh', 'en'] as const).flatMap((language) => [...emailFindings(content, language), ...smsFindings(content, language)]),
    ...(content.variants ?? []).flatMap((variant) =>
      [...variantFindings(content, variant), ...wordsOfVariant(content, variant)].map((one) => ({ ...one, variant: variant.name })),
    ),
  ]
  return worstFirst(found)
}

export function worstFirst(found: readonly Finding[]): readonly Finding[] {
  const rank = { error: 0, warning: 1, hint: 2 } as const
  return found.toSorted((a, b) => rank[a.severity] - rank[b.severity])
}

/** What is wrong with the words of a variant; what it leaves to the content is told there. */
function wordsOfVariant(content: MessageContent, variant: ContentVariant): Finding[] {
  const { email, sms } = variant
  return [
    ...textFindings(content, variant),
    ...(['zh', 'en'] as const).flatMap((language) => {
      const said = withVariant(content, variant, language)
      const isOwnSubject = email !== undefined && email.subject[language].trim() !== ''
      const isOwnBody = email !== undefined && isWritten(email.body, language)
      return [
        ...(email === undefined ? [] : emailFindings(said, language)).filter(({ place }) =>
          place === 'email.subject' ? isOwnSubject : isOwnBody,
        ),
        ...(sms === undefined ? [] : smsFindings({ purpose: content.purpose, sms }, language)),
      ]
    }),
  ]
}

function textFindings(content: MessageContent, forms: ContentForms): Finding[] {
  const without = new Map<string, { place: string; language: TextLanguage }>()
  const found: Finding[] = []
  for (const { place, language, text } of authoredTexts(forms)) {
    for (const name of TEXT_ENGINE.names(text)) {
      if (!isContentVariable(name) || !needsFallback(name) || hasFallback(content, name) || without.has(name)) continue
      if (content.offerId !== undefined && OF_EVERY_OFFER.has(name)) continue
      without.set(name, { place, language })
    }
    if (/\{\{\s*shop\.url\s*\}\}[/?#\w]/u.test(text)) {
      found.push({
        ...warning('shop-url-goes-on', place, language),
        text: {
          zh: '{{ shop.url }} 是一个完整的链接，后面不能再接路径；请直接写完整网址。',
          en: '{{ shop.url }} is a whole link: nothing can follow it. Write the whole address instead.',
        },
      })
    }
    const spam = SPAM[language].filter((word) => text.toLowerCase().includes(word))
    if (spam.length > 0 && content.purpose === 'marketing') {
      found.push({
        ...hint('spam-words', place, language),
        text: {
          zh: `有容易被当作垃圾信息的词：${spam.join('、')}。建议换一种说法。`,
          en: `Words that filters know from spam: ${spam.join(', ')}. Say it differently if you can.`,
        },
      })
    }
  }
  for (const [name, at] of without) {
    found.push({
      ...warning('no-fallback', at.place, at.language),
      text: {
        zh: `变量 ${name} 没有兜底文案：没有这个值的客户不会收到消息。请补上兜底文案，或用条件略去这一段。`,
        en: `The variable ${name} has no fallback: customers without a value get no message. Write a fallback, or leave the part out by a condition.`,
      },
    })
  }
  return found
}

function hasFallback({ fallbacks }: MessageContent, name: string): boolean {
  const text = fallbacks[name]
  return text !== undefined && inLanguage(text, 'zh').trim() !== ''
}

function emailFindings(content: MessageContent, language: TextLanguage): Finding[] {
  const { email } = content
  if (email === undefined || isUnwritten(content, language)) return []
  const found: Finding[] = []
  const subject = bare(inLanguage(email.subject, language))
  if ([...subject].length > LONG_SUBJECT[language]) {
    found.push({
      ...hint('long-subject', 'email.subject', language),
      text: {
        zh: `主题超过 ${LONG_SUBJECT.zh} 个字，手机上会被截断。请缩短，或把重点放在前面。`,
        en: `The subject is longer than ${LONG_SUBJECT.en} characters and is cut off on phones. Shorten it, or put what matters first.`,
      },
    })
  }
  if (/[!！]{2,}/u.test(subject) || isShouted(subject)) {
    found.push({
      ...warning('shouted-subject', 'email.subject', language),
      text: {
        zh: '主题里有连续的感叹号或全大写，容易被判为垃圾邮件。请改用平常的写法。',
        en: 'The subject has several exclamation marks or is all capitals, which filters take for spam. Write it as you would speak.',
      },
    })
  }
  const leaves = blocksOf(email, language).flatMap((block): readonly EmailLeaf[] =>
    block.kind === 'columns' ? block.columns.flat() : [block],
  )
  const words = leaves
    .map((leaf) => ('text' in leaf ? leaf.text : ''))
    .join('')
    .trim()
  if (leaves.some(({ kind }) => kind === 'image') && words.length < 20) {
    found.push({
      ...warning('image-only', 'email.blocks', language),
      text: {
        zh: '邮件几乎只有图片：图片不显示时客户什么也看不到，也容易进垃圾箱。请加上文字。',
        en: 'The mail is hardly more than a picture: where pictures are off nothing is left, and filters dislike it. Add some text.',
      },
    })
  }
  for (const [i, leaf] of leaves.entries()) {
    if (leaf.kind === 'image' && leaf.alt.trim() === '') {
      found.push(withoutAlt(`email.blocks[${i}].alt`, language))
    }
    if ((leaf.kind === 'button' && leaf.href.trim() === '') || (leaf.kind === 'image' && leaf.src.trim() === '')) {
      found.push({
        ...error('no-address', `email.blocks[${i}]`, language),
        text: { zh: '按钮没有链接，或图片没有地址。请填上。', en: 'A button has no link, or a picture no address. Fill it in.' },
      })
    }
    for (const [, label = '', address = ''] of 'text' in leaf ? leaf.text.matchAll(/\[([^\][\n]{1,200})\]\(([^()\s]{1,2000})\)/gu) : []) {
      if (isOtherHost(label, address)) {
        found.push({
          ...error('link-differs', `email.blocks[${i}]`, language),
          text: {
            zh: `链接文字写的是 ${label}，实际指向别处。这像钓鱼邮件，请改成一致。`,
            en: `The words of a link say ${label}, and it leads elsewhere. That is what phishing looks like: make them the same.`,
          },
        })
      }
    }
  }
  const html = compileForm(content, 'email', language)?.texts['html'] ?? ''
  if (content.purpose === 'marketing' && email.body.kind === 'mjml' && !html.includes('unsubscribeUrl')) {
    found.push({
      ...error('no-unsubscribe', 'email.body', language),
      text: {
        zh: '营销邮件里没有退订链接。请放上 {{ unsubscribeUrl }}。',
        en: 'A marketing mail needs a way to unsubscribe. Put {{ unsubscribeUrl }} into it.',
      },
    })
  }
  const bytes = Buffer.byteLength(html)
  if (bytes > CLIPPED_BYTES) {
    found.push({
      ...warning('clipped', 'email.body', language),
      text: {
        zh: `邮件有 ${Math.round(bytes / 1024)} KB，超过 102 KB 的部分 Gmail 不显示。请减少内容。`,
        en: `The mail has ${Math.round(bytes / 1024)} KB; Gmail shows no more than 102 KB. Leave something out.`,
      },
    })
  }
  return found
}

export function withoutAlt(place: string, language: TextLanguage): Finding {
  return {
    ...warning('no-alt', place, language),
    text: {
      zh: '图片没有替代文字：图片不显示或用读屏软件时，客户不知道是什么。请写一句说明。',
      en: 'A picture has no alternative text: whoever does not see it learns nothing. Say what it shows.',
    },
  }
}

function smsFindings(content: Pick<MessageContent, 'purpose' | 'sms'>, language: TextLanguage): Finding[] {
  if (content.sms === undefined) return []
  const text = content.sms.text[language]
  if (text.trim() === '') return []
  const found: Finding[] = []
  const refusal = language === 'zh' ? /拒收请回复|退订回|回复?\s*(R|T|TD)/iu : /\b(STOP|opt out|unsubscribe)\b/iu
  if (content.purpose === 'marketing' && !refusal.test(text)) {
    found.push({
      ...warning('no-refusal', 'sms.text', language),
      text: {
        zh: '营销短信须写明退订方式，例如「拒收请回复R」。签过模板的短信由平台自动补上时可忽略。',
        en: 'A marketing text must say how to refuse, such as "Reply STOP to opt out". Ignore this where the provider adds it.',
      },
    })
  }
  const { isTooLong, parts } = smsLength({ text: bare(text), signature: '', region: language === 'zh' ? 'home' : 'international' })
  if (isTooLong || parts > 3) {
    found.push({
      ...(isTooLong ? error('sms-too-long', 'sms.text', language) : hint('sms-long', 'sms.text', language)),
      text: {
        zh: `不计变量就要按 ${parts} 条计费${isTooLong ? '，超过服务商上限' : ''}。请缩短。`,
        en: `Charged as ${parts} messages before any variable is filled in${isTooLong ? ', more than providers take' : ''}. Shorten it.`,
      },
    })
  }
  return found
}

/** The other language stands in for one in which nothing was written, and was looked at already. */
function isUnwritten({ email }: MessageContent, language: TextLanguage): boolean {
  if (email === undefined) return true
  return !isWritten(email.body, language) && email.subject[language].trim() === ''
}

function bare(template: string): string {
  let text = ''
  mapText(template, (part) => {
    text += part
    return part
  })
  return text
}

function isShouted(text: string): boolean {
  const letters = text.replaceAll(/[^A-Za-z]/gu, '')
  return letters.length >= 8 && letters === letters.toUpperCase()
}

/** The words of the link name a host, and it is another one. */
function isOtherHost(label: string, address: string): boolean {
  const named = /^(?:https?:\/\/)?((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})(?:\/\S*)?$/iu.exec(label.trim())?.[1]
  if (named === undefined || !URL.canParse(address)) return false
  const strip = (host: string) => host.toLowerCase().replace(/^www\./u, '')
  return strip(named) !== strip(new URL(address).hostname)
}

type Marked = Omit<Finding, 'text'>
function error(code: string, place: string, language: TextLanguage): Marked {
  return { code, severity: 'error', place, language }
}
function warning(code: string, place: string, language: TextLanguage): Marked {
  return { code, severity: 'warning', place, language }
}
function hint(code: string, place: string, language: TextLanguage): Marked {
  return { code, severity: 'hint', place, language }
}
