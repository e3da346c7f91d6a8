import { CUSTOMER_ID_FIELDS, importField, type ImportField } from '../import/import-field.ts'

/** The fields of a tag that a partner gives a customer. */
export const PARTNER_TAG_FIELDS: readonly ImportField[] = [
  importField('tag', '标签', 'Tag', '标签 标签名称 人群 人群包 分群 tag tagname label segment audience', true),
  importField('value', '取值', 'Value', '取值 标签值 值 等级 value tagvalue level score'),
  ...CUSTOMER_ID_FIELDS,
  importField(
    'validUntil',
    '有效期至',
    'Valid until',
    '有效期至 有效期 失效时间 失效日期 到期时间 到期日期 validuntil validto expires expiresat expiry until',
  ),
]
