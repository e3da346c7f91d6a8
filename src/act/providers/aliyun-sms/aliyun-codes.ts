import type { CodeTable } from '../code-outcome.ts'
import type { ReceiptTable } from '../sms/receipt-event.ts'

/** Codes of the API come with and without the part of the provider that says so (`isv.`, `isp.`). */
export function bareCode(code: string): string {
  return code.replace(/^is[vp]\./, '')
}

/**
 * Error codes of dysmsapi without `isv.` and `isp.`. Names from help.aliyun.com and copies of it, what they mean for a message is our own reading; those marked m
 * are from memory and not verified. BUSINESS_LIMIT_CONTROL, whose window stands in the message, is read in aliyun-sms.ts.
 */
export const ALIYUN_CODES: CodeTable = {
  SYSTEM_ERROR: { means: 'again', reason: 'provider_busy' },
  Throttling: { means: 'again', reason: 'too_fast', afterMs: 1_000 },
  'Throttling.User': { means: 'again', reason: 'too_fast', afterMs: 1_000 },
  // m
  'Throttling.Api': { means: 'again', reason: 'too_fast', afterMs: 1_000 },
  InternalError: { means: 'again', reason: 'provider_error' },
  ServiceUnavailable: { means: 'again', reason: 'provider_error' },
  SignatureNonceUsed: { means: 'again', reason: 'nonce_used', afterMs: 1_000 },
  'InvalidTimeStamp.Expired': { means: 'again', reason: 'clock_wrong' },
  BUSINESS_LIMIT_CONTROL: { means: 'again', reason: 'number_limit', wait: 'hour' },
  INVALID_PARAMETERS: { means: 'no', reason: 'parameters_refused' },
  INVALID_JSON_PARAM: { means: 'no', reason: 'template_value_refused' },
  TEMPLATE_MISSING_PARAMETERS: { means: 'no', reason: 'template_value_missing' },
  TEMPLATE_PARAMS_ILLEGAL: { means: 'no', reason: 'template_value_refused' },
  PARAM_LENGTH_LIMIT: { means: 'no', reason: 'too_long' },
  PARAM_NOT_SUPPORT_URL: { means: 'no', reason: 'link_in_value' },
  BLACK_KEY_CONTROL_LIMIT: { means: 'no', reason: 'words_refused' },
  SMS_CONTENT_ILLEGAL: { means: 'no', reason: 'words_refused' },
  MOBILE_COUNT_OVER_LIMIT: { means: 'no', reason: 'too_many_numbers' },
  DOMESTIC_NUMBER_NOT_SUPPORTED: { means: 'no', reason: 'home_number_not_supported' },
  MOBILE_NUMBER_ILLEGAL: { means: 'address', reason: 'number_wrong' },
  SMS_TEMPLATE_ILLEGAL: { means: 'template', reason: 'template_not_approved' },
  SMS_SIGNATURE_ILLEGAL: { means: 'template', reason: 'signature_not_approved' },
  SMS_SIGN_ILLEGAL: { means: 'template', reason: 'signature_not_approved' },
  SMS_SIGNATURE_SCENE_ILLEGAL: { means: 'template', reason: 'signature_not_for_template' },
  EXTEND_CODE_ERROR: { means: 'template', reason: 'extend_code_taken' },
  OUT_OF_SERVICE: { means: 'account', reason: 'no_balance' },
  AMOUNT_NOT_ENOUGH: { means: 'account', reason: 'no_balance' },
  ACCOUNT_NOT_EXISTS: { means: 'account', reason: 'account_unknown' },
  ACCOUNT_ABNORMAL: { means: 'account', reason: 'account_suspended' },
  PRODUCT_UN_SUBSCRIPT: { means: 'account', reason: 'product_not_opened' },
  PRODUCT_UNSUBSCRIBE: { means: 'account', reason: 'product_not_opened' },
  RAM_PERMISSION_DENY: { means: 'account', reason: 'not_permitted' },
  // m
  NoPermission: { means: 'account', reason: 'not_permitted' },
  DENY_IP_RANGE: { means: 'account', reason: 'address_not_allowed' },
  SECURITY_FROZEN_ACCOUNT: { means: 'account', reason: 'account_suspended' },
  'InvalidAccessKeyId.NotFound': { means: 'account', reason: 'key_unknown' },
  // m
  'InvalidAccessKeyId.Inactive': { means: 'account', reason: 'key_off' },
  SignatureDoesNotMatch: { means: 'account', reason: 'secret_wrong' },
  // m
  IncompleteSignature: { means: 'account', reason: 'secret_wrong' },
  DAY_LIMIT_CONTROL: { means: 'account', reason: 'daily_quota', until: 'beijing-midnight' },
  MONTH_LIMIT_CONTROL: { means: 'account', reason: 'monthly_quota', until: 'next-month' },
}

/** Codes of receipts, from a third-party copy of the table of Alibaba Cloud; carriers add codes of their own. */
export const ALIYUN_RECEIPTS: ReceiptTable = {
  MOBILE_IN_BLACK: { reason: 'number_blocked', suppress: 'person' },
  USER_REJECT: { reason: 'refused_by_person', suppress: 'person' },
  INVALID_NUMBER: { reason: 'number_unknown', suppress: 'address' },
  MOBILE_NOT_ON_SERVICE: { reason: 'number_not_on_service', count: true },
  MOBILE_ACCOUNT_ABNORMAL: { reason: 'number_out_of_credit', count: true },
  MOBILE_SEND_LIMIT: { reason: 'number_limit' },
  // Spelled so by them.
  MOBLLE_TERMINAL_ERROR: { reason: 'phone_error' },
  IS_CLOSE: { reason: 'carrier_closed' },
  SP_UNKNOWN_ERROR: { reason: 'carrier_error' },
  CONTENT_KEYWORD: { reason: 'words_refused' },
  // Promotional text without the way to refuse at its end.
  CONTENT_ERROR: { reason: 'refusal_text_missing' },
  PARAMS_ILLEGAL: { reason: 'parameters_refused' },
  SIGNATURE_BLACKLIST: { reason: 'signature_blocked' },
}
