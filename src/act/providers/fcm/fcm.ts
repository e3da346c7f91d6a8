import { createHash } from 'node:crypto'
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import type { OutgoingMessage } from '../../outgoing-message.ts'
import { outcomeOfCode, outcomeOfSilence, outcomeOfStatus, retryAfterMs } from '../code-outcome.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import { NoAnswer } from '../provider.ts'
import type { AccountValues, Outcome, ProbeResult, ProviderField, ProviderKind, ProviderReply, ProviderTools } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, endpointOf } from '../provider-values.ts'
import { FCM_CODES } from './fcm-codes.ts'
import { readServiceAccount, signedAssertion } from './service-account.ts'
import type { ServiceAccount } from './service-account.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'serviceAccount',
    kind: 'secret',
    required: true,
    lines: 12,
    label: { zh: '服务账号密钥（JSON）', en: 'Key of the service account (JSON)' },
    hint: {
      zh: 'Firebase 控制台“项目设置 › 服务账号 › 生成新的私钥”，把下载的文件内容整个粘贴进来。',
      en: 'Firebase console, "project settings › service accounts › generate new private key"; paste the whole file.',
    },
  },
  ENDPOINT_FIELD,
]

/** App push of Firebase Cloud Messaging, HTTP v1: one device a call; there is no receipt and nobody can be asked. */
export const fcm: ProviderKind = {
  name: 'fcm',
  side: 'push',
  title: { zh: 'FCM（Firebase 推送）', en: 'Firebase Cloud Messaging' },
  fields: FIELDS,
  pace: { perSecond: 500, atOnce: 32 },
  check: (settings, secrets) => {
    checkFields(FIELDS, settings, secrets)
    readServiceAccount(secrets['serviceAccount'] ?? '')
  },
  open: (account, tools) => {
    const service = readServiceAccount(account.secrets['serviceAccount'] ?? '')
    const post = openFcm(account, service, tools)
    return {
      probe: () => probeFcm(post, service, tools),
      send: async (message) => {
        const body = bodyOf(message)
        if (body === null) return { kind: 'rejected', reason: 'wrong_channel' }
        const reply = await post({ message: body })
        return 'status' in reply ? outcomeOfReply(reply, tools.clock.now()) : reply
      },
      close: () => undefined,
    }
  },
}

type PostFcm = (body: object) => Promise<ProviderReply | Outcome>

/** A token that was refused. No message has left. */
class TokenRefused extends Error {
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    super('reason' in outcome ? outcome.reason : outcome.kind)
    this.outcome = outcome
  }
}

function openFcm(account: AccountValues, service: ServiceAccount, tools: ProviderTools): PostFcm {
  const url = `${endpointOf(account.settings, 'https://fcm.googleapis.com')}/v1/projects/${service.projectId}/messages:send`
  const tokenKey = `fcm-token/${createHash('sha256').update(`${service.tokenUri}\n${service.clientEmail}\n${service.keyId}`).digest('hex').slice(0, 32)}`
  const makeToken = async (): Promise<{ value: string; lastsMs: number }> => {
    const assertion = signedAssertion(service, Math.floor(tools.clock.now().getTime() / SECOND_MS))
    const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })
    let reply: ProviderReply
    try {
      reply = await tools.fetch(service.tokenUri, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
        timeoutMs: 8 * SECOND_MS,
      })
    } catch (error) {
      if (error instanceof NoAnswer) throw new TokenRefused({ kind: 'deferred', reason: 'not_reached' })
      throw error
    }
    const members = membersOf(readProviderJson(reply.body))
    const value = textOf(members['access_token'])
    if (reply.status !== 200 || value === '') {
      // `invalid_grant`: the key was withdrawn, or a clock is wrong.
      const isRefused = reply.status >= 400 && reply.status < 500 && reply.status !== 429
      throw new TokenRefused(
        isRefused ? { kind: 'halted', what: 'account', reason: 'secret_wrong' } : { kind: 'deferred', reason: 'provider_busy' },
      )
    }
    const seconds = Number(textOf(members['expires_in'])) || 0
    return { value, lastsMs: Math.max(seconds * SECOND_MS - 5 * MINUTE_MS, MINUTE_MS) }
  }
  const once = (token: string, body: object): Promise<ProviderReply> =>
    tools.fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      timeoutMs: 20 * SECOND_MS,
    })
  return async (body) => {
    try {
      const token = await tools.shared.get(tokenKey, makeToken)
      const reply = await once(token, body)
      if (codeOf(reply) !== 'UNAUTHENTICATED') return reply
      return await once(await tools.shared.get(tokenKey, makeToken, { notThis: token }), body)
    } catch (error) {
      if (error instanceof TokenRefused) return error.outcome
      return error instanceof NoAnswer ? outcomeOfSilence(error) : { kind: 'unknown', reason: 'failed_here' }
    }
  }
}

/** The message to one device. A copy of it replaces the first on the screen: the same tag and collapse key. */
function bodyOf(message: OutgoingMessage): object | null {
  if (message.channel !== 'push' || message.target.kind !== 'fcm') return null
  const key = createHash('sha256').update(message.sendKey).digest('hex').slice(0, 32)
  const link = message.url !== null && message.url.startsWith('https://') ? { fcm_options: { link: message.url } } : {}
  return {
    token: message.target.token,
    notification: { title: message.title, body: message.body, ...(message.imageUrl === null ? {} : { image: message.imageUrl }) },
    data: { key, ...(message.url === null ? {} : { url: message.url }) },
    android: { collapse_key: key, notification: { tag: key } },
    apns: { headers: { 'apns-collapse-id': key } },
    webpush: { headers: { Topic: key }, ...link },
  }
}

function outcomeOfReply(reply: ProviderReply, now: Date): Outcome {
  if (reply.status === 200) {
    const name = textOf(membersOf(readProviderJson(reply.body))['name'])
    return name === '' ? { kind: 'unknown', reason: 'answer_unreadable' } : { kind: 'accepted', providerId: name }
  }
  const code = codeOf(reply)
  if (code === '') return outcomeOfStatus(reply)
  const outcome = outcomeOfCode(FCM_CODES, code, now)
  const wait = retryAfterMs(reply)
  return outcome.kind === 'deferred' && wait !== null ? { ...outcome, retryAfterMs: wait } : outcome
}

/** The code in the detail of FcmError, else the status; `INVALID_TOKEN` for an argument that is the token. Empty: the answer is not FCM's. */
function codeOf(reply: ProviderReply): string {
  if (reply.status === 200) return ''
  const error = membersOf(membersOf(readProviderJson(reply.body))['error'])
  const details = (Array.isArray(error['details']) ? (error['details'] as readonly unknown[]) : []).map(membersOf)
  const own = details.find((detail) => textOf(detail['@type']).endsWith('google.firebase.fcm.v1.FcmError'))
  const code = textOf(own?.['errorCode']) || textOf(error['status'])
  return code === 'INVALID_ARGUMENT' && isAboutToken(error, details) ? 'INVALID_TOKEN' : code
}

function isAboutToken(error: Readonly<Record<string, unknown>>, details: readonly Readonly<Record<string, unknown>>[]): boolean {
  const fields = details.flatMap((detail) =>
    Array.isArray(detail['fieldViolations'])
      ? (detail['fieldViolations'] as readonly unknown[]).map((one) => textOf(membersOf(one)['field']))
      : [],
  )
  return fields.includes('message.token') || textOf(error['message']).includes('registration token is not a valid')
}

/** Asks for the check of a message to a topic that nobody subscribes to: `validate_only` sends nothing. */
async function probeFcm(post: PostFcm, service: ServiceAccount, tools: ProviderTools): Promise<ProbeResult> {
  const facts = [{ name: 'project', value: service.projectId, ok: true }]
  const reply = await post({
    validate_only: true,
    message: { topic: 'liuke_connection_check', notification: { title: 'Liuke', body: 'Liuke' } },
  })
  const outcome = 'status' in reply ? outcomeOfReply(reply, tools.clock.now()) : reply
  if (outcome.kind === 'accepted') return { ok: true, reason: '', said: '', facts }
  const said = 'status' in reply ? textOf(membersOf(membersOf(readProviderJson(reply.body))['error'])['message']).slice(0, 300) : ''
  return { ok: false, reason: 'reason' in outcome ? outcome.reason : 'not_reached', said, facts }
}
