import type { ProviderField, ProviderValues } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, valueWrong } from '../provider-values.ts'
import { checkSignName, FOREIGN_FIELD, PRICE_FIELDS, signNameField, defaultTemplateFields } from '../sms/sms-fields.ts'

export const ALIYUN_FIELDS: readonly ProviderField[] = [
  {
    name: 'accessKeyId',
    kind: 'text',
    required: true,
    example: 'LTAI5tExampleExampleExam',
    label: { zh: 'AccessKey ID', en: 'AccessKey ID' },
    hint: {
      zh: '阿里云控制台右上角头像“AccessKey 管理”。建议新建 RAM 用户，只授予 AliyunDysmsFullAccess 权限。',
      en: 'Alibaba Cloud console, picture at the top right, "AccessKey management". Better: a RAM user with AliyunDysmsFullAccess and nothing else.',
    },
  },
  {
    name: 'accessKeySecret',
    kind: 'secret',
    required: true,
    label: { zh: 'AccessKey Secret', en: 'AccessKey secret' },
    hint: {
      zh: '只在创建 AccessKey 时显示一次；丢失时请新建一对。',
      en: 'Shown once, when the AccessKey is created; if it is lost, create another pair.',
    },
  },
  signNameField({
    zh: '短信服务控制台“国内消息 › 签名管理”中已通过审核并完成实名报备的签名，不带【】。',
    en: 'Short Message Service console, "domestic messages › signatures": one that is approved and filed with the carriers, without 【】.',
  }),
  ...defaultTemplateFields({
    zh: '“国内消息 › 模板管理”中的模板 CODE，如 SMS_123456789。消息内容没有自己的模板时使用；不填则不发送。',
    en: 'The template code under "domestic messages › templates", such as SMS_123456789. For contents without a template of their own; if it is empty they are not sent.',
  }),
  {
    name: 'extendCode',
    kind: 'text',
    required: false,
    example: '90999',
    label: { zh: '上行短信扩展码', en: 'Extension code of replies' },
    hint: {
      zh: '可留空。多个账号共用一个签名时，用它区分客户的回复。',
      en: 'May be empty. Tells the replies of customers apart where several accounts share a signature.',
    },
  },
  FOREIGN_FIELD,
  ...PRICE_FIELDS,
  ENDPOINT_FIELD,
]

/** @throws AppError `provider-value-wrong` */
export function checkAliyun(settings: ProviderValues, secrets: ProviderValues): void {
  checkFields(ALIYUN_FIELDS, settings, secrets)
  if (!/^[0-9A-Za-z]{10,64}$/.test(settings['accessKeyId'] ?? ''))
    throw valueWrong('accessKeyId', 'it does not have 10 to 64 letters and digits')
  if (!/^[\u0021-\u007E]{10,128}$/.test(secrets['accessKeySecret'] ?? '')) {
    throw valueWrong('accessKeySecret', 'it does not have 10 to 128 signs without blanks')
  }
  checkSignName(settings, true)
  const template = settings['defaultTemplate'] ?? ''
  if (template !== '' && !/^SMS_\d{1,20}$/.test(template)) throw valueWrong('defaultTemplate', 'it is not SMS_ and digits')
  const extend = settings['extendCode'] ?? ''
  if (extend !== '' && !/^\d{1,12}$/.test(extend)) throw valueWrong('extendCode', 'it does not have 1 to 12 digits')
}
