import type { OutgoingMessage, OutgoingWechat } from '#act/outgoing-message.ts'
import { wechatMini } from '#act/providers/wechat-mini/wechat-mini.ts'
import { wechatOfficial } from '#act/providers/wechat-official/wechat-official.ts'
import type { ManualClock } from '#kernel/clock.ts'
import type { ProviderAdapter, ProviderBench } from './provider-contract.ts'
import { startWechatServer } from '#demo/providers/wechat-server.ts'
import type { WechatServer } from '#demo/providers/wechat-server.ts'

export const WECHAT_APP = {
  appId: 'wxba5fad812f8e6fb9',
  appSecret: '0123456789abcdef0123456789abcdef',
  token: 'TokenOfTheTests',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  templates: { T_ORDER: ['thing1', 'time2'] },
} as const

let people = 0

export function wechatMessage(sendKey: string, kind: OutgoingWechat['kind'], templateCode = 'T_ORDER'): OutgoingWechat {
  people += 1
  return {
    channel: 'wechat',
    sendKey,
    purpose: 'transactional',
    openId: `oPerson${String(people).padStart(8, '0')}`,
    kind,
    template: {
      code: templateCode,
      params: [
        { name: 'thing1', value: '拿铁两杯' },
        { name: 'time2', value: '2026-12-01 12:00' },
      ],
    },
    text: '您的订单已发货',
    url: 'https://shop.example.com/o/1',
    miniProgram: null,
  }
}

/** Classes of refusal that both kinds of app share. */
const CODES: ProviderAdapter<OutgoingMessage>['codes'] = [
  { code: '-1', becomes: { kind: 'deferred', reason: 'provider_busy' } },
  { code: '45011', becomes: { kind: 'deferred', reason: 'too_fast', retryAfterMs: 60_000 } },
  { code: '43019', becomes: { kind: 'rejected', suppress: 'address' } },
  { code: '40003', becomes: { kind: 'rejected', suppress: 'address', reason: 'openid_unknown' } },
  { code: '43101', becomes: { kind: 'rejected', reason: 'not_subscribed' } },
  { code: '47003', becomes: { kind: 'rejected', reason: 'template_value_refused' } },
  { code: '45015', becomes: { kind: 'rejected', reason: 'window_closed' } },
  { code: '48001', becomes: { kind: 'halted', what: 'account', reason: 'not_permitted' } },
  { code: '40164', becomes: { kind: 'halted', what: 'account', reason: 'address_not_allowed' } },
  // Midnight in Beijing.
  { code: '45009', becomes: { kind: 'halted', what: 'account', reason: 'daily_quota', until: new Date('2026-12-01T16:00:00Z') } },
]

export function openWechatBench(clock: ManualClock, kind: OutgoingWechat['kind'], aesKey: string | null = WECHAT_APP.aesKey) {
  return startWechatServer({ ...WECHAT_APP, aesKey, clock, logins: { 'code-1': { openid: 'oLoggedIn00001', unionid: 'uPerson' } } }).then(
    (server) => ({
      server,
      bench: benchOf(server, clock, kind, aesKey),
    }),
  )
}

function benchOf(
  server: WechatServer,
  clock: ManualClock,
  kind: OutgoingWechat['kind'],
  aesKey: string | null,
): ProviderBench<OutgoingMessage> {
  const seconds = (): string => String(Math.floor(clock.now().getTime() / 1_000))
  return {
    settings: { appId: WECHAT_APP.appId, endpoint: server.url },
    secrets: { appSecret: WECHAT_APP.appSecret, token: WECHAT_APP.token, ...(aesKey === null ? {} : { aesKey }) },
    wrongSecrets: { appSecret: 'f'.repeat(32), token: 'AnotherToken', aesKey: 'Z'.repeat(43) },
    message: (sendKey) => wechatMessage(sendKey, kind),
    addressOf: (message) => (message.channel === 'wechat' ? message.openId : ''),
    taken: () => server.taken,
    script: (...steps) => server.script(...steps),
    receipt: ({ providerId, address }, event) =>
      kind === 'template'
        ? server.push({
            ToUserName: 'gh_1',
            FromUserName: address,
            CreateTime: seconds(),
            MsgType: 'event',
            Event: 'TEMPLATESENDJOBFINISH',
            MsgID: providerId,
            Status: event === 'delivered' ? 'success' : 'failed:user block',
          })
        : server.push(
            {},
            {
              raw: `<xml><ToUserName>gh_1</ToUserName><FromUserName>${address}</FromUserName><CreateTime>${seconds()}</CreateTime><MsgType>event</MsgType><Event>subscribe_msg_sent_event</Event><SubscribeMsgSentEvent><List><TemplateId>T_ORDER</TemplateId><MsgID>${providerId}</MsgID><ErrorCode>${event === 'delivered' ? 0 : 43101}</ErrorCode><ErrorStatus>x</ErrorStatus></List></SubscribeMsgSentEvent></xml>`,
            },
          ),
    reply: ({ address, text, id }) =>
      server.push({
        ToUserName: 'gh_1',
        FromUserName: address,
        CreateTime: seconds(),
        MsgType: 'text',
        Content: text,
        MsgId: `24187000000000${id.padStart(5, '0')}`,
      }),
    close: () => server.close(),
  }
}

export const wechatOfficialAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: wechatOfficial,
  signsCalls: true,
  codes: [...CODES, { code: '43004', becomes: { kind: 'rejected', suppress: 'address', reason: 'not_following' } }],
  start: async (clock) => (await openWechatBench(clock, 'template')).bench,
}

export const wechatMiniAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: wechatMini,
  signsCalls: true,
  codes: CODES,
  start: async (clock) => (await openWechatBench(clock, 'subscribe')).bench,
}
