/** Providers of this version, as rows of accounts name them. */
export const PROVIDER_NAMES = [
  'smtp',
  'aliyun_sms',
  'tencent_sms',
  'twilio',
  'wechat_official',
  'wechat_mini',
  'fcm',
  'jpush',
  'web_push',
  'wecom_app',
  'wecom_robot',
  'dingtalk_robot',
  'feishu_robot',
] as const
export type ProviderName = (typeof PROVIDER_NAMES)[number]
