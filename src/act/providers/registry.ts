import { aliyunSms } from './aliyun-sms/aliyun-sms.ts'
import { dingtalkRobot } from './dingtalk-robot/dingtalk-robot.ts'
import { fcm } from './fcm/fcm.ts'
import { feishuRobot } from './feishu-robot/feishu-robot.ts'
import { jpush } from './jpush/jpush.ts'
import type { ProviderKind, ProviderName, TeamProviderKind } from './provider.ts'
import { SMTP } from './smtp/smtp-provider.ts'
import { tencentSms } from './tencent-sms/tencent-sms.ts'
import { twilio } from './twilio/twilio.ts'
import { webPush } from './web-push/web-push.ts'
import { wechatMini } from './wechat-mini/wechat-mini.ts'
import { wechatOfficial } from './wechat-official/wechat-official.ts'
import { wecomApp } from './wecom/wecom-app.ts'
import { wecomRobot } from './wecom/wecom-robot.ts'

/** Who can carry messages to customers, in the order that the console shows them in. */
export const PROVIDER_KINDS: readonly ProviderKind[] = [
  SMTP,
  aliyunSms,
  tencentSms,
  twilio,
  wechatOfficial,
  wechatMini,
  fcm,
  jpush,
  webPush,
]

/** Who can carry words to the team. */
export const TEAM_PROVIDER_KINDS: readonly TeamProviderKind[] = [wecomApp, wecomRobot, dingtalkRobot, feishuRobot]

export type AnyProviderKind = ProviderKind | TeamProviderKind

export const ALL_PROVIDER_KINDS: readonly AnyProviderKind[] = [...PROVIDER_KINDS, ...TEAM_PROVIDER_KINDS]

/** Undefined: there is none in this version. */
export function providerKind(name: ProviderName): AnyProviderKind | undefined {
  return ALL_PROVIDER_KINDS.find((kind) => kind.name === name)
}
