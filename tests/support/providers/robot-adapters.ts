import type { TeamMessage } from '#act/outgoing-message.ts'
import { dingtalkRobot, dingtalkSign } from '#act/providers/dingtalk-robot/dingtalk-robot.ts'
import { feishuRobot, feishuSign } from '#act/providers/feishu-robot/feishu-robot.ts'
import { wecomApp } from '#act/providers/wecom/wecom-app.ts'
import { wecomRobot } from '#act/providers/wecom/wecom-robot.ts'
import type { ProviderValues, TeamProviderKind } from '#act/providers/provider.ts'
import type { ManualClock } from '#kernel/clock.ts'
import type { ProviderAdapter, TakenMessage } from './provider-contract.ts'
import { startScriptedServer } from '#demo/providers/scripted-server.ts'
import type { ServerReply, ServerRequest } from '#demo/providers/scripted-server.ts'

export interface TakenWord extends TakenMessage {
  readonly body: Readonly<Record<string, unknown>>
}

export function teamMessage(key: string): TeamMessage {
  return {
    key,
    title: '渠道暂停',
    text: `**短信** 已暂停：余额不足（${key}）。\n- 待发 12 条`,
    url: 'https://crm.example.com/settings/channels',
    to: ['zhangsan'],
  }
}

const json = (members: object): ServerReply => ({ status: 200, body: JSON.stringify(members) })

/** A server of one kind of robot: `check` says why a call is refused, or null. */
async function startRobot(
  path: string,
  check: (request: ServerRequest) => ServerReply | null,
  accepted: object,
  refuse: (code: string, said?: string) => ServerReply,
  other: (request: ServerRequest) => ServerReply = () => ({ status: 404, body: '' }),
) {
  const taken: TakenWord[] = []
  const seen = new Map<string, string>()
  const answer = (request: ServerRequest): ServerReply => {
    if (request.url.pathname !== path) return other(request)
    const refused = check(request)
    if (refused !== null) return refused
    const body = JSON.parse(request.body) as TakenWord['body']
    // WeCom apps send an equal message once, where they are asked to.
    if (body['enable_duplicate_check'] === 1 && seen.has(request.body)) return json({ ...accepted, msgid: seen.get(request.body) })
    const providerId = `m${taken.length}`
    seen.set(request.body, providerId)
    taken.push({ sendKey: null, providerId, body })
    return json({ ...accepted, msgid: providerId })
  }
  const server = await startScriptedServer({ isSend: ({ url }) => url.pathname === path, answer, refuse })
  return { ...server, taken }
}

function adapterOf(
  kind: TeamProviderKind,
  more: Pick<ProviderAdapter<TeamMessage>, 'codes' | 'canProbe'>,
  start: (clock: ManualClock) => ReturnType<typeof startRobot>,
  settings: ProviderValues,
  secrets: ProviderValues,
  wrongSecrets: ProviderValues,
): ProviderAdapter<TeamMessage> {
  return {
    kind,
    ...more,
    async start(clock) {
      const server = await start(clock)
      return {
        settings: { ...settings, endpoint: server.url },
        secrets,
        wrongSecrets,
        message: teamMessage,
        addressOf: (message) => message.to[0] ?? 'nobody',
        taken: () => server.taken,
        script: (...steps) => server.script(...steps),
        close: () => server.close(),
      }
    },
  }
}

const wecomRefuse = (code: string, said = 'refused'): ServerReply => json({ errcode: Number(code), errmsg: said })
const ROBOT_KEY = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa'

export const startWecomRobot = () =>
  startRobot(
    '/cgi-bin/webhook/send',
    ({ url, body }) => {
      if (url.searchParams.get('key') !== ROBOT_KEY) return wecomRefuse('93000', 'invalid webhook url')
      const { markdown } = JSON.parse(body) as { readonly markdown?: { readonly content: string } }
      return markdown === undefined || Buffer.byteLength(markdown.content) > 4_096 ? wecomRefuse('40058') : null
    },
    { errcode: 0, errmsg: 'ok' },
    wecomRefuse,
  )

export const wecomRobotAdapter = adapterOf(
  wecomRobot,
  {
    canProbe: false,
    codes: [
      { code: '-1', becomes: { kind: 'deferred' } },
      { code: '45009', becomes: { kind: 'deferred', retryAfterMs: 60_000 } },
      { code: '93000', becomes: { kind: 'halted', what: 'account' } },
    ],
  },
  startWecomRobot,
  {},
  { key: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${ROBOT_KEY}` },
  { key: '11111111-2222-3333-4444-555555555555' },
)

export const WECOM_APP = { corpId: 'ww1234567890abcdef', agentId: '1000002', secret: 'secret-of-the-app-of-the-tests' } as const

export const startWecomApp = () => {
  let token = ''
  return startRobot(
    '/cgi-bin/message/send',
    ({ url, body }) => {
      if (token === '' || url.searchParams.get('access_token') !== token) return wecomRefuse('40014', 'invalid access_token')
      const { touser } = JSON.parse(body) as { readonly touser: string }
      return touser.split('|').every((id) => id.toLowerCase().startsWith('nobody'))
        ? json({ errcode: 0, errmsg: 'ok', invaliduser: touser.toLowerCase(), msgid: 'none' })
        : null
    },
    { errcode: 0, errmsg: 'ok', invaliduser: '' },
    wecomRefuse,
    ({ url }) => {
      if (url.pathname !== '/cgi-bin/gettoken') return { status: 404, body: '' }
      if (url.searchParams.get('corpid') !== WECOM_APP.corpId) return wecomRefuse('40013', 'invalid corpid')
      if (url.searchParams.get('corpsecret') !== WECOM_APP.secret) return wecomRefuse('40001', 'invalid credential')
      token ||= `token-${'y'.repeat(200)}`
      return json({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: 7_200 })
    },
  )
}

export const wecomAppAdapter = adapterOf(
  wecomApp,
  {
    codes: [
      { code: '-1', becomes: { kind: 'deferred' } },
      { code: '45009', becomes: { kind: 'deferred' } },
      { code: '60020', becomes: { kind: 'halted', what: 'account', reason: 'address_not_allowed' } },
      { code: '81013', becomes: { kind: 'halted', what: 'account', reason: 'nobody_visible' } },
      { code: '40003', becomes: { kind: 'rejected', suppress: 'address' } },
    ],
  },
  startWecomApp,
  { corpId: WECOM_APP.corpId, agentId: WECOM_APP.agentId },
  { secret: WECOM_APP.secret },
  { secret: 'another-secret' },
)

const DINGTALK = { accessToken: '566cc69da782ec0042f3c60dee1e0bd38f0d91e0', secret: 'SECb5f0c1d2e3' } as const

export const startDingtalk = (clock: ManualClock) =>
  startRobot(
    '/robot/send',
    ({ url, body }) => {
      if (url.searchParams.get('access_token') !== DINGTALK.accessToken) return wecomRefuse('300001', 'token is not exist')
      const timestamp = Number(url.searchParams.get('timestamp'))
      if (!(Math.abs(timestamp - clock.now().getTime()) <= 3_600_000)) return wecomRefuse('310000', 'invalid timestamp')
      if (encodeURIComponent(url.searchParams.get('sign') ?? '') !== dingtalkSign(timestamp, DINGTALK.secret))
        return wecomRefuse('310000', 'sign not match')
      return Buffer.byteLength(body) > 20_000 ? wecomRefuse('460101') : null
    },
    { errcode: 0, errmsg: 'ok' },
    (code, said) => wecomRefuse(code.split('/')[0] ?? '', said ?? (code.endsWith('/keyword') ? 'keywords not in content' : 'refused')),
  )

export const dingtalkAdapter = adapterOf(
  dingtalkRobot,
  {
    canProbe: false,
    codes: [
      { code: '-1', becomes: { kind: 'deferred' } },
      { code: '130101', becomes: { kind: 'deferred', retryAfterMs: 600_000 } },
      { code: '310000/keyword', becomes: { kind: 'rejected', reason: 'keyword_missing' } },
      { code: '310000', becomes: { kind: 'halted', what: 'account', reason: 'secret_wrong' } },
    ],
  },
  startDingtalk,
  {},
  DINGTALK,
  { ...DINGTALK, secret: 'SECffffffffff' },
)

const FEISHU = { hook: '0a1b2c3d-1111-2222-3333-444455556666', secret: 'demo-secret-of-feishu' } as const
const feishuRefuse = (code: string, said = 'refused'): ServerReply => json({ code: Number(code), msg: said, data: {} })

export const startFeishu = (clock: ManualClock) =>
  startRobot(
    `/open-apis/bot/v2/hook/${FEISHU.hook}`,
    ({ body }) => {
      const { timestamp, sign } = JSON.parse(body) as { readonly timestamp?: string; readonly sign?: string }
      const isFresh = Math.abs(Number(timestamp) - clock.now().getTime() / 1_000) <= 3_600
      return isFresh && sign === feishuSign(Number(timestamp), FEISHU.secret)
        ? null
        : feishuRefuse('19021', 'sign match fail or timestamp is not within one hour from current time')
    },
    { code: 0, msg: 'success', data: {}, StatusCode: 0, StatusMessage: 'success' },
    feishuRefuse,
  )

export const feishuAdapter = adapterOf(
  feishuRobot,
  {
    canProbe: false,
    codes: [
      { code: '11232', becomes: { kind: 'deferred', retryAfterMs: 60_000 } },
      { code: '19022', becomes: { kind: 'halted', what: 'account', reason: 'address_not_allowed' } },
      { code: '19024', becomes: { kind: 'rejected', reason: 'keyword_missing' } },
      { code: '9499', becomes: { kind: 'rejected', reason: 'message_refused' } },
    ],
  },
  startFeishu,
  {},
  FEISHU,
  { ...FEISHU, secret: 'another-secret' },
)
