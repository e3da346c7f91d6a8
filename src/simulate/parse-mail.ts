/** The parts of a message the shop reads: sender, send key and links. */
export interface ParsedMail {
  readonly from: string
  readonly subject: string
  readonly messageId: string
  /** The X-Liuke-Send-Key header; without it the local part of the message id. */
  readonly sendKey: string
  readonly openLinks: readonly string[]
  readonly clickLinks: readonly string[]
  readonly unsubscribeLink: string | null
  /** The code of a coupon in the text, or ''. */
  readonly couponCode: string
  readonly html: string
  readonly text: string
}

/** Reads an RFC 5322 message with its MIME parts (7bit, 8bit, quoted-printable, base64; UTF-8). Never throws; unreadable parts are empty. */
export function parseMail(source: string): ParsedMail {
  const { headers, body } = splitPart(source)
  const parts: { html: string; text: string } = { html: '', text: '' }
  collectParts(headers, body, parts, 0)
  const messageId = (headers.get('message-id') ?? '').replace(/[<>]/g, '').trim()
  const unsubscribe = /<(https?:[^>]+)>/.exec(headers.get('list-unsubscribe') ?? '')?.[1] ?? null
  const clickLinks = unique(linksIn(parts.html, /<a\b[^<>]*?\bhref\s*=\s*["']([^"']+)["']/gi)).filter(
    (url) => !/unsub/i.test(url) && url !== unsubscribe,
  )
  return {
    from: decodeWords(headers.get('from') ?? ''),
    subject: decodeWords(headers.get('subject') ?? ''),
    messageId,
    sendKey: headers.get('x-liuke-send-key')?.trim() ?? messageId.split('@')[0] ?? '',
    openLinks: unique(linksIn(parts.html, /<img\b[^<>]*?\bsrc\s*=\s*["']([^"']+)["']/gi)),
    clickLinks,
    unsubscribeLink: unsubscribe,
    couponCode: /\b[2-9A-Z]{5}-[2-9A-Z]{5}\b/.exec(parts.text)?.[0] ?? '',
    html: parts.html,
    text: parts.text,
  }
}

function splitPart(source: string): { headers: Map<string, string>; body: string } {
  const end = /\r?\n\r?\n/.exec(source)
  const head = end === null ? source : source.slice(0, end.index)
  const headers = new Map<string, string>()
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return { headers, body: end === null ? '' : source.slice(end.index + end[0].length) }
}

function collectParts(headers: ReadonlyMap<string, string>, body: string, found: { html: string; text: string }, depth: number): void {
  const type = headers.get('content-type') ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (/^multipart\//i.test(type) && boundary !== undefined && depth < 5) {
    for (const piece of body.split(`--${boundary}`).slice(1)) {
      if (piece.startsWith('--')) break
      const part = splitPart(piece.replace(/^\r?\n/, ''))
      collectParts(part.headers, part.body, found, depth + 1)
    }
    return
  }
  const content = decodeBody(body, headers.get('content-transfer-encoding') ?? '')
  if (/^text\/html/i.test(type)) found.html ||= content
  else if (/^text\/plain/i.test(type)) found.text ||= content
}

function decodeBody(body: string, encoding: string): string {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8')
    case 'quoted-printable':
      return decodeQuoted(body.replace(/=\r?\n/g, ''))
    default:
      return body
  }
}

function decodeQuoted(text: string): string {
  return Buffer.from(
    text.replace(/(=[0-9A-F]{2})|([^\0-\x7F]+)/gi, (_all, hex: string | undefined, wide: string | undefined) =>
      hex === undefined ? Buffer.from(wide ?? '', 'utf8').toString('latin1') : String.fromCharCode(Number.parseInt(hex.slice(1), 16)),
    ),
    'latin1',
  ).toString('utf8')
}

/** RFC 2047 encoded words; adjacent ones are joined before decoding, since a character may be split between them. */
function decodeWords(value: string): string {
  return value.replace(/=\?utf-8\?([BQ])\?[^?]*\?=(?:\s*=\?utf-8\?\1\?[^?]*\?=)*/gi, (run: string, kind: string) => {
    const words = [...run.matchAll(/=\?utf-8\?[BQ]\?([^?]*)\?=/gi)].map((word) => word[1] ?? '')
    if (kind.toUpperCase() === 'B') return Buffer.concat(words.map((word) => Buffer.from(word, 'base64'))).toString('utf8')
    return decodeQuoted(words.join('').replaceAll('_', ' '))
  })
}

function linksIn(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map((match) => (match[1] ?? '').replaceAll('&amp;', '&')).filter((url) => /^https?:/i.test(url))
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}
