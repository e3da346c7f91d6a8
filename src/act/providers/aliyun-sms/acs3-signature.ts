import { createHash, createHmac } from 'node:crypto'

export interface Acs3Request {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** All that are sent and begin with `x-acs-`, `host`, and `content-type` where there is one; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface AccessKey {
  readonly id: string
  readonly secret: string
}

const ALGORITHM = 'ACS3-HMAC-SHA256'

/** The `Authorization` header of a call to an Alibaba Cloud API, signature version 3 (help.aliyun.com, "V3 request body and signature mechanism"). */
export function acs3Authorization(request: Acs3Request, { id, secret }: AccessKey): string {
  const signed = Object.keys(request.headers).toSorted().join(';')
  return `${ALGORITHM} Credential=${id},SignedHeaders=${signed},Signature=${acs3Signature(request, secret)}`
}

/** The signature alone, in hexadecimal. */
export function acs3Signature(request: Acs3Request, secret: string): string {
  return createHmac('sha256', secret)
    .update(`${ALGORITHM}\n${sha256Hex(canonicalRequest(request))}`)
    .digest('hex')
}

/** Six fields joined by line feeds; the block of headers ends with one of its own. */
export function canonicalRequest({ method, path, query, headers, body }: Acs3Request): string {
  const names = Object.keys(headers).toSorted()
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('')
  return [method, path, canonicalQuery(query), lines, names.join(';'), sha256Hex(body)].join('\n')
}

/** Sorted by name and encoded as RFC 3986 says, the way it is sent, too. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .toSorted()
    .map((name) => `${percentEncode(name)}=${percentEncode(query[name] ?? '')}`)
    .join('&')
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
