import MailComposer from 'nodemailer/lib/mail-composer'
import type { OutgoingEmail } from '../compose-email.ts'

/** From this share of bytes beyond ASCII on, base64 is the shorter of the two ways to write a text, and less than half the work. */
const BASE64_SHARE = 1 / 10

/** A mail as it goes over the wire, with a plain part and a page. */
export function composeMail(email: OutgoingEmail & { readonly replyTo?: string }): Promise<Buffer> {
  const { from, to, subject, text, html, messageId, date, headers, replyTo } = email
  return new MailComposer({
    from,
    ...(replyTo === undefined ? {} : { replyTo }),
    to,
    subject,
    text,
    html,
    messageId,
    date,
    headers: { ...headers },
    ...(beyondAscii(text + html) < BASE64_SHARE ? {} : { textEncoding: 'base64' as const }),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}

/** Bytes that UTF-8 needs more than characters, as a share: two for a Chinese one. */
function beyondAscii(text: string): number {
  const bytes = Buffer.byteLength(text)
  return bytes === 0 ? 0 : (bytes - text.length) / bytes
}
