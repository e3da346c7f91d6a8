import { timingSafeEqual } from 'node:crypto'
import { writeBeijingTime } from '#act/providers/sms/beijing-time.ts'
import { tc3Signature } from '#act/providers/tencent-sms/tc3-signature.ts'
import type { Clock } from '#kernel/clock.ts'
import { startScriptedServer } from '#demo/providers/scripted-server.ts'
import type { ScriptedServer, ServerReply, ServerRequest } from '#demo/providers/scripted-server.ts'

export interface TencentMessage {
  readonly sendKey: string
  readonly providerId: string
  readonly phone: string
  readonly templateId: string
  readonly params: readonly string[]
  readonly at: Date
}

export interface TencentServer extends ScriptedServer {
  readonly taken: readonly TencentMessage[]
  /** Body of a status callback. */
  statuses(items: readonly { readonly message: TencentMessage; readonly isDelivered: boolean }[]): string
  /** Body of a reply callback; `seconds` since 1970. */
  replied(reply: { readonly phone: string; readonly text: string; readonly seconds: number }): string
}

interface TencentServerOptions {
  readonly clock: Clock
  readonly secretId: string
  readonly secretKey: string
  readonly sdkAppId: string
  readonly signNames: readonly string[]
  /** Approved templates with how many values they have. */
  readonly templates: Readonly<Record<string, number>>
}

const MOST_SKEW_S = 5 * 60
/** These are of a whole call, the others of a number. */
const WHOLE = /^(?:AuthFailure|InternalError|RequestLimitExceeded|UnauthorizedOperation|InvalidParameterValue\.SdkApp|9)/

/** Answers as Tencent Cloud SMS does: it checks signature, clock, application, signature name, template and number of values, and keeps what it took. */
export async function startTencentServer(options: TencentServerOptions): Promise<TencentServer> {
  const taken: TencentMessage[] = []
  const respond = (members: object): ServerReply => ({
    status: 200,
    body: JSON.stringify({ Response: { ...members, RequestId: `r-${taken.length}` } }),
  })
  const error = (Code: string, Message = Code): ServerReply => respond({ Error: { Code, Message } })
  const refused = (Code: string, Message = Code): ServerReply =>
    respond({ SendStatusSet: [{ SerialNo: '', PhoneNumber: '', Fee: 0, SessionContext: '', Code, Message, IsoCode: '' }] })
  const refuse = (code: string, said?: string): ServerReply => (WHOLE.test(code) ? error(code, said) : refused(code, said))

  const send = (body: Readonly<Record<string, unknown>>): ServerReply => {
    if (body['SmsSdkAppId'] !== options.sdkAppId) return error('InvalidParameterValue.SdkAppIdNotExist')
    const [phone] = body['PhoneNumberSet'] as readonly string[]
    const templateId = body['TemplateId'] as string
    const params = body['TemplateParamSet'] as readonly string[]
    if (!options.signNames.includes(body['SignName'] as string)) return refused('FailedOperation.SignatureIncorrectOrUnapproved')
    const count = options.templates[templateId]
    if (count === undefined) return refused('FailedOperation.TemplateIncorrectOrUnapproved')
    if (params.length !== count) return refused('InvalidParameterValue.TemplateParameterFormatError')
    if (params.some((value) => /https?:\/\//.test(value))) return refused('InvalidParameterValue.ProhibitedUseUrlInTemplateParameter')
    if (phone === undefined || !/^\+\d{7,15}$/.test(phone)) return refused('InvalidParameterValue.IncorrectPhoneNumber')
    const providerId = `5000:1045710669157053657${taken.length}:${taken.length}`
    const sendKey = body['SessionContext'] as string
    taken.push({ sendKey, providerId, phone, templateId, params, at: options.clock.now() })
    return respond({
      SendStatusSet: [
        { SerialNo: providerId, PhoneNumber: phone, Fee: 1, SessionContext: sendKey, Code: 'Ok', Message: 'send success', IsoCode: 'CN' },
      ],
    })
  }

  const pull = (body: Readonly<Record<string, unknown>>): ServerReply =>
    respond({
      PullSmsSendStatusSet: taken
        .filter(({ phone, at }) => phone === body['PhoneNumber'] && at.getTime() / 1_000 >= (body['BeginTime'] as number))
        .map((one) => ({
          UserReceiveTime: Math.floor(one.at.getTime() / 1_000) + 3,
          CountryCode: '86',
          SubscriberNumber: one.phone.slice(3),
          PhoneNumber: one.phone,
          SerialNo: one.providerId,
          ReportStatus: 'SUCCESS',
          Description: 'DELIVRD',
        })),
    })

  const answer = (request: ServerRequest): ServerReply => {
    const { headers } = request
    const [, id = '', date = '', signed = '', signature = ''] =
      /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/sms\/tc3_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
        headers['authorization'] ?? '',
      ) ?? []
    if (id !== options.secretId) return error('AuthFailure.SecretIdNotFound')
    const timestamp = Number(headers['x-tc-timestamp'])
    if (!(Math.abs(timestamp - options.clock.now().getTime() / 1_000) <= MOST_SKEW_S)) return error('AuthFailure.SignatureExpire')
    const right = tc3Signature(
      { host: headers['host'] ?? '', contentType: headers['content-type'] ?? '', body: request.body, timestamp, service: 'sms' },
      options.secretKey,
    )
    const isRight = signed === 'content-type;host' && date === new Date(timestamp * 1_000).toISOString().slice(0, 10)
    if (!isRight || !timingSafeEqual(Buffer.from(signature), Buffer.from(right))) return error('AuthFailure.SignatureFailure')
    if (headers['x-tc-version'] !== '2021-01-11' || (headers['x-tc-region'] ?? '') === '') return error('MissingParameter')
    const body = JSON.parse(request.body) as Readonly<Record<string, unknown>>
    switch (headers['x-tc-action']) {
      case 'SendSms':
        return send(body)
      case 'PullSmsSendStatusByPhoneNumber':
        return pull(body)
      case 'SendStatusStatistics':
        if (body['SmsSdkAppId'] !== options.sdkAppId) return error('InvalidParameterValue.SdkAppIdNotExist')
        return respond({ SendStatusStatistics: { FeeCount: taken.length, RequestCount: taken.length, RequestSuccessCount: taken.length } })
      case 'SmsPackagesStatistics':
        return respond({ SmsPackagesStatisticsSet: [{ PackageExpiredTime: 4_000_000_000, PackageAmount: 1_000, CurrentUsage: 400 }] })
      default:
        return error('InvalidAction')
    }
  }

  const server = await startScriptedServer({ isSend: ({ headers }) => headers['x-tc-action'] === 'SendSms', answer, refuse })
  return {
    ...server,
    taken,
    statuses: (items) =>
      JSON.stringify(
        items.map(({ message, isDelivered }) => ({
          user_receive_time: writeBeijingTime(options.clock.now()),
          nationcode: '86',
          mobile: message.phone.replace('+86', ''),
          report_status: isDelivered ? 'SUCCESS' : 'FAIL',
          errmsg: isDelivered ? 'DELIVRD' : 'MK:0001',
          description: '',
          sid: message.providerId,
        })),
      ),
    replied: ({ phone, text, seconds }) =>
      JSON.stringify({ extend: '', mobile: phone.replace('+86', ''), nationcode: '86', sign: options.signNames[0], text, time: seconds }),
  }
}
