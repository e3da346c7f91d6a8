import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import type { OutgoingMessage } from '../../outgoing-message.ts'
import { outcomeOfCode } from '../code-outcome.ts'
import { membersOf, textOf } from '../exact-json.ts'
import type { AccountValues, AskedMessage, Outcome, ProbeResult, ProviderKind, ProviderTools, ReceiptEvent } from '../provider.ts'
import { answerOrNull, attempt, failedProbe, probeOrFailure, READ_TIMEOUT_MS, SEND_TIMEOUT_MS } from '../sms/attempt.ts'
import { beijingHour } from '../sms/beijing-time.ts'
import { homeNumber } from '../sms/phone-parts.ts'
import { failedEvent } from '../sms/receipt-event.ts'
import { templateOf } from '../sms/sms-fields.ts'
import { openTencentApi, tencentRefusal } from './tencent-api.ts'
import type { TencentCall } from './tencent-api.ts'
import { readTencentCall } from './tencent-callbacks.ts'
import { knownCode, TENCENT_CODES, TENCENT_RECEIPTS } from './tencent-codes.ts'
import { checkTencent, TENCENT_FIELDS } from './tencent-fields.ts'

/** SessionContext comes back in the answer only; its length is not documented, 512 was once. */
const LONGEST_CONTEXT = 512
/** How long after it was handed over the receipt of a lost message may have come to be taken for its own. */
const NEAR_MS = 5 * MINUTE_MS

/** Tencent Cloud SMS (2021-01-11) by its signed HTTP. It has no key against sending twice, and only number and time tie a lost message to a receipt. */
export const tencentSms: ProviderKind = {
  name: 'tencent_sms',
  side: 'sms',
  title: { zh: '腾讯云短信', en: 'Tencent Cloud SMS' },
  fields: TENCENT_FIELDS,
  // They take 3,000 calls a second.
  pace: { perSecond: 1_000, atOnce: 64 },
  check: checkTencent,
  open: (account, tools) => {
    const call = openTencentApi(account, tools)
    return {
      probe: () => probeOrFailure(() => probe(call, account, tools)),
      send: (message) => attempt(() => send(call, account, tools, message)),
      ask: (message) => answerOrNull(() => ask(call, account, message)),
      receive: (inbound) => Promise.resolve(readTencentCall(inbound, tools.clock.now())),
      close: () => undefined,
    }
  },
}

async function send(call: TencentCall, { settings }: AccountValues, tools: ProviderTools, message: OutgoingMessage): Promise<Outcome> {
  if (message.channel !== 'sms') return { kind: 'rejected', reason: 'wrong_channel' }
  const isHome = homeNumber(message.to) !== null
  if (!isHome && settings['foreign'] !== 'true') return { kind: 'rejected', reason: 'foreign_number' }
  const template = templateOf(message, 'tencent_sms', settings)
  if (template === null) return { kind: 'rejected', reason: 'template_missing' }
  const answer = await call(
    'SendSms',
    {
      PhoneNumberSet: [message.to],
      SmsSdkAppId: settings['sdkAppId'] ?? '',
      TemplateId: template.code,
      SignName: settings['signName'] ?? '',
      // By place: the first value is {1}.
      TemplateParamSet: template.params.map(({ value }) => value),
      SessionContext: message.sendKey.slice(0, LONGEST_CONTEXT),
    },
    SEND_TIMEOUT_MS,
  )
  const set: unknown = answer.members['SendStatusSet']
  if (answer.code !== '' || !Array.isArray(set)) return tencentRefusal(answer, tools.clock.now())
  const status = membersOf((set as readonly unknown[])[0])
  const code = textOf(status['Code'])
  if (code === '') return { kind: 'unknown', reason: 'answer_unreadable' }
  if (code !== 'Ok') return outcomeOfCode(TENCENT_CODES, knownCode(code), tools.clock.now())
  return { kind: 'accepted', providerId: textOf(status['SerialNo']) || null }
}

/** By the number: by its SerialNo where it is known, otherwise when one message only arrived there within five minutes. More than one: nobody can tell. */
async function ask(
  call: TencentCall,
  { settings }: AccountValues,
  { providerId, address, handedAt }: AskedMessage,
): Promise<ReceiptEvent | null> {
  const from = handedAt.getTime() - MINUTE_MS
  const answer = await call(
    'PullSmsSendStatusByPhoneNumber',
    {
      BeginTime: Math.floor(from / 1_000),
      Offset: 0,
      Limit: 100,
      PhoneNumber: address,
      SmsSdkAppId: settings['sdkAppId'] ?? '',
    },
    READ_TIMEOUT_MS,
  )
  const set: unknown = answer.members['PullSmsSendStatusSet']
  if (answer.code !== '' || !Array.isArray(set)) return null
  const items = (set as readonly unknown[]).map(membersOf)
  const near = items.filter((item) => {
    const at = Number(textOf(item['UserReceiveTime'])) * 1_000
    return at >= from && at <= handedAt.getTime() + NEAR_MS
  })
  const found =
    providerId === null ? (near.length === 1 ? near[0] : undefined) : items.find((item) => textOf(item['SerialNo']) === providerId)
  if (found === undefined) return null
  const status = textOf(found['ReportStatus'])
  if (status === 'SUCCESS') return { kind: 'delivered' }
  return status === 'FAIL' ? failedEvent(TENCENT_RECEIPTS, textOf(found['Description'])) : null
}

/** Reads the figures of the last day, which needs the right key and application, and what is left of the packages where there are some. */
async function probe(call: TencentCall, { settings }: AccountValues, tools: ProviderTools): Promise<ProbeResult> {
  const now = tools.clock.now()
  const range = { SmsSdkAppId: settings['sdkAppId'] ?? '', Limit: 0, Offset: 0, EndTime: beijingHour(now) }
  const answer = await call('SendStatusStatistics', { ...range, BeginTime: beijingHour(new Date(now.getTime() - DAY_MS)) }, READ_TIMEOUT_MS)
  const figures = membersOf(answer.members['SendStatusStatistics'])
  if (answer.code !== '' || figures['RequestCount'] === undefined) return failedProbe(tencentRefusal(answer, now), answer.said)
  const facts = [{ name: 'sent_last_day', value: textOf(figures['RequestSuccessCount']), ok: true }]
  const left = await answerOrNull(() => packagesLeft(call, settings['sdkAppId'] ?? '', now))
  if (left !== null) facts.push({ name: 'packages_left', value: String(left), ok: left > 0 })
  return { ok: true, reason: '', said: '', facts }
}

/** Messages left in the packages of the last two years; null: there are none, or they cannot be read (not on the international site). */
async function packagesLeft(call: TencentCall, appId: string, now: Date): Promise<number | null> {
  const answer = await call(
    'SmsPackagesStatistics',
    {
      SmsSdkAppId: appId,
      Limit: 500,
      Offset: 0,
      BeginTime: beijingHour(new Date(now.getTime() - 730 * DAY_MS)),
      EndTime: beijingHour(now),
    },
    READ_TIMEOUT_MS,
  )
  const set: unknown = answer.members['SmsPackagesStatisticsSet']
  if (answer.code !== '' || !Array.isArray(set) || set.length === 0) return null
  return (set as readonly unknown[])
    .map(membersOf)
    .filter((one) => Number(textOf(one['PackageExpiredTime'])) * 1_000 > now.getTime())
    .reduce((sum, one) => sum + Number(textOf(one['PackageAmount'])) - Number(textOf(one['CurrentUsage'])), 0)
}
