import { createHmac } from 'node:crypto'
import type { Channel } from '#decide/strategy.ts'
import { signToken } from '../signed-token.ts'
import type { ShortLink } from './content-ports.ts'

/** Letters that a text message carries as they are. 60 bits of a keyed hash: nobody finds another one by trying. */
const SHORT = 10

/** The code of an address in a content: follows from both, so that every node makes the same. */
export function targetCode(secret: Buffer, contentId: string, url: string): string {
  return code(secret, `target\u0000${contentId}\u0000${url}`, 12)
}

export interface MadeLink {
  readonly url: string
  /** To be kept before the message leaves; null: the address says it all. */
  readonly short: ShortLink | null
}

/** The address of a link in a message. In a mail it holds the send, signed; where each letter counts it is a code that is kept. */
export function linkOf(
  parts: { readonly secret: Buffer; readonly publicUrl: string },
  channel: Channel,
  sendKey: string,
  target: string,
): MadeLink {
  if (channel === 'email') {
    return { url: `${parts.publicUrl}/l/${target}/${signToken(parts.secret, 'link', `${target} ${sendKey}`)}`, short: null }
  }
  const short = code(parts.secret, `short\u0000${target}\u0000${sendKey}`, SHORT)
  return { url: `${parts.publicUrl}/l/${short}`, short: { code: short, target, sendKey } }
}

/** As long as the link of a text message, which is another one for each customer. */
export function shortLinkLike(publicUrl: string): string {
  return `${publicUrl}/l/${'0'.repeat(SHORT)}`
}

function code(secret: Buffer, text: string, length: number): string {
  return createHmac('sha256', secret).update(text).digest('base64url').slice(0, length)
}
