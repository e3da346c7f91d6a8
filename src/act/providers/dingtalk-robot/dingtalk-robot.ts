import { createHmac } from 'node:crypto'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { CodeTable } from '../code-outcome.ts'
import { callRobot, memberText, ROBOT_PROBE } from '../robot-call.ts'
import type { ProviderField, TeamProviderKind } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, endpointOf, valueWrong } from '../provider-values.ts'
import { oneLine, teamMarkdown, withKeyword } from '../team-text.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'accessToken',
    kind: 'secret',
    required: true,
    label: { zh: 'Webhook 地址', en: 'Webhook address' },
    hint: {
      zh: '钉钉群“群设置 › 机器人 › 自定义”完成后显示的整个地址，或其中 access_token= 后面的部分。',
      en: 'The whole address shown at the end of "group settings › robots › custom", or what follows access_token= in it.',
    },
  },
  {
    name: 'secret',
    kind: 'secret',
    required: false,
    label: { zh: '加签密钥', en: 'Signing secret' },
    hint: {
      zh: '安全设置选“加签”时显示，以 SEC 开头。推荐。',
      en: 'Shown when "signature" is chosen as the safety setting; begins with SEC. Recommended.',
    },
  },
  {
    name: 'keyword',
    kind: 'text',
    required: false,
    label: { zh: '自定义关键词', en: 'Keyword' },
    hint: { zh: '安全设置选“自定义关键词”时填同一个词。', en: 'The same word as in the safety setting, where a keyword was chosen.' },
  },
  ENDPOINT_FIELD,
]
const LONGEST_BYTES = 16_000

/** 130101: too many in a minute, then ten minutes of silence. 310000 is told apart by what was said, since a missing keyword is no fault of the robot. */
export const DINGTALK_CODES: CodeTable = {
  '-1': { means: 'again', reason: 'provider_busy' },
  '130101': { means: 'again', reason: 'too_fast', afterMs: 10 * MINUTE_MS },
  // From memory, not verified: the same limit.
  '660026': { means: 'again', reason: 'too_fast', afterMs: 10 * MINUTE_MS },
  // From memory, not verified: a token that is none.
  '300001': { means: 'account', reason: 'secret_wrong' },
  '310000': { means: 'account', reason: 'secret_wrong' },
  '310000/keyword': { means: 'no', reason: 'keyword_missing' },
  '310000/address': { means: 'account', reason: 'address_not_allowed' },
}

/** Custom robot of a DingTalk group, 20 messages a minute. */
export const dingtalkRobot: TeamProviderKind = {
  name: 'dingtalk_robot',
  side: 'team',
  title: { zh: '钉钉群机器人', en: 'DingTalk group robot' },
  fields: FIELDS,
  pace: { perSecond: 0.3, atOnce: 1 },
  check: (settings, secrets) => {
    checkFields(FIELDS, settings, secrets)
    if (tokenOf(secrets['accessToken'] ?? '') === null)
      throw valueWrong('accessToken', 'it is neither the address of a robot nor its token')
    const secret = secrets['secret'] ?? ''
    if (secret !== '' && !/^[\x21-\x7e]{6,100}$/.test(secret)) throw valueWrong('secret', 'it has a blank in it or is too short')
  },
  open: (account, tools) => {
    const secret = account.secrets['secret'] ?? ''
    const base = `${endpointOf(account.settings, 'https://oapi.dingtalk.com')}/robot/send?access_token=${tokenOf(account.secrets['accessToken'] ?? '') ?? ''}`
    return {
      probe: () => Promise.resolve(ROBOT_PROBE),
      send: (message) => {
        const timestamp = tools.clock.now().getTime()
        const url = secret === '' ? base : `${base}&timestamp=${timestamp}&sign=${dingtalkSign(timestamp, secret)}`
        const mentions = message.to.map((id) => `@${id}`).join(' ')
        const text = withKeyword(teamMarkdown(message, LONGEST_BYTES), account.settings['keyword'] ?? '')
        const body = {
          msgtype: 'markdown',
          // Their Markdown breaks a line only where two blanks or an empty line stand before it.
          markdown: { title: oneLine(message.title), text: `${text}${mentions === '' ? '' : `\n${mentions}`}`.replaceAll('\n', '\n\n') },
          at: { atUserIds: message.to, isAtAll: false },
        }
        return callRobot(tools, url, body, DINGTALK_CODES, dingtalkCode)
      },
      close: () => undefined,
    }
  },
}

/** Signature of a call, encoded for a query: HMAC-SHA256 over the time in milliseconds, a line feed and the secret, under the secret. */
export function dingtalkSign(timestamp: number, secret: string): string {
  return encodeURIComponent(createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'))
}

function dingtalkCode(members: Readonly<Record<string, unknown>>): string {
  const code = memberText(members, 'errcode')
  if (code !== '310000') return code
  const said = memberText(members, 'errmsg').toLowerCase()
  if (said.includes('keyword')) return '310000/keyword'
  return said.includes('ip') && said.includes('whitelist') ? '310000/address' : code
}

function tokenOf(text: string): string | null {
  const value = text.trim()
  const token = value.startsWith('http') ? (URL.parse(value)?.searchParams.get('access_token') ?? '') : value
  return /^[0-9A-Za-z]{16,128}$/.test(token) ? token : null
}
