import type { JsonObject } from './tracking-message.ts'
import { isObject } from './tracking-message.ts'

/** Keys whose values are personal whatever they hold. Compared in lower case without separators. */
const PERSONAL_KEYS = new Set([
  'email',
  'mail',
  'phone',
  'mobile',
  'tel',
  'telephone',
  'phonenumber',
  'mobilenumber',
  'name',
  'firstname',
  'lastname',
  'fullname',
  'username',
  'nickname',
  'address',
  'street',
  'idnumber',
  'idcard',
  'passport',
  'cardnumber',
  'bankcard',
  'birthday',
  'birthdate',
  'openid',
  'unionid',
  'password',
  'token',
  'ip',
  '邮箱',
  '手机',
  '手机号',
  '电话',
  '姓名',
  '地址',
  '身份证',
  '身份证号',
])
const EMAIL = /[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+/gu
const PHONE = /(?<!\d)(?:\+\d[\d -]{8,15}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)/gu

/** A copy of properties fit for the analytical store: personal keys left out, e-mail addresses and phone numbers inside texts replaced. */
export function withoutPersonalData(properties: JsonObject): JsonObject {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(properties)) {
    if (!PERSONAL_KEYS.has(key.toLowerCase().replaceAll(/[\s_-]/gu, ''))) kept[key] = cleanValue(value)
  }
  return kept
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(EMAIL, '[email]').replaceAll(PHONE, '[phone]')
  if (Array.isArray(value)) return value.map(cleanValue)
  return isObject(value) ? withoutPersonalData(value) : value
}
