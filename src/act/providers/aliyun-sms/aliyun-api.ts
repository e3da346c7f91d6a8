import { randomBytes } from 'node:crypto'
import { outcomeOfCode, outcomeOfStatus, retryAfterMs, untilNextMs } from '../code-outcome.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import type { AccountValues, Outcome, ProviderReply, ProviderTools } from '../provider.ts'
import { endpointOf } from '../provider-values.ts'
import { providerSaid } from '../sms/provider-said.ts'
import { acs3Authorization, canonicalQuery, sha256Hex } from './acs3-signature.ts'
import { ALIYUN_CODES, bareCode } from './aliyun-codes.ts'

const OWN_ENDPOINT = 'https://dysmsapi.aliyuncs.com'
const VERSION = '2017-05-25'

/** An answer of the API. `members` is empty where the body was no JSON. */
export interface AliyunAnswer {
  readonly reply: ProviderReply
  readonly members: Readonly<Record<string, unknown>>
  /** `OK` when all is well; '' where there is none. */
  readonly code: string
  readonly said: string
}

export type AliyunCall = (action: string, query: Readonly<Record<string, string>>, timeoutMs: number) => Promise<AliyunAnswer>

/** Calls of dysmsapi, each signed with a nonce of its own. The parameters are in the query and the body is empty. Throws only `NoAnswer`. */
export function openAliyunApi({ settings, secrets }: AccountValues, { clock, fetch }: ProviderTools): AliyunCall {
  const endpoint = new URL(`${endpointOf(settings, OWN_ENDPOINT)}/`)
  const key = { id: settings['accessKeyId'] ?? '', secret: secrets['accessKeySecret'] ?? '' }
  return async (action, query, timeoutMs) => {
    const headers = {
      host: endpoint.host,
      'x-acs-action': action,
      'x-acs-content-sha256': sha256Hex(''),
      'x-acs-date': `${clock.now().toISOString().slice(0, 19)}Z`,
      'x-acs-signature-nonce': randomBytes(16).toString('hex'),
      'x-acs-version': VERSION,
    }
    const authorization = acs3Authorization({ method: 'POST', path: endpoint.pathname, query, headers, body: '' }, key)
    const reply = await fetch(`${endpoint.origin}${endpoint.pathname}?${canonicalQuery(query)}`, {
      method: 'POST',
      headers: { ...headers, authorization, accept: 'application/json' },
      timeoutMs,
    })
    const members = membersOf(readProviderJson(reply.body))
    return { reply, members, code: textOf(members['Code']), said: providerSaid(textOf(members['Message']), secrets) }
  }
}

/** What a refusal means for a message. Errors of the gateway come with a status of HTTP and a code, those of the service with 200 and a code. */
export function aliyunRefusal({ reply, code, members }: AliyunAnswer, now: Date): Outcome {
  if (code === '') return reply.status === 200 ? { kind: 'unknown', reason: 'answer_unreadable' } : outcomeOfStatus(reply)
  const bare = bareCode(code)
  if (bare === 'BUSINESS_LIMIT_CONTROL') return numberLimit(textOf(members['Message']), now)
  if (!Object.hasOwn(ALIYUN_CODES, bare) && reply.status !== 200) return outcomeOfStatus(reply)
  const outcome = outcomeOfCode(ALIYUN_CODES, bare, now)
  const wait = retryAfterMs(reply)
  return outcome.kind === 'deferred' && wait !== null ? { ...outcome, retryAfterMs: wait } : outcome
}

/**
 * The limit of one number: minutes and hours are those of the clock, a day is the 24 hours after a send. Which one it is stands in the message only
 * (its wording is not verified); where it does not, the next hour is tried.
 */
function numberLimit(said: string, now: Date): Outcome {
  const retry = said.includes('分钟') ? untilNextMs('minute', now) : said.includes('天') ? DAY_MS : untilNextMs('hour', now)
  return { kind: 'deferred', reason: 'number_limit', retryAfterMs: retry }
}
