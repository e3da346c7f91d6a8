import { hash } from 'node:crypto'
import type { OutgoingEmail } from '../compose-email.ts'
import { encodeText } from './quoted-printable.ts'

const LONGEST_LINE = 76
/** RFC 5322, 2.1.1, without the line break. */
const MOST_CHARACTERS = 998
/** An encoded word has 75 characters (RFC 2047, 2), of which `=?UTF-8?B??=` are 12: 63, and so 45 bytes. */
const WORD_BYTES = 45
const ADDRESS = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i
const HEADER_NAME = /^[a-z0-9-]+$/i
const PRINTABLE = /^[\x20-\x7e]*$/
const NAME_AS_IT_IS = /^[a-z0-9 ]*$/i

/**
 * A mail with text and page as it goes over the wire (RFC 5322, RFC 2045, RFC 2047). Nodemailer's composer takes any mail, and five times as long; this one takes those
 * that the product writes. Null: it is another one, such as with an address that has to be quoted.
 */
export function writeMail(email: OutgoingEmail & { readonly replyTo?: string }): Buffer | null {
  const { from, to, subject, text, html, messageId, date, headers, replyTo } = email
  if (!isAddress(from.address) || !isAddress(to) || (replyTo !== undefined && !isAddress(replyTo))) return null
  if (text === '' || html === '' || !PRINTABLE.test(messageId) || Number.isNaN(date.getTime())) return null
  const lines = [
    header('From', from.name === '' ? from.address : `${phrase(from.name)} <${from.address}>`),
    header('To', to),
    ...(replyTo === undefined ? [] : [header('Reply-To', replyTo)]),
    header('Subject', words(subject)),
    header('Message-ID', messageId),
    header('Date', date.toUTCString().replace('GMT', '+0000')),
  ]
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || !PRINTABLE.test(value)) return null
    lines.push(header(name, value))
  }
  if (lines.some((line) => line === null)) return null
  const boundary = boundaryOf(messageId, text, html)
  lines.push('MIME-Version: 1.0', `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`, '', '')
  const parts: Buffer[] = [Buffer.from(lines.join('\r\n'), 'latin1')]
  for (const [type, body] of [
    ['plain', text],
    ['html', html],
  ] as const) {
    const { encoding, bytes } = encodeText(body)
    parts.push(
      Buffer.from(`--${boundary}\r\nContent-Type: text/${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`, 'latin1'),
      bytes,
      Buffer.from('\r\n', 'latin1'),
    )
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`, 'latin1'))
  return Buffer.concat(parts)
}

function isAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text)
}

/** No line of either part may begin with it. Follows from the message, so that the same message is the same bytes. */
function boundaryOf(messageId: string, text: string, html: string): string {
  for (let i = 0; ; i += 1) {
    const boundary = `=_${hash('sha256', `${messageId}/${i}`).slice(0, 32)}`
    if (!text.includes(boundary) && !html.includes(boundary)) return boundary
  }
}

/** Folded at its spaces. Null: some line would be longer than any may be. */
function header(name: string, value: string): string | null {
  const whole = `${name}: ${value}`
  if (whole.length <= LONGEST_LINE) return whole
  const folded: string[] = []
  let line = `${name}:`
  for (const word of value.split(' ')) {
    // A line of nothing but spaces would end the headers for some readers, and a name alone on its line is none.
    if (line.length + 1 + word.length > LONGEST_LINE && word !== '' && line.trim() !== '' && !line.endsWith(':')) {
      folded.push(line)
      line = ` ${word}`
    } else line += ` ${word}`
  }
  folded.push(line)
  return folded.every((one) => one.length <= MOST_CHARACTERS) ? folded.join('\r\n') : null
}

/** The name before an address. */
function phrase(name: string): string {
  if (NAME_AS_IT_IS.test(name) && name.trim() === name) return name
  return PRINTABLE.test(name) && !name.includes('=?') ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : encodedWords(name)
}

function words(text: string): string {
  return PRINTABLE.test(text) && !text.includes('=?') && text.trim() === text ? text : encodedWords(text)
}

/** RFC 2047: a character is never divided between two words. */
function encodedWords(text: string): string {
  const made: string[] = []
  let [word, bytes] = ['', 0]
  for (const character of text) {
    const size = Buffer.byteLength(character, 'utf8')
    if (bytes + size > WORD_BYTES) {
      made.push(word)
      word = ''
      bytes = 0
    }
    word += character
    bytes += size
  }
  return [...made, word].map((one) => `=?UTF-8?B?${Buffer.from(one, 'utf8').toString('base64')}?=`).join(' ')
}
