import { createHash } from 'node:crypto'
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import { outcomeOfCode, outcomeOfSilence, outcomeOfStatus } from '../code-outcome.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import { NoAnswer } from '../provider.ts'
import type { AccountValues, Outcome, ProbeResult, ProviderTools } from '../provider.ts'
import { endpointOf } from '../provider-values.ts'
import { TOKEN_CODES, WECHAT_CODES } from './wechat-codes.ts'

const OWN_ENDPOINT = 'https://api.weixin.qq.com'
const SEND_TIMEOUT_MS = 20 * SECOND_MS
const TOKEN_TIMEOUT_MS = 8 * SECOND_MS
/** In the last five minutes WeChat gives a new token and takes both. */
const TOKEN_OVERLAP_MS = 5 * MINUTE_MS

/** Of a login code: wrong, used already, or of a user whom WeChat takes for a risk. */
const REFUSED_CODES: ReadonlySet<string> = new Set(['40029', '40163', '40226'])

/** What a call was answered: the members of its JSON, with its code as text ("0": all is well; empty: it has none). */
export interface WechatAnswer {
  readonly code: string
  readonly said: string
  readonly members: Readonly<Record<string, unknown>>
}

/** A call that did not come to an answer of the API, as the outcome that it is for a message. */
export class WechatFailure extends Error {
  readonly outcome: Outcome
  readonly said: string

  constructor(outcome: Outcome, said: string) {
    super('reason' in outcome ? outcome.reason : outcome.kind)
    this.name = 'WechatFailure'
    this.outcome = outcome
    this.said = said
  }
}

export interface WechatApi {
  /** Posts JSON with the access token of the app; a bad token is renewed once. @throws WechatFailure */
  post(path: string, body: unknown): Promise<WechatAnswer>
  /** Sends one message. Never throws. */
  send(path: string, body: unknown, providerIdOf: (members: WechatAnswer['members']) => string | null): Promise<Outcome>
  /** The openid that a mini-program's login code stands for; null: the code is wrong, used or too old. The session key is dropped here. @throws NoAnswer */
  signIn(code: string): Promise<{ readonly openId: string; readonly unionId: string | null } | null>
  /** Fetches a token and looks whether the app may call: sends nothing. Never throws. */
  probe(): Promise<ProbeResult>
}

/**
 * The API of official accounts and mini-programs. The access token is that of `stable_token` in normal mode, which gives all callers the same one; it is
 * kept for all nodes by `tools.shared`, so that none of them makes the token of another run out.
 */
export function openWechatApi(account: AccountValues, tools: ProviderTools): WechatApi {
  const endpoint = endpointOf(account.settings, OWN_ENDPOINT)
  const appId = account.settings['appId'] ?? ''
  const secret = account.secrets['appSecret'] ?? ''
  // A changed secret has a token of its own.
  const tokenKey = `wechat-token/${createHash('sha256').update(`${endpoint}\n${appId}\n${secret}`).digest('hex').slice(0, 32)}`

  const call = async (url: string, body: unknown, timeoutMs: number): Promise<WechatAnswer> => {
    const reply = await tools.fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs,
    })
    if (reply.status !== 200) throw new WechatFailure(outcomeOfStatus(reply), `HTTP ${reply.status}`)
    const read = readProviderJson(reply.body)
    const members = membersOf(read)
    return { code: textOf(members['errcode']), said: textOf(members['errmsg']).slice(0, 300), members }
  }

  const makeToken = async (): Promise<{ value: string; lastsMs: number }> => {
    const body = { grant_type: 'client_credential', appid: appId, secret }
    let answer: WechatAnswer
    try {
      answer = await call(`${endpoint}/cgi-bin/stable_token`, body, TOKEN_TIMEOUT_MS)
    } catch (error) {
      // Whatever became of the call for a token, no message has left.
      if (error instanceof NoAnswer) throw new WechatFailure({ kind: 'deferred', reason: 'not_reached' }, error.message)
      if (error instanceof WechatFailure && error.outcome.kind === 'unknown') {
        throw new WechatFailure({ kind: 'deferred', reason: error.outcome.reason }, error.said)
      }
      throw error
    }
    const value = textOf(answer.members['access_token'])
    if (value === '') throw new WechatFailure(tokenOutcome(answer, tools.clock.now()), answer.said)
    const seconds = Number(textOf(answer.members['expires_in'])) || 0
    return { value, lastsMs: Math.max(seconds * SECOND_MS - TOKEN_OVERLAP_MS, MINUTE_MS) }
  }

  const post = async (path: string, body: unknown): Promise<WechatAnswer> => {
    const once = (token: string): Promise<WechatAnswer> =>
      call(`${endpoint}${path}?access_token=${encodeURIComponent(token)}`, body, SEND_TIMEOUT_MS)
    const token = await tools.shared.get(tokenKey, makeToken)
    const answer = await once(token)
    if (!TOKEN_CODES.has(answer.code)) return answer
    return once(await tools.shared.get(tokenKey, makeToken, { notThis: token }))
  }

  return {
    post,

    async send(path, body, providerIdOf) {
      try {
        const answer = await post(path, body)
        if (answer.code === '') return { kind: 'unknown', reason: 'answer_unreadable' }
        if (answer.code === '0') return { kind: 'accepted', providerId: providerIdOf(answer.members) }
        return outcomeOfCode(WECHAT_CODES, answer.code, tools.clock.now())
      } catch (error) {
        return failureOf(error)
      }
    },

    async signIn(code) {
      const query = new URLSearchParams({ appid: appId, secret, js_code: code, grant_type: 'authorization_code' })
      let answer: WechatAnswer
      try {
        answer = await call(`${endpoint}/sns/jscode2session?${query.toString()}`, undefined, TOKEN_TIMEOUT_MS)
      } catch (error) {
        if (error instanceof WechatFailure) throw new NoAnswer(true, error.message)
        throw error
      }
      const openId = textOf(answer.members['openid'])
      if (REFUSED_CODES.has(answer.code)) return null
      if (openId === '') throw new NoAnswer(true, `code_${answer.code}`)
      const unionId = textOf(answer.members['unionid'])
      return { openId, unionId: unionId === '' ? null : unionId }
    },

    async probe() {
      try {
        const token = await tools.shared.get(tokenKey, makeToken)
        return { ok: token !== '', reason: '', said: '', facts: [{ name: 'app_id', value: appId, ok: true }] }
      } catch (error) {
        const outcome = failureOf(error)
        const said = error instanceof WechatFailure ? error.said : ''
        return {
          ok: false,
          reason: 'reason' in outcome ? outcome.reason : 'not_reached',
          said,
          facts: [{ name: 'app_id', value: appId, ok: false }],
        }
      }
    },
  }
}

/** The outcome of whatever a call threw. */
export function failureOf(error: unknown): Outcome {
  if (error instanceof WechatFailure) return error.outcome
  if (error instanceof NoAnswer) return outcomeOfSilence(error)
  // Something of ours broke before or after the call: nobody can tell.
  return { kind: 'unknown', reason: 'failed_here' }
}

/** Why there is no token. 40001 is a wrong secret here, since no token was given. */
function tokenOutcome(answer: WechatAnswer, now: Date): Outcome {
  if (answer.code === '') return { kind: 'deferred', reason: 'answer_unreadable' }
  const outcome = outcomeOfCode(WECHAT_CODES, answer.code, now)
  if (outcome.kind !== 'rejected') return outcome
  return { kind: 'halted', what: 'account', reason: outcome.reason }
}
