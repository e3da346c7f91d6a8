import { createHash } from 'node:crypto'
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import type { TeamMessage } from '../../outgoing-message.ts'
import { outcomeOfCode, outcomeOfSilence, outcomeOfStatus } from '../code-outcome.ts'
import { membersOf, readProviderJson, textOf } from '../exact-json.ts'
import { NoAnswer } from '../provider.ts'
import type { AccountValues, Outcome, ProbeResult, ProviderField, ProviderReply, ProviderTools, TeamProviderKind } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, endpointOf, valueWrong } from '../provider-values.ts'
import { teamPlainText } from '../team-text.ts'
import { WECOM_CODES } from './wecom-codes.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'corpId',
    kind: 'text',
    required: true,
    example: 'ww1234567890abcdef',
    label: { zh: '企业 ID', en: 'Corp ID' },
    hint: {
      zh: '企业微信管理后台“我的企业 › 企业信息”最下方。',
      en: 'WeCom admin console, "my company › company information", at the bottom.',
    },
  },
  {
    name: 'agentId',
    kind: 'text',
    required: true,
    example: '1000002',
    label: { zh: 'AgentId', en: 'AgentId' },
    hint: { zh: '“应用管理”里该自建应用的详情页。', en: 'On the page of your own app under "app management".' },
  },
  {
    name: 'secret',
    kind: 'secret',
    required: true,
    label: { zh: 'Secret', en: 'Secret' },
    hint: {
      zh: '与 AgentId 在同一页。“企业可信 IP”要加入本服务器的出口 IP。',
      en: 'On the same page. Put the address of this server among the trusted addresses of the company.',
    },
  },
  {
    name: 'everyone',
    kind: 'text',
    required: false,
    example: 'zhangsan|lisi',
    label: { zh: '默认接收成员', en: 'Members told by default' },
    hint: {
      zh: '消息没有指定成员时发给谁：成员 UserID，用 | 分隔；留空则发给应用可见范围内的所有人。',
      en: 'Who gets a message that names nobody: user ids with | between them; empty: everyone who sees the app.',
    },
  },
  ENDPOINT_FIELD,
]
const LONGEST_BYTES = 2_048
const TOKEN_CODES: ReadonlySet<string> = new Set(['40014', '42001'])
/** An equal message within this time is sent once (`enable_duplicate_check`): short, so that the same alert may come again later. */
const DUPLICATE_SECONDS = 600

/** Messages of a WeCom app to members of the company: the text of one message reaches those who are known, the others are named in the answer. */
export const wecomApp: TeamProviderKind = {
  name: 'wecom_app',
  side: 'team',
  title: { zh: '企业微信应用消息', en: 'WeCom app' },
  fields: FIELDS,
  pace: { perSecond: 5, atOnce: 2 },
  check: (settings, secrets) => {
    checkFields(FIELDS, settings, secrets)
    if (!/^(ww|wx|wp)[0-9A-Za-z]{8,40}$/.test(settings['corpId'] ?? '')) throw valueWrong('corpId', 'it does not begin with ww')
    if (!/^\d{1,10}$/.test(settings['agentId'] ?? '')) throw valueWrong('agentId', 'it is no number')
  },
  open: (account, tools) => {
    const api = openWecom(account, tools)
    return {
      probe: () => api.probe(),
      send: (message) => api.send(message),
      idempotentMs: DUPLICATE_SECONDS * SECOND_MS - MINUTE_MS,
      close: () => undefined,
    }
  },
}

class TokenRefused extends Error {
  readonly outcome: Outcome
  readonly said: string

  constructor(outcome: Outcome, said = '') {
    super('reason' in outcome ? outcome.reason : outcome.kind)
    this.outcome = outcome
    this.said = said
  }
}

function openWecom(
  account: AccountValues,
  tools: ProviderTools,
): { readonly probe: () => Promise<ProbeResult>; readonly send: (message: TeamMessage) => Promise<Outcome> } {
  const endpoint = endpointOf(account.settings, 'https://qyapi.weixin.qq.com')
  const corpId = account.settings['corpId'] ?? ''
  const secret = account.secrets['secret'] ?? ''
  const tokenKey = `wecom-token/${createHash('sha256').update(`${endpoint}\n${corpId}\n${secret}`).digest('hex').slice(0, 32)}`
  const makeToken = async (): Promise<{ value: string; lastsMs: number }> => {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret })
    let reply: ProviderReply
    try {
      reply = await tools.fetch(`${endpoint}/cgi-bin/gettoken?${query.toString()}`, {
        method: 'GET',
        headers: {},
        timeoutMs: 8 * SECOND_MS,
      })
    } catch (error) {
      if (error instanceof NoAnswer) throw new TokenRefused({ kind: 'deferred', reason: 'not_reached' })
      throw error
    }
    const members = membersOf(readProviderJson(reply.body))
    const value = textOf(members['access_token'])
    if (value === '') {
      const code = textOf(members['errcode'])
      const outcome = code === '' ? outcomeOfStatus(reply) : outcomeOfCode(WECOM_CODES, code, tools.clock.now())
      // No message has left; a code that nobody knows here is about the credentials.
      throw new TokenRefused(
        outcome.kind === 'deferred' || outcome.kind === 'halted'
          ? outcome
          : outcome.kind === 'rejected'
            ? { kind: 'halted', what: 'account', reason: outcome.reason }
            : { kind: 'deferred', reason: 'provider_busy' },
        textOf(members['errmsg']).slice(0, 300),
      )
    }
    return { value, lastsMs: Math.max((Number(textOf(members['expires_in'])) || 0) * SECOND_MS - 5 * MINUTE_MS, MINUTE_MS) }
  }
  const once = (token: string, body: object): Promise<ProviderReply> =>
    tools.fetch(`${endpoint}/cgi-bin/message/send?access_token=${encodeURIComponent(token)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      timeoutMs: 20 * SECOND_MS,
    })
  const codeOf = (reply: ProviderReply): string => textOf(membersOf(readProviderJson(reply.body))['errcode'])

  return {
    async send(message) {
      const toUser = message.to.length > 0 ? message.to.join('|') : account.settings['everyone'] || '@all'
      const body = {
        touser: toUser,
        msgtype: 'text',
        agentid: Number(account.settings['agentId']),
        text: { content: teamPlainText(message, LONGEST_BYTES) },
        enable_duplicate_check: 1,
        duplicate_check_interval: DUPLICATE_SECONDS,
      }
      try {
        const token = await tools.shared.get(tokenKey, makeToken)
        let reply = await once(token, body)
        if (TOKEN_CODES.has(codeOf(reply))) reply = await once(await tools.shared.get(tokenKey, makeToken, { notThis: token }), body)
        const members = membersOf(readProviderJson(reply.body))
        const code = textOf(members['errcode'])
        if (code === '') return reply.status === 200 ? { kind: 'unknown', reason: 'answer_unreadable' } : outcomeOfStatus(reply)
        if (code !== '0') return outcomeOfCode(WECOM_CODES, code, tools.clock.now())
        return reachedNobody(toUser, textOf(members['invaliduser']))
          ? { kind: 'rejected', reason: 'member_unknown', suppress: 'address' }
          : { kind: 'accepted', providerId: textOf(members['msgid']) || null }
      } catch (error) {
        if (error instanceof TokenRefused) return error.outcome
        return error instanceof NoAnswer ? outcomeOfSilence(error) : { kind: 'unknown', reason: 'failed_here' }
      }
    },

    async probe() {
      const facts = [{ name: 'corp_id', value: corpId, ok: true }]
      try {
        await tools.shared.get(tokenKey, makeToken)
        return { ok: true, reason: '', said: '', facts }
      } catch (error) {
        if (!(error instanceof TokenRefused)) return { ok: false, reason: 'not_reached', said: '', facts }
        return { ok: false, reason: 'reason' in error.outcome ? error.outcome.reason : 'not_reached', said: error.said, facts }
      }
    },
  }
}

/** They send to those whom they know and list the others, in lower case. */
function reachedNobody(asked: string, invalid: string): boolean {
  if (asked === '@all' || invalid === '') return false
  const unknown = new Set(invalid.toLowerCase().split('|'))
  return asked.split('|').every((member) => unknown.has(member.toLowerCase()))
}
