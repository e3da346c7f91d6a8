import { outcomeOfCode, outcomeOfStatus, retryAfterMs } from '../code-outcome.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import type { AccountValues, Outcome, ProviderReply, ProviderTools } from '../provider.ts'
import { endpointOf } from '../provider-values.ts'
import { providerSaid } from '../sms/provider-said.ts'
import { tc3Authorization } from './tc3-signature.ts'
import { knownCode, TENCENT_CODES } from './tencent-codes.ts'

const OWN_ENDPOINT = 'https://sms.tencentcloudapi.com'
const VERSION = '2021-01-11'
const CONTENT_TYPE = 'application/json; charset=utf-8'

export interface TencentAnswer {
  readonly reply: ProviderReply
  /** The members of `Response`; empty where the body was none. */
  readonly members: Readonly<Record<string, unknown>>
  /** Of an error of the whole call; '' where there is none. */
  readonly code: string
  readonly said: string
}

export type TencentCall = (action: string, body: Readonly<Record<string, unknown>>, timeoutMs: number) => Promise<TencentAnswer>

/** Signed calls of Tencent Cloud SMS. Throws only `NoAnswer`. */
export function openTencentApi({ settings, secrets }: AccountValues, { clock, fetch }: ProviderTools): TencentCall {
  const { host, origin } = new URL(endpointOf(settings, OWN_ENDPOINT))
  const key = { id: settings['secretId'] ?? '', secret: secrets['secretKey'] ?? '' }
  return async (action, members, timeoutMs) => {
    const body = JSON.stringify(members)
    const timestamp = Math.floor(clock.now().getTime() / 1_000)
    const reply = await fetch(`${origin}/`, {
      method: 'POST',
      headers: {
        authorization: tc3Authorization({ host, contentType: CONTENT_TYPE, body, timestamp, service: 'sms' }, key),
        'content-type': CONTENT_TYPE,
        host,
        'x-tc-action': action,
        'x-tc-version': VERSION,
        'x-tc-timestamp': String(timestamp),
        'x-tc-region': settings['region'] ?? '',
      },
      body,
      timeoutMs,
    })
    const response = membersOf(membersOf(readProviderJson(reply.body))['Response'])
    const error = membersOf(response['Error'])
    return { reply, members: response, code: textOf(error['Code']), said: providerSaid(textOf(error['Message']), secrets) }
  }
}

/** What the refusal of a whole call means for a message. */
export function tencentRefusal({ reply, code }: TencentAnswer, now: Date): Outcome {
  if (code === '') return reply.status === 200 ? { kind: 'unknown', reason: 'answer_unreadable' } : outcomeOfStatus(reply)
  const outcome = outcomeOfCode(TENCENT_CODES, knownCode(code), now)
  const wait = retryAfterMs(reply)
  return outcome.kind === 'deferred' && wait !== null ? { ...outcome, retryAfterMs: wait } : outcome
}
