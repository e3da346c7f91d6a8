import { timingSafeEqual } from 'node:crypto'
import { ALIYUN_CODES, bareCode } from '#act/providers/aliyun-sms/aliyun-codes.ts'
import { acs3Signature, sha256Hex } from '#act/providers/aliyun-sms/acs3-signature.ts'
import { beijingDay, writeBeijingTime } from '#act/providers/sms/beijing-time.ts'
import type { Clock } from '#kernel/clock.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { ScriptedServer, ServerReply, ServerRequest } from './scripted-server.ts'

export interface AliyunMessage {
  readonly sendKey: string | null
  readonly providerId: string
  readonly phone: string
  readonly signName: string
  readonly templateCode: string
  readonly params: Readonly<Record<string, string>>
  readonly at: Date
  status: 1 | 2 | 3
  errCode: string
}

export interface AliyunServer extends ScriptedServer {
  readonly taken: readonly AliyunMessage[]
  /** Body of a call of SmsReport about messages that were taken. */
  report(messages: readonly AliyunMessage[]): string
  /** Body of a call of SmsUp. */
  uplink(replies: readonly { readonly phone: string; readonly content: string; readonly id: string }[]): string
}

interface AliyunServerOptions {
  readonly clock: Clock
  readonly accessKeyId: string
  readonly accessKeySecret: string
  /** Approved ones. */
  readonly signNames: readonly string[]
  /** Approved templates with their variables. */
  readonly templates: Readonly<Record<string, readonly string[]>>
}

const MOST_SKEW_MS = 15 * 60_000
/** Errors of the gateway come with a status of HTTP, those of the service with 200. */
const STATUS: Readonly<Record<string, number>> = {
  SignatureDoesNotMatch: 400,
  SignatureNonceUsed: 400,
  'InvalidTimeStamp.Expired': 400,
  'InvalidAccessKeyId.NotFound': 404,
  Throttling: 400,
  'Throttling.User': 400,
  InternalError: 500,
  ServiceUnavailable: 503,
}

/** Answers as dysmsapi does: it checks signature, clock, nonce, signature name, template and parameters, and keeps what it took. */
export async function startAliyunServer(options: AliyunServerOptions): Promise<AliyunServer> {
  const taken: AliyunMessage[] = []
  const nonces = new Set<string>()
  const refuse = (code: string, said = code): ServerReply => ({
    status: STATUS[code] ?? 200,
    body: JSON.stringify({ Code: prefixed(code), Message: said, RequestId: `R${taken.length}` }),
  })
  const ok = (members: object): ServerReply => ({
    status: 200,
    body: JSON.stringify({ Code: 'OK', Message: 'OK', RequestId: `R${taken.length}`, ...members }),
  })

  const send = (query: URLSearchParams): ServerReply => {
    const given = (name: string): string => query.get(name) ?? ''
    if (!options.signNames.includes(given('SignName'))) return refuse('SMS_SIGNATURE_ILLEGAL')
    const variables = options.templates[given('TemplateCode')]
    if (variables === undefined) return refuse('SMS_TEMPLATE_ILLEGAL')
    let params: Record<string, string>
    try {
      params = JSON.parse(given('TemplateParam')) as Record<string, string>
    } catch {
      return refuse('INVALID_JSON_PARAM')
    }
    if (variables.some((name) => typeof params[name] !== 'string')) return refuse('TEMPLATE_MISSING_PARAMETERS')
    const values = Object.values(params)
    if (values.some((value) => /https?:\/\//.test(value))) return refuse('PARAM_NOT_SUPPORT_URL')
    if (!/^(1[3-9]\d{9}|\d{7,15})$/.test(given('PhoneNumbers'))) return refuse('MOBILE_NUMBER_ILLEGAL')
    const providerId = `9006195${String(taken.length).padStart(11, '0')}^0`
    taken.push({
      sendKey: query.get('OutId'),
      providerId,
      phone: given('PhoneNumbers'),
      signName: given('SignName'),
      templateCode: given('TemplateCode'),
      params,
      at: options.clock.now(),
      status: 1,
      errCode: '',
    })
    return ok({ BizId: providerId })
  }

  const details = (query: URLSearchParams): ServerReply => {
    const found = taken.filter(
      ({ phone, at, providerId }) =>
        phone === query.get('PhoneNumber') &&
        beijingDay(at) === query.get('SendDate') &&
        (query.get('BizId') === null || query.get('BizId') === providerId),
    )
    const size = Number(query.get('PageSize'))
    const page = found.slice((Number(query.get('CurrentPage')) - 1) * size).slice(0, size)
    return ok({
      TotalCount: found.length,
      SmsSendDetailDTOs: {
        SmsSendDetailDTO: page.map((one) => ({
          PhoneNum: one.phone,
          SendStatus: one.status,
          ErrCode: one.errCode,
          TemplateCode: one.templateCode,
          SendDate: writeBeijingTime(one.at),
          OutId: one.sendKey ?? '',
        })),
      },
    })
  }

  const answer = (request: ServerRequest): ServerReply => {
    const { headers, url } = request
    const [, id = '', names = '', signature = ''] =
      /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(headers['authorization'] ?? '') ?? []
    if (id !== options.accessKeyId) return refuse('InvalidAccessKeyId.NotFound')
    const signed = names.split(';')
    const needed = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-acs-'))]
    const right = acs3Signature(
      {
        method: request.method === 'GET' ? 'GET' : 'POST',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: Object.fromEntries(signed.map((name) => [name, headers[name] ?? ''])),
        body: request.body,
      },
      options.accessKeySecret,
    )
    if (needed.some((name) => !signed.includes(name)) || headers['x-acs-content-sha256'] !== sha256Hex(request.body)) {
      return refuse('SignatureDoesNotMatch')
    }
    if (signature === '' || !timingSafeEqual(Buffer.from(signature), Buffer.from(right))) {
      return refuse('SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.')
    }
    const at = Date.parse(headers['x-acs-date'] ?? '')
    if (!(Math.abs(at - options.clock.now().getTime()) <= MOST_SKEW_MS)) return refuse('InvalidTimeStamp.Expired')
    const nonce = headers['x-acs-signature-nonce'] ?? ''
    if (nonces.has(nonce)) return refuse('SignatureNonceUsed')
    nonces.add(nonce)
    switch (headers['x-acs-action']) {
      case 'SendSms':
        return send(url.searchParams)
      case 'QuerySendDetails':
        return details(url.searchParams)
      case 'QuerySmsSignList':
        return ok({ SmsSignList: options.signNames.map((SignName) => ({ SignName, AuditStatus: 'AUDIT_STATE_PASS' })) })
      default:
        return { status: 404, body: JSON.stringify({ Code: 'InvalidAction.NotFound', Message: 'no such action' }) }
    }
  }

  const server = await startScriptedServer({ isSend: ({ headers }) => headers['x-acs-action'] === 'SendSms', answer, refuse })
  return {
    ...server,
    taken,
    report: (messages) =>
      JSON.stringify(
        messages.map((one) => ({
          phone_number: one.phone,
          send_time: writeBeijingTime(one.at),
          report_time: writeBeijingTime(options.clock.now()),
          success: one.status === 3,
          err_code: one.status === 3 ? 'DELIVERED' : one.errCode,
          err_msg: '',
          sms_size: '1',
          biz_id: one.providerId,
          out_id: one.sendKey ?? '',
        })),
      ),
    uplink: (replies) =>
      JSON.stringify(
        replies.map(({ phone, content, id }) => ({
          phone_number: phone,
          content,
          send_time: writeBeijingTime(options.clock.now()),
          dest_code: '90999',
          sequence_id: id,
        })),
      ),
  }
}

/** Codes of the service have `isv.` before them, those of the gateway have not. */
function prefixed(code: string): string {
  if (code.includes('.') || Object.hasOwn(STATUS, code) || !Object.hasOwn(ALIYUN_CODES, bareCode(code))) return code
  return code === 'SYSTEM_ERROR' || code === 'RAM_PERMISSION_DENY' ? `isp.${code}` : `isv.${code}`
}
