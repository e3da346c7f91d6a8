import { createECDH, createHash, randomBytes } from 'node:crypto'
import { HOUR_MS, SECOND_MS } from '#kernel/clock.ts'
import { cutToBytes } from '../cut-to-bytes.ts'
import type { OutgoingMessage, OutgoingPush } from '../../outgoing-message.ts'
import { outcomeOfSilence, outcomeOfStatus } from '../code-outcome.ts'
import { NoAnswer } from '../provider.ts'
import type { Outcome, ProviderField, ProviderKind, ProviderReply } from '../provider.ts'
import { checkFields, valueWrong } from '../provider-values.ts'
import { encryptPush, LONGEST_PUSH_BYTES } from './encrypt-push.ts'
import { publicKeyOf, signingKey, vapidAuthorization } from './vapid.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'publicKey',
    kind: 'text',
    required: true,
    label: { zh: 'VAPID 公钥', en: 'VAPID public key' },
    hint: {
      zh: '一对密钥只生成一次（`npm run liuke -- channels new-push-keys`，或任何 VAPID 工具），换了以后浏览器要重新订阅。',
      en: 'A pair is made once (`npm run liuke -- channels new-push-keys`, or any VAPID tool); with another one browsers must subscribe anew.',
    },
  },
  {
    name: 'privateKey',
    kind: 'secret',
    required: true,
    label: { zh: 'VAPID 私钥', en: 'VAPID private key' },
    hint: { zh: '与公钥成对，43 个字符。', en: 'Of the same pair, 43 characters.' },
  },
  {
    name: 'subject',
    kind: 'text',
    required: true,
    example: 'mailto:it@example.com',
    label: { zh: '联系地址', en: 'Contact' },
    hint: {
      zh: '浏览器厂商有问题时联系谁：mailto: 邮箱或 https:// 网址。',
      en: 'Whom the makers of browsers turn to: a mailto: or https:// address.',
    },
  },
]

const TTL_SECONDS = 86_400

/** Push to browsers (RFC 8030), encrypted for each of them and signed with the keys of the shop. There is no receipt and nobody can be asked. */
export const webPush: ProviderKind = {
  name: 'web_push',
  side: 'push',
  title: { zh: '网页推送', en: 'Web Push' },
  fields: FIELDS,
  pace: { perSecond: 200, atOnce: 32 },
  check: (settings, secrets) => {
    checkFields(FIELDS, settings, secrets)
    const own = publicKeyOf(secrets['privateKey'] ?? '')
    if (own === null) throw valueWrong('privateKey', 'it is no private key of P-256 in base64url')
    if (own !== settings['publicKey']) throw valueWrong('publicKey', 'it does not belong to the private key')
    if (!/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(settings['subject'] ?? ''))
      throw valueWrong('subject', 'it is neither mailto: nor https://')
  },
  open: (account, tools) => {
    const keys = { publicKey: account.settings['publicKey'] ?? '', privateKey: account.secrets['privateKey'] ?? '' }
    const key = signingKey(keys)
    return {
      // Every browser has a server of its own, so there is none to ask; the keys were checked to be a pair.
      probe: () =>
        Promise.resolve({ ok: true, reason: '', said: '', facts: [{ name: 'not_checked_before_a_message', value: '', ok: true }] }),
      send: async (message) => {
        if (message.channel !== 'push' || message.target.kind !== 'web') return { kind: 'rejected', reason: 'wrong_channel' }
        const { endpoint } = message.target
        if (URL.parse(endpoint) === null) return { kind: 'rejected', reason: 'device_token_wrong', suppress: 'address' }
        const body = sealed(message)
        if (body === null) return { kind: 'rejected', reason: 'device_token_wrong', suppress: 'address' }
        const expires = Math.floor((tools.clock.now().getTime() + 12 * HOUR_MS) / SECOND_MS)
        try {
          const reply = await tools.fetch(endpoint, {
            method: 'POST',
            headers: {
              authorization: vapidAuthorization(endpoint, account.settings['subject'] ?? '', keys, key, expires),
              'content-encoding': 'aes128gcm',
              'content-type': 'application/octet-stream',
              ttl: String(TTL_SECONDS),
              urgency: 'normal',
              // A copy of a message replaces one that still waits.
              topic: createHash('sha256').update(message.sendKey).digest('base64url').slice(0, 32),
            },
            body,
            timeoutMs: 20 * SECOND_MS,
          })
          return outcomeOfReply(reply)
        } catch (error) {
          return error instanceof NoAnswer ? outcomeOfSilence(error) : { kind: 'unknown', reason: 'failed_here' }
        }
      },
      close: () => undefined,
    }
  },
}

/** What the service worker reads, encrypted for the browser. Null: the keys of the subscription are none. */
function sealed(message: OutgoingPush): Buffer | null {
  if (message.target.kind !== 'web') return null
  const shown = (body: string): Buffer =>
    Buffer.from(JSON.stringify({ title: message.title, body, url: message.url, image: message.imageUrl, tag: tagOf(message) }), 'utf8')
  let text = shown(message.body)
  // Too long for a push: the body is cut, since a part of it is better than none of it.
  if (text.length > LONGEST_PUSH_BYTES) text = shown(cutToBytes(message.body, Math.max(LONGEST_PUSH_BYTES - shown('').length - 200, 0) / 2))
  const browser = { p256dh: Buffer.from(message.target.p256dh, 'base64url'), auth: Buffer.from(message.target.auth, 'base64url') }
  if (browser.p256dh.length !== 65 || browser.auth.length !== 16 || text.length > LONGEST_PUSH_BYTES) return null
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  // Node leaves out leading zeros of a private key.
  const privateKey = Buffer.from(ecdh.getPrivateKey('hex').padStart(64, '0'), 'hex')
  try {
    return encryptPush(text, browser, { privateKey, salt: randomBytes(16) })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function tagOf(message: OutgoingMessage): string {
  return createHash('sha256').update(message.sendKey).digest('hex').slice(0, 16)
}

/**
 * RFC 8030; 413, 401 and 403 from memory. A refused signature is about this one subscription, mostly one made with an earlier key pair: the server was named
 * by a browser, and what one of them says must not stop the pushes to all the others.
 */
function outcomeOfReply(reply: ProviderReply): Outcome {
  if (reply.status === 201 || reply.status === 202) {
    const place = reply.headers['location'] ?? ''
    return { kind: 'accepted', providerId: place === '' ? null : createHash('sha256').update(place).digest('hex').slice(0, 32) }
  }
  // Some page between here and there may have said so.
  if (reply.status < 400) return { kind: 'unknown', reason: 'answer_unreadable' }
  if (reply.status === 404 || reply.status === 410) return { kind: 'rejected', reason: 'device_unregistered', suppress: 'address' }
  if (reply.status === 401 || reply.status === 403) return { kind: 'rejected', reason: 'push_keys_refused' }
  if (reply.status === 413) return { kind: 'rejected', reason: 'too_long' }
  return outcomeOfStatus(reply)
}
