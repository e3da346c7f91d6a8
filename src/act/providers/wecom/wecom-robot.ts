import { callRobot, memberText, ROBOT_PROBE } from '../robot-call.ts'
import type { ProviderField, TeamProviderKind } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, endpointOf, valueWrong } from '../provider-values.ts'
import { teamMarkdown } from '../team-text.ts'
import { WECOM_CODES } from './wecom-codes.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'key',
    kind: 'secret',
    required: true,
    label: { zh: 'Webhook 地址', en: 'Webhook address' },
    hint: {
      zh: '企业微信群“群机器人 › 添加”后显示的整个地址，或其中 key= 后面的部分。',
      en: 'The whole address shown after "group robot › add" in the WeCom group, or what follows key= in it.',
    },
  },
  ENDPOINT_FIELD,
]
const LONGEST_BYTES = 4_096

/** Robot of a WeCom group. The key is the only secret; the robot takes 20 messages a minute. */
export const wecomRobot: TeamProviderKind = {
  name: 'wecom_robot',
  side: 'team',
  title: { zh: '企业微信群机器人', en: 'WeCom group robot' },
  fields: FIELDS,
  pace: { perSecond: 0.3, atOnce: 1 },
  check: (settings, secrets) => {
    checkFields(FIELDS, settings, secrets)
    if (keyOf(secrets['key'] ?? '') === null) throw valueWrong('key', 'it is neither the address of a group robot nor its key')
  },
  open: (account, tools) => {
    const key = keyOf(account.secrets['key'] ?? '') ?? ''
    const url = `${endpointOf(account.settings, 'https://qyapi.weixin.qq.com')}/cgi-bin/webhook/send?key=${key}`
    return {
      probe: () => Promise.resolve(ROBOT_PROBE),
      send: (message) => {
        const mentions = message.to.map((id) => `<@${id}>`).join('')
        const content = teamMarkdown(message, LONGEST_BYTES - Buffer.byteLength(mentions) - 1)
        const body = { msgtype: 'markdown', markdown: { content: mentions === '' ? content : `${content}\n${mentions}` } }
        return callRobot(tools, url, body, WECOM_CODES, (members) => memberText(members, 'errcode'))
      },
      close: () => undefined,
    }
  },
}

function keyOf(text: string): string | null {
  const value = text.trim()
  const key = value.startsWith('http') ? (URL.parse(value)?.searchParams.get('key') ?? '') : value
  return /^[0-9A-Za-z-]{16,64}$/.test(key) ? key : null
}
