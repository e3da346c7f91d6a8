import type { OutgoingMessage } from '../../outgoing-message.ts'
import { textOf } from '../exact-json.ts'
import type { Outcome, ProviderField, ProviderKind, ProviderValues } from '../provider.ts'
import { openWechatApi } from '../wechat/wechat-api.ts'
import type { WechatApi } from '../wechat/wechat-api.ts'
import { checkWechat, wechatFields } from '../wechat/wechat-fields.ts'
import { serviceMessage, templateData } from '../wechat/wechat-message.ts'
import { readWechatPush } from '../wechat/wechat-push.ts'

const FIELDS: readonly ProviderField[] = [
  ...wechatFields({ zh: '微信公众平台（小程序）“开发管理 › 开发设置”', en: 'mp.weixin.qq.com (mini-program), "development › settings"' }),
  {
    name: 'state',
    kind: 'choice',
    required: false,
    initial: 'formal',
    label: { zh: '打开的版本', en: 'Version that opens' },
    hint: { zh: '点开消息时进入小程序的哪个版本。', en: 'Which version of the mini-program a touch on the message opens.' },
    choices: [
      { value: 'formal', label: { zh: '正式版', en: 'Released' } },
      { value: 'trial', label: { zh: '体验版', en: 'Trial' } },
      { value: 'developer', label: { zh: '开发版', en: 'In development' } },
    ],
  },
]

/** WeChat mini-program: one message for one consent of the customer, and customer-service messages within the window. */
export const wechatMini: ProviderKind = {
  name: 'wechat_mini',
  side: 'wechat',
  title: { zh: '微信小程序', en: 'WeChat mini-program' },
  fields: FIELDS,
  pace: { perSecond: 50, atOnce: 16 },
  check: (settings, secrets) => {
    checkWechat(FIELDS, settings, secrets)
  },
  open: (account, tools) => {
    const api = openWechatApi(account, tools)
    return {
      probe: () => api.probe(),
      send: (message) => sendMini(api, message, account.settings),
      signIn: (code) => api.signIn(code),
      receive: (call) => Promise.resolve(readWechatPush(call, account)),
      close: () => undefined,
    }
  },
}

async function sendMini(api: WechatApi, message: OutgoingMessage, settings: ProviderValues): Promise<Outcome> {
  if (message.channel !== 'wechat') return { kind: 'rejected', reason: 'wrong_channel' }
  if (message.kind === 'service') return api.send('/cgi-bin/message/custom/send', serviceMessage(message), () => null)
  // Template messages of mini-programs no longer exist.
  if (message.kind === 'template') return { kind: 'rejected', reason: 'kind_not_supported' }
  if (message.template === null) return { kind: 'rejected', reason: 'template_missing' }
  const body = {
    touser: message.openId,
    template_id: message.template.code,
    ...(message.miniProgram === null ? {} : { page: message.miniProgram.page }),
    data: templateData(message.template),
    miniprogram_state: settings['state'] || 'formal',
    lang: 'zh_CN',
  }
  return api.send('/cgi-bin/message/subscribe/send', body, (members) => textOf(members['msgid']) || null)
}
