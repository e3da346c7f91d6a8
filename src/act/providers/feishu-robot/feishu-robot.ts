import { createHmac } from 'node:crypto'
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import type { TeamMessage } from '../../outgoing-message.ts'
import type { CodeTable } from '../code-outcome.ts'
import { callRobot, memberText, ROBOT_PROBE } from '../robot-call.ts'
import type { ProviderField, TeamProviderKind } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, endpointOf, valueWrong } from '../provider-values.ts'
import { oneLine, teamMarkdown, withKeyword } from '../team-text.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'hook',
    kind: 'secret',
    required: true,
    label: { zh: 'Webhook 地址', en: 'Webhook address' },
    hint: {
      zh: '飞书群“设置 › 群机器人 › 自定义机器人”显示的整个地址，或其中 hook/ 后面的部分。Lark 国际版请填整个地址。',
      en: 'The whole address shown under "settings › bots › custom bot" of the group, or what follows hook/ in it. For Lark the whole address.',
    },
  },
  {
    name: 'secret',
    kind: 'secret',
    required: false,
    label: { zh: '签名校验密钥', en: 'Signing secret' },
    hint: { zh: '安全设置打开“签名校验”后显示。推荐。', en: 'Shown once "signature verification" is on. Recommended.' },
  },
  {
    name: 'keyword',
    kind: 'text',
    required: false,
    label: { zh: '自定义关键词', en: 'Keyword' },
    hint: { zh: '安全设置打开“自定义关键词”时填同一个词。', en: 'The same word as in the safety setting, where a keyword was chosen.' },
  },
  ENDPOINT_FIELD,
]
const LONGEST_BYTES = 16_000
const LARK = 'https://open.larksuite.com'

/** 11232 comes mostly at full and half hours; 19022 and 9499 are from memory and not verified. */
export const FEISHU_CODES: CodeTable = {
  '11232': { means: 'again', reason: 'too_fast', afterMs: MINUTE_MS },
  '19001': { means: 'account', reason: 'secret_wrong' },
  '19021': { means: 'account', reason: 'secret_wrong' },
  '19022': { means: 'account', reason: 'address_not_allowed' },
  '19024': { means: 'no', reason: 'keyword_missing' },
  '9499': { means: 'no', reason: 'message_refused' },
}

/** Custom robot of a Feishu or Lark group, 100 messages a minute and five a second. */
export const feishuRobot: TeamProviderKind = {
  name: 'feishu_robot',
  side: 'team',
  title: { zh: '飞书群机器人', en: 'Feishu (Lark) group robot' },
  fields: FIELDS,
  pace: { perSecond: 1.5, atOnce: 1 },
  check: (settings, secrets) => {
    checkFields(FIELDS, settings, secrets)
    if (hookOf(secrets['hook'] ?? '') === null) throw valueWrong('hook', 'it is neither the address of a robot nor the end of it')
  },
  open: (account, tools) => {
    const secret = account.secrets['secret'] ?? ''
    const hook = hookOf(account.secrets['hook'] ?? '')
    const url = `${endpointOf(account.settings, hook?.base ?? 'https://open.feishu.cn')}/open-apis/bot/v2/hook/${hook?.id ?? ''}`
    return {
      probe: () => Promise.resolve(ROBOT_PROBE),
      send: (message) => {
        const timestamp = Math.floor(tools.clock.now().getTime() / SECOND_MS)
        const signed = secret === '' ? {} : { timestamp: String(timestamp), sign: feishuSign(timestamp, secret) }
        const body = { ...signed, msg_type: 'interactive', card: cardOf(message, account.settings['keyword'] ?? '') }
        return callRobot(tools, url, body, FEISHU_CODES, (members) => memberText(members, 'code') || memberText(members, 'StatusCode'))
      },
      close: () => undefined,
    }
  },
}

/** Signature of a call: HMAC-SHA256 over nothing, under the time in seconds, a line feed and the secret. Key and data are the other way round at DingTalk. */
export function feishuSign(timestamp: number, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64')
}

/** A card with a title; the body is their Markdown. */
function cardOf(message: TeamMessage, keyword: string): object {
  const mentions = message.to.map((id) => `<at id=${id}></at>`).join('')
  const text = withKeyword(teamMarkdown(message, LONGEST_BYTES), keyword)
  return {
    header: { title: { tag: 'plain_text', content: oneLine(message.title) } },
    elements: [{ tag: 'markdown', content: mentions === '' ? text : `${text}\n${mentions}` }],
  }
}

function hookOf(text: string): { readonly base: string; readonly id: string } | null {
  const value = text.trim()
  const url = value.startsWith('http') ? URL.parse(value) : null
  const id = url === null ? value : (url.pathname.split('/').at(-1) ?? '')
  if (!/^[0-9A-Za-z-]{16,64}$/.test(id)) return null
  return { base: url !== null && url.origin === LARK ? LARK : 'https://open.feishu.cn', id }
}
