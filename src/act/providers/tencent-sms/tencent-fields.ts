import type { ProviderField, ProviderValues } from '../provider.ts'
import { checkFields, ENDPOINT_FIELD, valueWrong } from '../provider-values.ts'
import { checkSignName, defaultTemplateFields, FOREIGN_FIELD, PRICE_FIELDS, signNameField } from '../sms/sms-fields.ts'

export const TENCENT_FIELDS: readonly ProviderField[] = [
  {
    name: 'secretId',
    kind: 'text',
    required: true,
    example: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
    label: { zh: 'SecretId', en: 'SecretId' },
    hint: {
      zh: '腾讯云控制台“访问管理 › 访问密钥 › API 密钥管理”。建议新建子用户，只授予 QcloudSMSFullAccess。',
      en: 'Tencent Cloud console, "access management › API keys". Better: a sub-user with QcloudSMSFullAccess and nothing else.',
    },
  },
  {
    name: 'secretKey',
    kind: 'secret',
    required: true,
    label: { zh: 'SecretKey', en: 'SecretKey' },
    hint: { zh: '与 SecretId 成对，只在创建时显示一次。', en: 'The other half of the SecretId, shown once when it is created.' },
  },
  {
    name: 'sdkAppId',
    kind: 'text',
    required: true,
    example: '1400006666',
    label: { zh: '短信应用 SdkAppId', en: 'SdkAppId of the SMS application' },
    hint: {
      zh: '短信控制台“应用管理 › 应用列表”中的数字编号。',
      en: 'SMS console, "application management › applications": the number of the application.',
    },
  },
  {
    name: 'region',
    kind: 'text',
    required: true,
    initial: 'ap-guangzhou',
    example: 'ap-guangzhou',
    label: { zh: '地域', en: 'Region' },
    hint: {
      zh: '国内短信填 ap-guangzhou、ap-beijing 或 ap-nanjing；与账号所在站点一致即可。',
      en: 'ap-guangzhou, ap-beijing or ap-nanjing for messages in China; ap-singapore on the international site.',
    },
  },
  signNameField({
    zh: '“国内短信 › 签名管理”中已通过的签名内容，不带【】。',
    en: '"Domestic messages › signatures": the text of one that is approved, without 【】.',
  }),
  ...defaultTemplateFields({
    zh: '“国内短信 › 正文模板管理”中的模板 ID（数字）。消息内容没有自己的模板时使用；不填则不发送。',
    en: 'The number of a template under "domestic messages › templates". For contents without a template of their own; if it is empty they are not sent.',
  }),
  FOREIGN_FIELD,
  ...PRICE_FIELDS,
  ENDPOINT_FIELD,
]

/** @throws AppError `provider-value-wrong` */
export function checkTencent(settings: ProviderValues, secrets: ProviderValues): void {
  checkFields(TENCENT_FIELDS, settings, secrets)
  if (!/^[0-9A-Za-z]{16,128}$/.test(settings['secretId'] ?? ''))
    throw valueWrong('secretId', 'it does not have 16 to 128 letters and digits')
  if (!/^[\u0021-\u007E]{16,128}$/.test(secrets['secretKey'] ?? ''))
    throw valueWrong('secretKey', 'it does not have 16 to 128 signs without blanks')
  if (!/^\d{8,12}$/.test(settings['sdkAppId'] ?? '')) throw valueWrong('sdkAppId', 'it does not have 8 to 12 digits')
  if (!/^[a-z]{2,4}-[a-z]{4,20}(-\d)?$/.test(settings['region'] ?? ''))
    throw valueWrong('region', 'it is not the name of a region, such as ap-guangzhou')
  checkSignName(settings, true)
  const template = settings['defaultTemplate'] ?? ''
  if (template !== '' && !/^\d{1,12}$/.test(template)) throw valueWrong('defaultTemplate', 'it is not the number of a template')
}
