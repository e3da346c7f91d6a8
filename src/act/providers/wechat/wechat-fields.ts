import type { ProviderField, ProviderValues } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, valueWrong } from '../provider-values.ts'
import { aesKey } from './push-signature.ts'

/** What an official account and a mini-program are set up with; `where` says where the console of WeChat shows it. */
export function wechatFields(where: { readonly zh: string; readonly en: string }): readonly ProviderField[] {
  return [
    {
      name: 'appId',
      kind: 'text',
      required: true,
      example: 'wx1234567890abcdef',
      label: { zh: 'AppID', en: 'AppID' },
      hint: { zh: `${where.zh}，以 wx 开头。`, en: `${where.en}; begins with wx.` },
    },
    {
      name: 'appSecret',
      kind: 'secret',
      required: true,
      label: { zh: 'AppSecret', en: 'AppSecret' },
      hint: {
        zh: `${where.zh}，由管理员扫码后查看。同一页的“IP 白名单”要加入本服务器的出口 IP。`,
        en: `${where.en}; an administrator sees it after scanning a code. Put the address of this server into the IP allow list on the same page.`,
      },
    },
    {
      name: 'token',
      kind: 'secret',
      required: false,
      label: { zh: '消息推送 Token', en: 'Token of the message push' },
      hint: {
        zh: '自己定的 3–32 位字母或数字，与“消息推送”（服务器配置）里填的相同。不填则收不到回执、关注和用户消息。',
        en: 'Letters and digits of your choice, 3 to 32, the same as under "message push" (server configuration). Without it no receipts, followers or messages come in.',
      },
    },
    {
      name: 'aesKey',
      kind: 'secret',
      required: false,
      label: { zh: 'EncodingAESKey', en: 'EncodingAESKey' },
      hint: {
        zh: '“消息推送”里的 43 位密钥，并选择“安全模式”。建议填写：明文模式的签名不覆盖消息内容。',
        en: 'The 43 characters under "message push", with the safe mode chosen. Recommended: the signature of the plain mode does not cover the message.',
      },
    },
    ENDPOINT_FIELD,
  ]
}

/** @throws AppError `provider-value-wrong` */
export function checkWechat(fields: readonly ProviderField[], settings: ProviderValues, secrets: ProviderValues): void {
  checkFields(fields, settings, secrets)
  if (!/^wx[0-9a-f]{16}$/.test(settings['appId'] ?? '')) throw valueWrong('appId', 'it is not wx and 16 hexadecimal digits')
  if (!/^[0-9A-Za-z]{32}$/.test(secrets['appSecret'] ?? '')) throw valueWrong('appSecret', 'it does not have 32 letters and digits')
  const token = secrets['token'] ?? ''
  if (token !== '' && !/^[0-9A-Za-z]{3,32}$/.test(token)) throw valueWrong('token', 'it does not have 3 to 32 letters and digits')
  const key = secrets['aesKey'] ?? ''
  if (key !== '' && aesKey(key) === null) throw valueWrong('aesKey', 'it does not have 43 letters and digits')
  if (key !== '' && token === '') throw valueWrong('token', 'the safe mode needs it')
}
