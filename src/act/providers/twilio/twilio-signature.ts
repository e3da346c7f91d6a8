import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Fields of a form in the order in which they came; a name may come more than once. */
export type FormFields = readonly (readonly [name: string, value: string])[]

/**
 * `X-Twilio-Signature` of a call: base64 of HMAC-SHA1 over the exact address and, for a form, each name with each of its distinct values, both sorted
 * (twilio.com, "webhooks security"). With a JSON body pass no fields: its hash is in the address.
 */
export function twilioSignature(authToken: string, url: string, fields: FormFields): string {
  const byName = Map.groupBy(fields, ([name]) => name)
  const text = [...byName.keys()]
    .toSorted()
    .map((name) =>
      [...new Set((byName.get(name) ?? []).map(([, value]) => value))]
        .toSorted()
        .map((value) => name + value)
        .join(''),
    )
    .join('')
  return createHmac('sha1', authToken)
    .update(url + text, 'utf8')
    .digest('base64')
}

/**
 * Whether Twilio signed this call. It may sign the address with its port or without, whatever was configured, so both are tried; every comparison takes the
 * same time.
 */
export function isTwilioSignature(
  given: string,
  authToken: string,
  { url, contentType, body }: { readonly url: string; readonly contentType: string; readonly body: Buffer },
): boolean {
  if (authToken === '' || given === '') return false
  const isForm = contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')
  const fields = isForm ? [...new URLSearchParams(body.toString('utf8'))] : []
  const bodyHash = URL.parse(url)?.searchParams.get('bodySHA256') ?? null
  // A body that is no form is only signed through its hash.
  if (!isForm && body.length > 0) {
    if (bodyHash === null || !isSameText(bodyHash.toLowerCase(), createHash('sha256').update(body).digest('hex'))) return false
  }
  let isSigned = false
  for (const address of addressesOf(url)) isSigned = isSameText(given, twilioSignature(authToken, address, fields)) || isSigned
  return isSigned
}

/** The same address with the port written out and without it, as text: nothing else about it may change. */
function addressesOf(url: string): readonly string[] {
  const match = /^(https?):\/\/([^/?#:]+|\[[^\]]+\])(:\d+)?([/?].*)?$/.exec(url)
  if (match === null) return [url]
  const [, scheme, host, port, rest = ''] = match
  const standard = scheme === 'https' ? ':443' : ':80'
  return [url, `${scheme}://${host}${port ?? standard}${rest}`, `${scheme}://${host}${rest}`]
}

function isSameText(given: string, right: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}
