import { createHash, createHmac } from 'node:crypto'

export interface Tc3Request {
  readonly host: string
  readonly contentType: string
  readonly body: string
  /** Seconds since 1970. */
  readonly timestamp: number
  /** Of Tencent Cloud, such as `sms`. */
  readonly service: string
}

const ALGORITHM = 'TC3-HMAC-SHA256'
const SIGNED_HEADERS = 'content-type;host'

/** The `Authorization` header of a POST to a Tencent Cloud API (cloud.tencent.com, "signature method v3"). Signed are the two headers that it asks for. */
export function tc3Authorization(request: Tc3Request, { id, secret }: { readonly id: string; readonly secret: string }): string {
  return `${ALGORITHM} Credential=${id}/${scopeOf(request)}, SignedHeaders=${SIGNED_HEADERS}, Signature=${tc3Signature(request, secret)}`
}

/** The signature alone, in hexadecimal. */
export function tc3Signature(request: Tc3Request, secret: string): string {
  const text = [ALGORITHM, String(request.timestamp), scopeOf(request), sha256Hex(tc3CanonicalRequest(request))].join('\n')
  const dateKey = hmac(`TC3${secret}`, dayOf(request.timestamp))
  const serviceKey = hmac(dateKey, request.service)
  return createHmac('sha256', hmac(serviceKey, 'tc3_request')).update(text).digest('hex')
}

/** Names and values of headers in lower case, one a line. */
export function tc3CanonicalRequest({ host, contentType, body }: Tc3Request): string {
  const headers = `content-type:${contentType.trim().toLowerCase()}\nhost:${host.trim().toLowerCase()}\n`
  return ['POST', '/', '', headers, SIGNED_HEADERS, sha256Hex(body)].join('\n')
}

/** The date of the credential is that of UTC. */
function scopeOf({ timestamp, service }: Tc3Request): string {
  return `${dayOf(timestamp)}/${service}/tc3_request`
}

const dayOf = (timestamp: number): string => new Date(timestamp * 1_000).toISOString().slice(0, 10)

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
