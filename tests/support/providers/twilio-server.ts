import { twilioSignature } from '#act/providers/twilio/twilio-signature.ts'
import type { Clock } from '#kernel/clock.ts'
import { startScriptedServer } from '#demo/providers/scripted-server.ts'
import type { ScriptedServer, ServerReply, ServerRequest } from '#demo/providers/scripted-server.ts'

export interface TwilioMessage {
  readonly sendKey: string | null
  readonly providerId: string
  readonly to: string
  readonly from: string
  readonly body: string
  readonly statusCallback: string
  readonly at: Date
  status: string
  errorCode: string | null
}

export interface TwilioCall {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface TwilioServer extends ScriptedServer {
  readonly taken: readonly TwilioMessage[]
  /** A status callback about a message, signed. */
  statusCall(message: TwilioMessage, status: string, errorCode?: string): TwilioCall
  /** An incoming message, signed for this address. */
  incomingCall(
    url: string,
    message: { readonly from: string; readonly body: string; readonly id: string; readonly optOutType?: string },
  ): TwilioCall
}

interface TwilioServerOptions {
  readonly clock: Clock
  readonly accountSid: string
  readonly authToken: string
  readonly from: string
}

/** Statuses of HTTP that codes come with; 400 otherwise. */
const STATUS: Readonly<Record<string, number>> = { '20003': 401, '20404': 404, '20429': 429, '21610': 400 }

/** Answers as the Messages API of Twilio does: it checks the credentials, sender, number and length, keeps what it took, and signs its calls. */
export async function startTwilioServer(options: TwilioServerOptions): Promise<TwilioServer> {
  const taken: TwilioMessage[] = []
  const base = `/2010-04-01/Accounts/${options.accountSid}`
  const json = (status: number, body: object): ServerReply => ({ status, body: JSON.stringify(body) })
  const refuse = (code: string, said = 'refused'): ServerReply =>
    json(STATUS[code] ?? 400, {
      code: Number(code),
      message: said,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: STATUS[code] ?? 400,
    })
  const view = (one: TwilioMessage): object => ({
    sid: one.providerId,
    status: one.status,
    to: one.to,
    from: one.from,
    body: one.body,
    num_segments: '1',
    direction: 'outbound-api',
    error_code: one.errorCode === null ? null : Number(one.errorCode),
    date_created: one.at.toUTCString(),
  })

  const send = (form: URLSearchParams): ServerReply => {
    const of = (name: string): string => form.get(name) ?? ''
    if (of('From') !== options.from) return refuse('21606')
    if (!/^\+[1-9]\d{6,14}$/.test(of('To'))) return refuse('21211')
    if (of('Body') === '' && !/^HX[0-9a-f]{32}$/.test(of('ContentSid'))) return refuse('21602')
    if (of('Body').length > 1_600) return refuse('21617')
    const statusCallback = of('StatusCallback')
    const message: TwilioMessage = {
      sendKey: URL.parse(statusCallback)?.searchParams.get('key') ?? null,
      providerId: `SM${String(taken.length).padStart(32, '0')}`,
      to: of('To'),
      from: of('From'),
      body: of('Body') || `${of('ContentSid')} ${of('ContentVariables')}`,
      statusCallback,
      at: options.clock.now(),
      status: 'queued',
      errorCode: null,
    }
    taken.push(message)
    return json(201, view(message))
  }

  const answer = ({ method, url, headers, body }: ServerRequest): ServerReply => {
    const right = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64')}`
    if (headers['authorization'] !== right) return refuse('20003')
    if (url.pathname === `${base}.json`) return json(200, { sid: options.accountSid, friendly_name: 'Local shop', status: 'active' })
    if (url.pathname === `${base}/Messages.json`) {
      if (method === 'POST') return send(new URLSearchParams(body))
      const to = url.searchParams.get('To')
      return json(200, { messages: taken.filter((one) => to === null || one.to === to).map(view) })
    }
    const one = taken.find(({ providerId }) => url.pathname === `${base}/Messages/${providerId}.json`)
    return one === undefined ? refuse('20404') : json(200, view(one))
  }

  const signed = (url: string, fields: Readonly<Record<string, string>>): TwilioCall => ({
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-twilio-signature': twilioSignature(options.authToken, url, Object.entries(fields)),
    },
    body: new URLSearchParams(fields).toString(),
  })

  const server = await startScriptedServer({
    isSend: ({ method, url }) => method === 'POST' && url.pathname === `${base}/Messages.json`,
    answer,
    refuse,
  })
  return {
    ...server,
    taken,
    statusCall: (message, status, errorCode) =>
      signed(message.statusCallback, {
        MessageSid: message.providerId,
        SmsSid: message.providerId,
        AccountSid: options.accountSid,
        From: message.from,
        To: message.to,
        MessageStatus: status,
        SmsStatus: status,
        ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
        ApiVersion: '2010-04-01',
      }),
    incomingCall: (url, { from, body, id, optOutType }) =>
      signed(url, {
        MessageSid: `SM${id.padStart(32, 'f')}`,
        AccountSid: options.accountSid,
        From: from,
        To: options.from,
        Body: body,
        SmsStatus: 'received',
        NumMedia: '0',
        ...(optOutType === undefined ? {} : { OptOutType: optOutType }),
      }),
  }
}
