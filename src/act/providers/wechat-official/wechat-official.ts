import { createHash } from 'node:crypto'
import { MINUTE_MS } from '#kernel/clock.ts'
import type { OutgoingMessage, OutgoingWechat } from '../../outgoing-message.ts'
import { textOf } from '../exact-json.ts'
import type { Outcome, ProviderKind } from '../provider.ts'
import { openWechatApi } from '../wechat/wechat-api.ts'
import type { WechatApi } from '../wechat/wechat-api.ts'
import { checkWechat, wechatFields } from '../wechat/wechat-fields.ts'
import { serviceMessage, templateData } from '../wechat/wechat-message.ts'
import { readWechatPush } from '../wechat/wechat-push.ts'

const FIELDS = wechatFields({
  zh: '微信公众平台“设置与开发 › 基本配置”',
  en: 'mp.weixin.qq.com, "settings and development › basic configuration"',
})

/** WeChat official account: template messages, subscription notices, and customer-service messages within the window after the customer wrote. */
export const wechatOfficial: ProviderKind = {
  name: 'wechat_official',
  side: 'wechat',
  title: { zh: '微信公众号', en: 'WeChat official account' },
  fields: FIELDS,
  // 100,000 template messages a day by default: fifty a second use them up in half an hour.
  pace: { perSecond: 50, atOnce: 16 },
  check: (settings, secrets) => {
    checkWechat(FIELDS, settings, secrets)
  },
  open: (account, tools) => {
    const api = openWechatApi(account, tools)
    return {
      probe: () => api.probe(),
      send: (message) => sendOfficial(api, message),
      // Only a template message takes a key of ours (`client_msg_id`, ten minutes); nine leave room for the call itself.
      idempotentMs: 9 * MINUTE_MS,
      isIdempotent: (message) => message.channel === 'wechat' && message.kind === 'template',
      receive: (call) => Promise.resolve(readWechatPush(call, account)),
      close: () => undefined,
    }
  },
}

async function sendOfficial(api: WechatApi, message: OutgoingMessage): Promise<Outcome> {
  if (message.channel !== 'wechat') return { kind: 'rejected', reason: 'wrong_channel' }
  switch (message.kind) {
    case 'template':
      return message.template === null
        ? { kind: 'rejected', reason: 'template_missing' }
        : api.send('/cgi-bin/message/template/send', templateBody(message, message.template), (members) => textOf(members['msgid']) || null)
    case 'subscribe':
      return message.template === null
        ? { kind: 'rejected', reason: 'template_missing' }
        : api.send(
            '/cgi-bin/message/subscribe/bizsend',
            {
              touser: message.openId,
              template_id: message.template.code,
              ...(message.url === null ? {} : { page: message.url }),
              ...miniProgramOf(message),
              data: templateData(message.template),
            },
            (members) => textOf(members['msgid']) || null,
          )
    case 'service':
      // They give no id and no receipt for it.
      return api.send('/cgi-bin/message/custom/send', serviceMessage(message), () => null)
  }
}

function templateBody(message: OutgoingWechat, template: NonNullable<OutgoingWechat['template']>): object {
  return {
    touser: message.openId,
    template_id: template.code,
    ...(message.url === null ? {} : { url: message.url }),
    ...miniProgramOf(message),
    data: templateData(template),
    client_msg_id: clientMsgId(message.sendKey),
  }
}

function miniProgramOf({ miniProgram }: OutgoingWechat): object {
  return miniProgram === null ? {} : { miniprogram: { appid: miniProgram.appId, pagepath: miniProgram.page } }
}

/** Our key in 32 characters: how long theirs may be is not documented. */
function clientMsgId(sendKey: string): string {
  return createHash('sha256').update(sendKey).digest('hex').slice(0, 32)
}
