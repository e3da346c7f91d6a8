import type { OutgoingMessage } from '../../outgoing-message.ts'
import { membersOf, textOf } from '../exact-json.ts'
import type { AccountValues, AskedMessage, Outcome, ProbeResult, ProviderKind, ProviderTools, ReceiptEvent } from '../provider.ts'
import { answerOrNull, attempt, failedProbe, probeOrFailure, READ_TIMEOUT_MS, SEND_TIMEOUT_MS } from '../sms/attempt.ts'
import { beijingDay } from '../sms/beijing-time.ts'
import { homeNumber } from '../sms/phone-parts.ts'
import { failedEvent } from '../sms/receipt-event.ts'
import { templateOf } from '../sms/sms-fields.ts'
import { aliyunRefusal, openAliyunApi } from './aliyun-api.ts'
import type { AliyunCall } from './aliyun-api.ts'
import { readAliyunCall } from './aliyun-callbacks.ts'
import { ALIYUN_RECEIPTS } from './aliyun-codes.ts'
import { ALIYUN_FIELDS, checkAliyun } from './aliyun-fields.ts'

/** OutId has fewer than 256 characters. */
const LONGEST_OUT_ID = 255
const PAGE = 50
/** What became of the review of a signature. */
const SIGN_STATES: Readonly<Record<string, string>> = {
  AUDIT_STATE_PASS: 'approved',
  AUDIT_STATE_INIT: 'waiting',
  AUDIT_STATE_NOT_PASS: 'refused',
  AUDIT_STATE_CANCEL: 'refused',
}
/** A number gets 40 messages a day at most, over all senders. */
const MOST_PAGES = 2

/** Alibaba Cloud SMS (dysmsapi 2017-05-25) by its signed HTTP. It has no key against sending twice: an unknown outcome is asked about by our own OutId. */
export const aliyunSms: ProviderKind = {
  name: 'aliyun_sms',
  side: 'sms',
  title: { zh: '阿里云短信', en: 'Alibaba Cloud SMS' },
  fields: ALIYUN_FIELDS,
  // They take 5,000 calls a second of one user.
  pace: { perSecond: 1_000, atOnce: 64 },
  check: checkAliyun,
  open: (account, tools) => {
    const call = openAliyunApi(account, tools)
    return {
      probe: () => probeOrFailure(() => probe(call, account, tools)),
      send: (message) => attempt(() => send(call, account, tools, message)),
      ask: (message) => answerOrNull(() => ask(call, message)),
      receive: (inbound) => Promise.resolve(readAliyunCall(inbound, tools.clock.now())),
      close: () => undefined,
    }
  },
}

async function send(call: AliyunCall, { settings }: AccountValues, tools: ProviderTools, message: OutgoingMessage): Promise<Outcome> {
  if (message.channel !== 'sms') return { kind: 'rejected', reason: 'wrong_channel' }
  const home = homeNumber(message.to)
  if (home === null && settings['foreign'] !== 'true') return { kind: 'rejected', reason: 'foreign_number' }
  const template = templateOf(message, 'aliyun_sms', settings)
  if (template === null) return { kind: 'rejected', reason: 'template_missing' }
  const extendCode = settings['extendCode'] ?? ''
  const answer = await call(
    'SendSms',
    {
      PhoneNumbers: home ?? message.to.slice(1),
      SignName: settings['signName'] ?? '',
      TemplateCode: template.code,
      TemplateParam: JSON.stringify(Object.fromEntries(template.params.map(({ name, value }) => [name, value]))),
      ...(extendCode === '' ? {} : { SmsUpExtendCode: extendCode }),
      ...(message.sendKey.length > LONGEST_OUT_ID ? {} : { OutId: message.sendKey }),
    },
    SEND_TIMEOUT_MS,
  )
  if (answer.reply.status === 200 && answer.code === 'OK') return { kind: 'accepted', providerId: textOf(answer.members['BizId']) || null }
  return aliyunRefusal(answer, tools.clock.now())
}

/** By the number and the day in Beijing, and then by our OutId. A list that has too few items has been seen: that a message is missing proves nothing. */
async function ask(call: AliyunCall, { sendKey, providerId, address, handedAt }: AskedMessage): Promise<ReceiptEvent | null> {
  // A message that was handed over just before midnight may have been taken after it.
  const days = new Set([beijingDay(handedAt), beijingDay(new Date(handedAt.getTime() + 60_000))])
  for (const day of days) {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const answer = await call(
        'QuerySendDetails',
        {
          PhoneNumber: homeNumber(address) ?? address.slice(1),
          SendDate: day,
          PageSize: String(PAGE),
          CurrentPage: String(page),
          ...(providerId === null ? {} : { BizId: providerId }),
        },
        READ_TIMEOUT_MS,
      )
      if (answer.code !== 'OK') return null
      const details: unknown = membersOf(answer.members['SmsSendDetailDTOs'])['SmsSendDetailDTO']
      const items = (Array.isArray(details) ? (details as readonly unknown[]) : []).map(membersOf)
      const found = items.find((item) => textOf(item['OutId']) === sendKey)
      if (found !== undefined) return detailEvent(textOf(found['SendStatus']), textOf(found['ErrCode']))
      if (items.length < PAGE) break
    }
  }
  return null
}

function detailEvent(status: string, code: string): ReceiptEvent | null {
  switch (status) {
    case '1':
      return { kind: 'delayed', reason: 'waiting' }
    case '2':
      return failedEvent(ALIYUN_RECEIPTS, code)
    case '3':
      return { kind: 'delivered' }
    default:
      return null
  }
}

/** Reads the list of signatures: the key must be right, and the signature of this account approved. */
async function probe(call: AliyunCall, { settings }: AccountValues, tools: ProviderTools): Promise<ProbeResult> {
  const answer = await call('QuerySmsSignList', { PageIndex: '1', PageSize: String(PAGE) }, READ_TIMEOUT_MS)
  if (answer.reply.status !== 200 || answer.code !== 'OK') return failedProbe(aliyunRefusal(answer, tools.clock.now()), answer.said)
  const list: unknown = answer.members['SmsSignList']
  const signs = (Array.isArray(list) ? (list as readonly unknown[]) : []).map(membersOf)
  const own = signs.find((sign) => textOf(sign['SignName']) === settings['signName'])
  const state = own === undefined ? 'unknown' : (SIGN_STATES[textOf(own['AuditStatus'])] ?? 'waiting')
  const isApproved = state === 'approved'
  // Of more than one page the signature may stand on another one.
  const isSure = signs.length < PAGE || own !== undefined
  return {
    ok: isApproved || !isSure,
    reason: isApproved || !isSure ? '' : own === undefined ? 'signature_unknown' : 'signature_not_approved',
    said: '',
    facts: [{ name: 'signature', value: state, ok: isApproved }],
  }
}
