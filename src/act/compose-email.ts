import { escapeHtml } from '#kernel/escape-html.ts'
import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { hash } from 'node:crypto'
import { renderText } from '#decide/message-template.ts'
import type { MessageVariables } from '#decide/message-template.ts'
import type { StrategyDefinition } from '#decide/strategy.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { couponCode } from './coupon-code.ts'
import { signToken } from './signed-token.ts'
import type { Contact } from './contact-reader.ts'
import type { ClaimedSend } from './send-store.ts'

/** Who writes, and how links are made. */
export interface Letterhead {
  readonly shopName: BilingualText
  readonly shopUrl: string
  /** `name@example.com`, the address that messages come from. */
  readonly fromAddress: string
  /** Where this server is reached from outside, without a slash at the end. */
  readonly publicUrl: string
  readonly defaultLanguage: TextLanguage
  readonly tokenSecret: Buffer
  readonly timeZone: string
}

export interface OutgoingEmail {
  readonly sendKey: string
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly date: Date
  readonly headers: Readonly<Record<string, string>>
}

/** The same send key gives the same Message-ID, so that receivers and operators recognise a message whatever happened to it. */
export function messageIdOf(sendKey: string, fromAddress: string): string {
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1)
  return `<${hash('sha256', sendKey).slice(0, 32)}@${domain}>`
}

export function languageOf(contact: Pick<Contact, 'language'>, letterhead: Pick<Letterhead, 'defaultLanguage'>): TextLanguage {
  if (contact.language.toLowerCase().startsWith('zh')) return 'zh'
  return contact.language === '' ? letterhead.defaultLanguage : 'en'
}

/** The variables of one message. Built for every message, so that no data of one customer can reach the message of another. */
export function messageVariables(
  send: ClaimedSend,
  definition: StrategyDefinition,
  contact: Contact,
  letterhead: Letterhead,
  now: Date,
): MessageVariables {
  const language = languageOf(contact, letterhead)
  const { offer } = definition
  const hasCode = offer.kind === 'coupon' || offer.kind === 'gift'
  return {
    customer: { firstName: firstName(contact.name) },
    shop: { name: pick(letterhead.shopName, language), url: clickUrl(letterhead, send.sendKey) },
    offer: { label: pick(offer.label, language), percent: Math.round(offer.discount * 100), validDays: offer.validDays },
    coupon: {
      code: hasCode ? couponCode(letterhead.tokenSecret, send.sendKey) : '',
      validUntil: hasCode ? formatDay(new Date(now.getTime() + offer.validDays * DAY_MS), language, letterhead.timeZone) : '',
    },
    daysSinceLastOrder: send.variables.daysSinceLastOrder,
    favouriteCategory: send.variables.favouriteCategory,
    unsubscribeUrl: unsubscribeUrl(letterhead, send.sendKey),
  }
}

/** One message with its text and HTML parts and the one-click unsubscribe headers (RFC 8058). */
export function composeEmail(
  send: ClaimedSend,
  definition: StrategyDefinition,
  contact: Contact & { readonly address: string },
  letterhead: Letterhead,
  now: Date,
): OutgoingEmail {
  const language = languageOf(contact, letterhead)
  const variables = messageVariables(send, definition, contact, letterhead, now)
  const body = pick(definition.content.body, language)
  const text = tidy(renderText(body, variables))
  const unsubscribe = variables.unsubscribeUrl
  const farewell = language === 'zh' ? '不想再收到此类邮件？点此退订' : 'Do not want these e-mails? Unsubscribe'
  return {
    sendKey: send.sendKey,
    from: { name: singleLine(variables.shop.name), address: letterhead.fromAddress },
    to: contact.address,
    subject: singleLine(renderText(pick(definition.content.subject, language), variables)),
    text: `${text}\n\n--\n${farewell}: ${unsubscribe}\n`,
    html: page(
      language,
      escapeHtml(text),
      variables,
      farewell,
      `${letterhead.publicUrl}/o/${signToken(letterhead.tokenSecret, 'open', send.sendKey)}`,
    ),
    messageId: messageIdOf(send.sendKey, letterhead.fromAddress),
    date: now,
    headers: {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'X-Liuke-Send-Key': send.sendKey,
    },
  }
}

export function clickUrl(letterhead: Letterhead, sendKey: string): string {
  return `${letterhead.publicUrl}/c/${signToken(letterhead.tokenSecret, 'click', sendKey)}`
}

export function unsubscribeUrl(letterhead: Letterhead, sendKey: string): string {
  return `${letterhead.publicUrl}/u/${signToken(letterhead.tokenSecret, 'unsubscribe', sendKey)}`
}

/** `escaped` is text that is escaped already, the author's as well as its values; blank lines separate paragraphs and addresses become links. */
function page(language: TextLanguage, escaped: string, variables: MessageVariables, farewell: string, pixel: string): string {
  const call = language === 'zh' ? '去看看' : 'Have a look'
  const paragraphs = escaped.split(/\n{2,}/).map((paragraph) => {
    const lines = paragraph
      .split('\n')
      .map((line) =>
        /^https?:\/\/[^\s<>"]+$/.test(line.trim())
          ? `<a href="${line.trim()}" style="display:inline-block;margin:8px 0;padding:10px 22px;background:#1668dc;color:#fff;border-radius:6px;text-decoration:none">${call}</a>`
          : line,
      )
    return `<p style="margin:0 0 16px;line-height:1.7">${lines.join('<br>')}</p>`
  })
  return [
    `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><body style="margin:0;background:#f5f6f8;font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;color:#1f2329">`,
    '<div style="max-width:560px;margin:24px auto;padding:32px;background:#fff;border-radius:10px">',
    `<div style="margin:0 0 20px;font-size:18px;font-weight:600">${escapeHtml(variables.shop.name)}</div>`,
    ...paragraphs,
    `<p style="margin:32px 0 0;font-size:12px;color:#8f959e"><a href="${variables.unsubscribeUrl}" style="color:#8f959e">${farewell}</a></p>`,
    `</div><img src="${pixel}" width="1" height="1" alt="" style="display:block"></body></html>`,
  ].join('\n')
}

export function pick(text: BilingualText, language: TextLanguage): string {
  const other = language === 'zh' ? text.en : text.zh
  return text[language] === '' ? other : text[language]
}

/** The given name of a Western name; a Chinese name is used whole, as is polite. */
export function firstName(name: string): string {
  const trimmed = name.trim()
  return /\p{Script=Han}/u.test(trimmed) ? trimmed : (trimmed.split(/\s+/)[0] ?? '')
}

export function formatDay(day: Date, language: TextLanguage, timeZone: string): string {
  const key = `${language}/${timeZone}`
  const known = dayFormats.get(key)
  if (known !== undefined) return known.format(day)
  const format = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeZone })
  dayFormats.set(key, format)
  return format.format(day)
}

/** Making one takes longer than all the rest of a message; there are as many as time zones of the project, which is one at a time. */
const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** Header values must not carry line breaks: one would begin a header of the attacker's choice. */
export function singleLine(text: string): string {
  return text.replaceAll(/[\r\n\t]+/g, ' ').trim()
}

export function tidy(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
