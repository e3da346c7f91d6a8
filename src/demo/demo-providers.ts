import { randomBytes } from 'node:crypto'
import type { Clock } from '#kernel/clock.ts'
import { startAliyunServer } from './providers/aliyun-server.ts'
import type { AliyunServer } from './providers/aliyun-server.ts'
import { startWechatServer } from './providers/wechat-server.ts'
import type { WechatServer } from './providers/wechat-server.ts'

/** The text template and the template of the official account that the providers have reviewed. */
export const TEMPLATES = { sms: 'SMS_200001', wechat: 'T_NEW_TEA' } as const
export const SIGN_NAME = '留客小铺'

/** Text messages and WeChat, answered on this machine as the providers do: signatures are checked, templates too, and what was taken is kept. */
export interface DemoProviders {
  readonly sms: AliyunServer
  readonly wechat: WechatServer
  /** What an account with them is set up with. */
  readonly accounts: readonly { readonly provider: string; readonly name: string; readonly settings: object; readonly secrets: object }[]
  close(): Promise<void>
}

export async function startDemoProviders(clock: Clock): Promise<DemoProviders> {
  const word = (bytes: number): string => randomBytes(bytes).toString('hex')
  const key = { accessKeyId: `LTAI${word(10)}`, accessKeySecret: word(15) }
  const app = { appId: `wx${word(8)}`, appSecret: word(16), token: word(10), aesKey: randomBytes(32).toString('base64').slice(0, 43) }
  const sms = await startAliyunServer({ clock, ...key, signNames: [SIGN_NAME], templates: { [TEMPLATES.sms]: ['shop'] } })
  const wechat = await startWechatServer({ clock, ...app, templates: { [TEMPLATES.wechat]: ['thing1', 'thing2'] } })
  return {
    sms,
    wechat,
    accounts: [
      {
        provider: 'aliyun_sms',
        name: '阿里云短信',
        settings: { accessKeyId: key.accessKeyId, signName: SIGN_NAME, endpoint: sms.url },
        secrets: { accessKeySecret: key.accessKeySecret },
      },
      {
        provider: 'wechat_official',
        name: '公众号',
        settings: { appId: app.appId, endpoint: wechat.url },
        secrets: { appSecret: app.appSecret, token: app.token, aesKey: app.aesKey },
      },
    ],
    close: async () => void (await Promise.allSettled([sms.close(), wechat.close()])),
  }
}
