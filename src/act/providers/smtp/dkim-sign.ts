import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** Header fields that are signed where the mail has them (RFC 6376 5.4.1, RFC 8058 4). From is named once more, so that nobody can add a second one. */
const SIGNED = [
  'From',
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
]

export interface DkimKey {
  readonly domain: string
  readonly selector: string
  /** RSA of 1024 bits or more, or Ed25519. */
  readonly key: KeyObject
}

/** Reads a private key in PEM. Null: it is none, or of a kind that mail servers do not know. */
export function readDkimKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1_024 ? key : null
  } catch {
    return null
  }
}

/** What stands in the TXT record at `SELECTOR._domainkey.DOMAIN`. */
export function dkimRecord(key: KeyObject): string {
  const open = createPublicKey(key)
  // RFC 8463: the bare 32 bytes of the key, which end its DER form.
  if (key.asymmetricKeyType === 'ed25519')
    return `v=DKIM1; k=ed25519; p=${open.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')}`
  return `v=DKIM1; k=rsa; p=${open.export({ type: 'spki', format: 'der' }).toString('base64')}`
}

/**
 * The message with a DKIM-Signature before it: relaxed/relaxed, SHA-256 (RFC 6376; Ed25519 by RFC 8463, which the signer of nodemailer does not know).
 * Lines end in CRLF.
 */
export function signDkim(message: Buffer, { domain, selector, key }: DkimKey, now: Date): Buffer {
  const text = message.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end + 2)
  const body = end < 0 ? '' : text.slice(end + 4)
  const fields = head.split(/\r\n(?![ \t])/u).filter((line) => line !== '')
  const names: string[] = []
  const lines: string[] = []
  for (const name of new Set(SIGNED)) {
    const found = fields.findLast((field) => field.slice(0, field.indexOf(':')).trim().toLowerCase() === name.toLowerCase())
    if (found !== undefined) {
      names.push(name)
      lines.push(relaxedHeader(found))
    }
  }
  names.push('From')
  const isRsa = key.asymmetricKeyType === 'rsa'
  const bodyHash = createHash('sha256')
    .update(Buffer.from(relaxedBody(body), 'latin1'))
    .digest('base64')
  const unsigned = [
    `DKIM-Signature: v=1; a=${isRsa ? 'rsa' : 'ed25519'}-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};`,
    ` t=${Math.floor(now.getTime() / 1_000)}; h=${names.join(':\r\n  ')};`,
    ` bh=${bodyHash};`,
    ' b=',
  ].join('\r\n')
  const data = Buffer.from(`${lines.map((line) => `${line}\r\n`).join('')}${relaxedHeader(unsigned)}`, 'latin1')
  // Ed25519 signs the hash of the data (RFC 8463 3), RSA hashes by itself.
  const signature = isRsa ? sign('sha256', data, key) : sign(null, createHash('sha256').update(data).digest(), key)
  const folded = signature.toString('base64').replaceAll(/(.{72})(?=.)/gu, '$1\r\n  ')
  return Buffer.concat([Buffer.from(`${unsigned}${folded}\r\n`, 'latin1'), message])
}

/** RFC 6376 3.4.2. */
export function relaxedHeader(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/gu, ' ')
    .trim()
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`
}

/** RFC 6376 3.4.4. */
export function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/gu, ' ').replace(/ $/u, ''))
  while (lines.length > 0 && lines.at(-1) === '') lines.pop()
  return lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`
}
