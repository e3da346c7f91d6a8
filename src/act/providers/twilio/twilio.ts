import { templateAt } from '../../outgoing-message.ts'
import type { OutgoingMessage, OutgoingSms, ProviderTemplate } from '../../outgoing-message.ts'
import { outcomeOfCode, outcomeOfStatus, retryAfterMs } from '../code-outcome.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import type {
  AccountValues,
  AskedMessage,
  Outcome,
  ProbeResult,
  ProviderKind,
  ProviderReply,
  ProviderTools,
  ReceiptEvent,
} from '../provider.ts'
import { endpointOf } from '../provider-values.ts'
import { answerOrNull, attempt, failedProbe, probeOrFailure, READ_TIMEOUT_MS, SEND_TIMEOUT_MS } from '../sms/attempt.ts'
import { providerSaid } from '../sms/provider-said.ts'
import { readTwilioCall, statusEvent } from './twilio-callbacks.ts'
import { TWILIO_CODES } from './twilio-codes.ts'
import { checkTwilio, TWILIO_FIELDS } from './twilio-fields.ts'

const OWN_ENDPOINT = 'https://api.twilio.com'
const LONGEST_TEXT = 1_600
/** A lost message was made within these of its handing over: our clocks may differ by a little, and an attempt ends after twenty seconds. */
const BEFORE_MS = 5_000
const AFTER_MS = 60_000

interface Answer {
  readonly reply: ProviderReply
  readonly members: Readonly<Record<string, unknown>>
}

type Call = (path: string, form: URLSearchParams | null, timeoutMs: number) => Promise<Answer>

/** Twilio Messages. It has no key against sending twice; ours is in the address that its receipts come to, so a lost message is known when one comes. */
export const twilio: ProviderKind = {
  name: 'twilio',
  side: 'sms',
  title: { zh: 'Twilio 短信', en: 'Twilio' },
  fields: TWILIO_FIELDS,
  // Twilio queues what a sender cannot send at once.
  pace: { perSecond: 50, atOnce: 16 },
  check: checkTwilio,
  open: (account, tools) => {
    const call = openTwilioApi(account, tools)
    const accountSid = account.settings['accountSid'] ?? ''
    return {
      probe: () => probeOrFailure(() => probe(call, account, tools)),
      send: (message) => attempt(() => send(call, account, tools, message)),
      ask: (message) => answerOrNull(() => ask(call, message)),
      receive: (inbound) => {
        const { callbackUrl, secrets } = account
        return Promise.resolve(
          readTwilioCall(inbound, { authToken: secrets['authToken'] ?? '', accountSid, callbackUrl }, tools.clock.now()),
        )
      },
      close: () => undefined,
    }
  },
}

/** Calls below the account, as its API key or with its auth token. Throws only `NoAnswer`. */
function openTwilioApi({ settings, secrets }: AccountValues, { fetch }: ProviderTools): Call {
  const sid = settings['accountSid'] ?? ''
  const key = settings['apiKeySid'] ?? ''
  const [user, password] = key === '' ? [sid, secrets['authToken']] : [key, secrets['apiKeySecret']]
  const authorization = `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`
  const account = `${endpointOf(settings, OWN_ENDPOINT)}/2010-04-01/Accounts/${sid}`
  return async (path, form, timeoutMs) => {
    const reply = await fetch(`${account}${path}`, {
      method: form === null ? 'GET' : 'POST',
      headers: {
        authorization,
        accept: 'application/json',
        ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }),
      },
      ...(form === null ? {} : { body: form.toString() }),
      timeoutMs,
    })
    return { reply, members: membersOf(readProviderJson(reply.body)) }
  }
}

async function send(call: Call, account: AccountValues, tools: ProviderTools, message: OutgoingMessage): Promise<Outcome> {
  if (message.channel !== 'sms') return { kind: 'rejected', reason: 'wrong_channel' }
  if (contentOf(message) === null && [...message.text].length > LONGEST_TEXT) return { kind: 'rejected', reason: 'too_long' }
  const answer = await call('/Messages.json', messageForm(account, message), SEND_TIMEOUT_MS)
  const sid = textOf(answer.members['sid'])
  if (isSuccess(answer.reply)) return sid === '' ? { kind: 'unknown', reason: 'answer_unreadable' } : { kind: 'accepted', providerId: sid }
  return twilioRefusal(answer, tools.clock.now())
}

function messageForm({ settings, callbackUrl }: AccountValues, message: OutgoingSms): URLSearchParams {
  const service = settings['messagingServiceSid'] ?? ''
  const form = new URLSearchParams({ To: message.to })
  if (service === '') form.set('From', settings['from'] ?? '')
  else form.set('MessagingServiceSid', service)
  const template = contentOf(message)
  if (template === null) form.set('Body', message.text)
  else {
    form.set('ContentSid', template.code)
    form.set('ContentVariables', JSON.stringify(Object.fromEntries(template.params.map(({ name, value }) => [name, value]))))
  }
  if (/^https?:/.test(callbackUrl)) form.set('StatusCallback', `${callbackUrl}?key=${encodeURIComponent(message.sendKey)}`)
  return form
}

/** A content template of Twilio. The code of another provider's, meant for all, is none: the text is sent as it stands. */
function contentOf(message: OutgoingSms): ProviderTemplate | null {
  const template = templateAt(message, 'twilio')
  return template !== null && /^HX[0-9a-f]{32}$/.test(template.code) ? template : null
}

function twilioRefusal({ reply, members }: Answer, now: Date): Outcome {
  const code = textOf(members['code'])
  // What went wrong on their side says nothing about the message, whatever its code; 429 says when.
  if (code === '' || (reply.status >= 500 && !Object.hasOwn(TWILIO_CODES, code))) return outcomeOfStatus(reply)
  const outcome = outcomeOfCode(TWILIO_CODES, code, now)
  const wait = retryAfterMs(reply)
  return outcome.kind === 'deferred' && wait !== null ? { ...outcome, retryAfterMs: wait } : outcome
}

/**
 * By its id; a message that was lost before we had one, when exactly one was made for the number about then. With more than one nobody can tell; its receipts,
 * which have our key, still can.
 */
async function ask(call: Call, { providerId, address, handedAt }: AskedMessage): Promise<ReceiptEvent | null> {
  if (providerId !== null) {
    const { reply, members } = await call(`/Messages/${encodeURIComponent(providerId)}.json`, null, READ_TIMEOUT_MS)
    return isSuccess(reply) ? statusEvent(textOf(members['status']), textOf(members['error_code'])) : null
  }
  const { reply, members } = await call(`/Messages.json?To=${encodeURIComponent(address)}&PageSize=50`, null, READ_TIMEOUT_MS)
  const list: unknown = members['messages']
  if (!isSuccess(reply) || !Array.isArray(list)) return null
  const near = (list as readonly unknown[]).map(membersOf).filter((one) => {
    const after = Date.parse(textOf(one['date_created'])) - handedAt.getTime()
    return after >= -BEFORE_MS && after <= AFTER_MS && textOf(one['direction']).startsWith('outbound')
  })
  const [found, ...others] = near
  return found === undefined || others.length > 0 ? null : statusEvent(textOf(found['status']), textOf(found['error_code']))
}

/** Reads the account; an API key may not, and reads the list of messages instead. */
async function probe(call: Call, { settings, secrets }: AccountValues, tools: ProviderTools): Promise<ProbeResult> {
  const isKey = (settings['apiKeySid'] ?? '') !== ''
  const answer = await call(isKey ? '/Messages.json?PageSize=1' : '.json', null, READ_TIMEOUT_MS)
  if (!isSuccess(answer.reply)) {
    return failedProbe(twilioRefusal(answer, tools.clock.now()), providerSaid(textOf(answer.members['message']), secrets))
  }
  if (isKey) return { ok: true, reason: '', said: '', facts: [] }
  const status = textOf(answer.members['status'])
  const facts = [
    { name: 'name', value: textOf(answer.members['friendly_name']).slice(0, 100), ok: true },
    { name: 'status', value: status, ok: status === 'active' },
  ]
  return { ok: status === 'active', reason: status === 'active' ? '' : 'account_suspended', said: '', facts }
}

const isSuccess = ({ status }: ProviderReply): boolean => status >= 200 && status < 300
