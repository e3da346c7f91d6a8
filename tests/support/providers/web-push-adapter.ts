import { createDecipheriv, createECDH, createPublicKey, createVerify, hkdfSync, randomBytes } from 'node:crypto'
import type { OutgoingMessage } from '#act/outgoing-message.ts'
import { vapidKeysOf } from '#act/providers/web-push/vapid.ts'
import { webPush } from '#act/providers/web-push/web-push.ts'
import type { ManualClock } from '#kernel/clock.ts'
import type { ProviderAdapter, TakenMessage } from './provider-contract.ts'
import { pushTo } from './push-message.ts'
import { startScriptedServer } from '#demo/providers/scripted-server.ts'
import type { ServerReply, ServerRequest } from '#demo/providers/scripted-server.ts'

export const VAPID = vapidKeysOf(Buffer.alloc(32, 7)) ?? { publicKey: '', privateKey: '' }
const OTHER_VAPID = vapidKeysOf(Buffer.alloc(32, 9)) ?? { publicKey: '', privateKey: '' }

/** Answers as a push service does: it checks the signature, its audience and age, the headers, and opens what was encrypted as the browser would. */
export async function startPushService(clock: ManualClock) {
  const browser = createECDH('prime256v1')
  browser.setPrivateKey(Buffer.alloc(32, 5))
  const auth = randomBytes(16)
  const taken: (TakenMessage & { readonly shown: unknown; readonly topic: string })[] = []
  let url = ''
  const open = (body: Buffer): unknown => {
    const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 86)]
    const hkdf = (key: Buffer, by: Buffer, info: Buffer, length: number): Buffer => Buffer.from(hkdfSync('sha256', key, by, info, length))
    const ikm = hkdf(
      browser.computeSecret(theirs),
      auth,
      Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), theirs]),
      32,
    )
    const cipher = createDecipheriv(
      'aes-128-gcm',
      hkdf(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16),
      hkdf(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12),
    )
    cipher.setAuthTag(body.subarray(body.length - 16))
    const plain = Buffer.concat([cipher.update(body.subarray(86, body.length - 16)), cipher.final()])
    return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString('utf8'))
  }
  const isSigned = (header: string): boolean => {
    const [, head = '', claims = '', signature = '', key = ''] = /^vapid t=([^.]+)\.([^.]+)\.([^,]+), k=(\S+)$/.exec(header) ?? []
    if (key !== VAPID.publicKey) return false
    const point = Buffer.from(key, 'base64url')
    const publicKey = createPublicKey({
      format: 'jwk',
      key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') },
    })
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      readonly aud: string
      readonly exp: number
      readonly sub: string
    }
    const left = said.exp - clock.now().getTime() / 1_000
    return (
      createVerify('SHA256').update(`${head}.${claims}`).verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, signature, 'base64url') &&
      said.aud === url &&
      left > 0 &&
      left <= 86_400 &&
      said.sub.startsWith('mailto:')
    )
  }
  const refuse = (code: string): ServerReply => ({ status: /^[1-5]\d\d$/.test(code) ? Number(code) : 400, body: 'refused' })
  const answer = (request: ServerRequest): ServerReply => {
    if (!isSigned(request.headers['authorization'] ?? '')) return { status: 403, body: 'the key is another one' }
    if (request.headers['content-encoding'] !== 'aes128gcm' || !/^\d+$/.test(request.headers['ttl'] ?? '')) return { status: 400, body: '' }
    if (request.raw.length > 4_096) return { status: 413, body: '' }
    const providerId = `${url}/message/${taken.length}`
    taken.push({ sendKey: null, providerId, shown: open(request.raw), topic: request.headers['topic'] ?? '' })
    return { status: 201, headers: { location: providerId }, body: '' }
  }
  const server = await startScriptedServer({ isSend: () => true, answer, refuse })
  url = server.url
  return { ...server, taken, keys: { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') } }
}

let browsers = 0

export const webPushAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: webPush,
  canProbe: false,
  hasEndpoint: false,
  // A refused signature is about one browser: another one must not be able to stop the account.
  wrongSecret: { kind: 'rejected', reason: 'push_keys_refused' },
  codes: [
    { code: '404', becomes: { kind: 'rejected', suppress: 'address', reason: 'device_unregistered' } },
    { code: '410', becomes: { kind: 'rejected', suppress: 'address', reason: 'device_unregistered' } },
    { code: '413', becomes: { kind: 'rejected', reason: 'too_long' } },
    { code: '429', becomes: { kind: 'deferred', reason: 'too_fast' } },
  ],
  async start(clock) {
    const server = await startPushService(clock)
    return {
      settings: { publicKey: VAPID.publicKey, subject: 'mailto:it@example.com' },
      secrets: { privateKey: VAPID.privateKey },
      wrongSecrets: { privateKey: OTHER_VAPID.privateKey },
      message: (sendKey) => pushTo(sendKey, { kind: 'web', endpoint: `${server.url}/send/${(browsers += 1)}`, ...server.keys }),
      addressOf: (message) => (message.channel === 'push' && message.target.kind === 'web' ? message.target.endpoint : ''),
      taken: () => server.taken,
      script: (...steps) => server.script(...steps),
      close: () => server.close(),
    }
  },
}
