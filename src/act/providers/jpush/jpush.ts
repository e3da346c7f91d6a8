import { DAY_MS, HOUR_MS, SECOND_MS } from '#kernel/clock.ts'
import type { OutgoingMessage } from '../../outgoing-message.ts'
import { outcomeOfCode, outcomeOfSilence, outcomeOfStatus, retryAfterMs } from '../code-outcome.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import { NoAnswer } from '../provider.ts'
import type {
  AccountValues,
  AskedMessage,
  Outcome,
  ProbeResult,
  ProviderField,
  ProviderKind,
  ProviderReply,
  ProviderTools,
  ReceiptEvent,
} from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, endpointOf, valueWrong } from '../provider-values.ts'
import { JPUSH_CODES } from './jpush-codes.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'appKey',
    kind: 'text',
    required: true,
    label: { zh: 'AppKey', en: 'AppKey' },
    hint: { zh: '极光控制台“应用设置 › 应用信息”。', en: 'Console of Jiguang, "application settings › application information".' },
  },
  {
    name: 'masterSecret',
    kind: 'secret',
    required: true,
    label: { zh: 'Master Secret', en: 'Master secret' },
    hint: { zh: '与 AppKey 在同一页。', en: 'On the same page as the AppKey.' },
  },
  {
    name: 'apnsProduction',
    kind: 'flag',
    required: false,
    initial: 'true',
    label: { zh: 'iOS 生产环境', en: 'iOS production' },
    hint: {
      zh: '上架的应用选“是”；用开发证书调试时选“否”。',
      en: 'On for an app of the store, off while it is tried out with a development certificate.',
    },
  },
  ENDPOINT_FIELD,
]

/** How many keys are fetched at once: documented as 1 to 10 and elsewhere as 1 to 1,000. */
const KEYS_AT_ONCE = 10
/** A registration that belongs to nobody: a check of it can reach no device. */
const NO_DEVICE = '000000000000000000'

/**
 * App push of Jiguang. A message takes a key of theirs (`cid`), which is kept for a day under our own: the same message again returns the first result
 * and pushes nothing. What became of it on its device can be asked.
 */
export const jpush: ProviderKind = {
  name: 'jpush',
  side: 'push',
  title: { zh: '极光推送', en: 'JPush (Jiguang)' },
  fields: FIELDS,
  // 600 calls a minute for the free version (not verified).
  pace: { perSecond: 10, atOnce: 8 },
  check: (settings, secrets) => {
    checkFields(FIELDS, settings, secrets)
    if (!/^[0-9a-f]{24}$/.test(settings['appKey'] ?? '')) throw valueWrong('appKey', 'it does not have 24 hexadecimal digits')
    if (!/^[0-9a-f]{24}$/.test(secrets['masterSecret'] ?? '')) throw valueWrong('masterSecret', 'it does not have 24 hexadecimal digits')
  },
  open: (account, tools) => {
    const api = openJpush(account, tools)
    return {
      probe: () => api.probe(),
      send: (message) => api.send(message),
      ask: (message) => api.ask(message),
      // They keep a key for a day; an hour less leaves room for clocks.
      idempotentMs: DAY_MS - HOUR_MS,
      close: () => undefined,
    }
  },
}

interface JpushApi {
  probe(): Promise<ProbeResult>
  send(message: OutgoingMessage): Promise<Outcome>
  ask(message: AskedMessage): Promise<ReceiptEvent | null>
}

function openJpush(account: AccountValues, tools: ProviderTools): JpushApi {
  const endpoint = endpointOf(account.settings, 'https://api.jpush.cn')
  const reports = endpointOf(account.settings, 'https://report.jpush.cn')
  const appKey = account.settings['appKey'] ?? ''
  const authorization = `Basic ${Buffer.from(`${appKey}:${account.secrets['masterSecret'] ?? ''}`, 'utf8').toString('base64')}`
  const freshKeys: string[] = []
  const call = (url: string, body: object | null, timeoutMs: number): Promise<ProviderReply> =>
    tools.fetch(url, {
      method: body === null ? 'GET' : 'POST',
      headers: { authorization, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      timeoutMs,
    })

  /** @throws KeyRefused */
  const makeKey = async (): Promise<{ value: string; lastsMs: number }> => {
    if (freshKeys.length === 0) {
      let reply: ProviderReply
      try {
        reply = await call(`${endpoint}/v3/push/cid?count=${KEYS_AT_ONCE}&type=push`, null, 8 * SECOND_MS)
      } catch (error) {
        if (error instanceof NoAnswer) throw new KeyRefused({ kind: 'deferred', reason: 'not_reached' })
        throw error
      }
      if (reply.status !== 200) {
        const outcome = outcomeOfReply(reply, tools.clock.now())
        // No message has left, whatever stood behind a gateway.
        throw new KeyRefused(outcome.kind === 'unknown' ? { kind: 'deferred', reason: outcome.reason } : outcome)
      }
      const list = membersOf(readProviderJson(reply.body))['cidlist']
      if (Array.isArray(list)) freshKeys.push(...(list as readonly unknown[]).map(textOf).filter((key) => key !== ''))
    }
    const value = freshKeys.shift()
    if (value === undefined) throw new KeyRefused({ kind: 'deferred', reason: 'answer_unreadable' })
    return { value, lastsMs: DAY_MS }
  }

  return {
    async send(message) {
      if (message.channel !== 'push' || message.target.kind !== 'jpush') return { kind: 'rejected', reason: 'wrong_channel' }
      try {
        const cid = await tools.shared.get(`jpush-key/${account.id}/${message.sendKey}`, makeKey)
        const reply = await call(`${endpoint}/v3/push`, { cid, ...bodyOf(message, message.target.registrationId, account) }, 20 * SECOND_MS)
        return outcomeOfReply(reply, tools.clock.now())
      } catch (error) {
        if (error instanceof KeyRefused) return error.outcome
        return error instanceof NoAnswer ? outcomeOfSilence(error) : { kind: 'unknown', reason: 'failed_here' }
      }
    },

    async ask({ providerId, address }) {
      if (providerId === null || !/^\d{1,20}$/.test(providerId)) return null
      try {
        const reply = await call(`${reports}/v3/status/message`, { msg_id: providerId, registration_ids: [address] }, 10 * SECOND_MS)
        const status = textOf(membersOf(membersOf(readProviderJson(reply.body))[address])['status'])
        return reply.status === 200 ? eventOfStatus(status) : null
      } catch (error) {
        if (error instanceof NoAnswer) return null
        throw error
      }
    },

    async probe() {
      const facts = [{ name: 'app_key', value: appKey, ok: true }]
      const body = { platform: 'all', audience: { registration_id: [NO_DEVICE] }, notification: { alert: 'Liuke' } }
      try {
        const reply = await call(`${endpoint}/v3/push/validate`, body, 10 * SECOND_MS)
        // The credentials were right if all that it misses is the device.
        if (reply.status === 200 || codeOf(reply) === '1011') return { ok: true, reason: '', said: '', facts }
        const outcome = outcomeOfReply(reply, tools.clock.now())
        const said = textOf(membersOf(membersOf(readProviderJson(reply.body))['error'])['message']).slice(0, 300)
        return { ok: false, reason: 'reason' in outcome ? outcome.reason : 'not_reached', said, facts }
      } catch (error) {
        if (error instanceof NoAnswer) return { ok: false, reason: 'not_reached', said: error.message, facts }
        throw error
      }
    },
  }
}

/** No key, so no message has left. */
class KeyRefused extends Error {
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    super('reason' in outcome ? outcome.reason : outcome.kind)
    this.outcome = outcome
  }
}

function bodyOf(message: Extract<OutgoingMessage, { channel: 'push' }>, registrationId: string, account: AccountValues): object {
  const extras = message.url === null ? {} : { extras: { url: message.url } }
  const picture = message.imageUrl === null ? {} : { style: 3, big_pic_path: message.imageUrl }
  return {
    platform: 'all',
    audience: { registration_id: [registrationId] },
    notification: {
      alert: message.body,
      android: { alert: message.body, title: message.title, ...picture, ...extras },
      ios: { alert: { title: message.title, body: message.body }, sound: 'default', ...extras },
      hmos: { alert: message.body, title: message.title, category: 'MARKETING', ...extras },
    },
    options: { time_to_live: 86_400, apns_production: account.settings['apnsProduction'] !== 'false' },
  }
}

function outcomeOfReply(reply: ProviderReply, now: Date): Outcome {
  if (reply.status === 200) {
    const id = textOf(membersOf(readProviderJson(reply.body))['msg_id'])
    return id === '' ? { kind: 'unknown', reason: 'answer_unreadable' } : { kind: 'accepted', providerId: id }
  }
  const code = codeOf(reply)
  if (code === '') return outcomeOfStatus(reply)
  const outcome = outcomeOfCode(JPUSH_CODES, code, now)
  const wait = retryAfterMs(reply)
  return outcome.kind === 'deferred' && wait !== null ? { ...outcome, retryAfterMs: wait } : outcome
}

function codeOf(reply: ProviderReply): string {
  return textOf(membersOf(membersOf(readProviderJson(reply.body))['error'])['code'])
}

/** Status of one device: 0 delivered, 1 not, 2 not of this app, 3 not a target, 4 error (numbers not verified, so only the plain ones settle anything). */
function eventOfStatus(status: string): ReceiptEvent | null {
  if (status === '0') return { kind: 'delivered' }
  if (status === '2') return { kind: 'failed', reason: 'device_of_other_app', suppress: 'address' }
  return null
}
