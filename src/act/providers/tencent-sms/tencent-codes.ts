import { DAY_MS } from '#kernel/clock.ts'
import type { CodeTable } from '../code-outcome.ts'
import type { ReceiptTable } from '../sms/receipt-event.ts'

/**
 * Error codes of Tencent Cloud SMS, of a whole call and of one number. Names from their SDK, what they mean for a message is our own reading; those marked m are
 * from memory and not verified.
 */
export const TENCENT_CODES: CodeTable = {
  // They gave up waiting for a part of their own, which may have sent it.
  'InternalError.Timeout': { means: 'unknown', reason: 'provider_timeout' },
  'InternalError.SendAndRecvFail': { means: 'unknown', reason: 'provider_timeout' },
  'InternalError.RequestTimeException': { means: 'again', reason: 'clock_wrong' },
  'InternalError.OtherError': { means: 'again', reason: 'provider_error' },
  'InternalError.UnknownError': { means: 'again', reason: 'provider_error' },
  InternalError: { means: 'again', reason: 'provider_error' },
  // m
  RequestLimitExceeded: { means: 'again', reason: 'too_fast', afterMs: 1_000 },
  'LimitExceeded.PhoneNumberThirtySecondLimit': { means: 'again', reason: 'number_limit', afterMs: 30_000 },
  'LimitExceeded.PhoneNumberOneHourLimit': { means: 'again', reason: 'number_limit', wait: 'hour' },
  'LimitExceeded.PhoneNumberDailyLimit': { means: 'again', reason: 'number_limit', afterMs: DAY_MS },
  'LimitExceeded.PhoneNumberSameContentDailyLimit': { means: 'again', reason: 'number_limit', afterMs: DAY_MS },
  'LimitExceeded.DeliveryFrequencyLimit': { means: 'again', reason: 'number_limit', wait: 'minute' },
  'FailedOperation.MarketingSendTimeConstraint': { means: 'again', reason: 'hours_closed', wait: 'morning' },
  'FailedOperation.ContainSensitiveWord': { means: 'no', reason: 'words_refused' },
  'FailedOperation.ProhibitSubMailApplySignature': { means: 'template', reason: 'signature_not_approved' },
  'InvalidParameterValue.ContentLengthLimit': { means: 'no', reason: 'too_long' },
  'InvalidParameterValue.TemplateParameterFormatError': { means: 'no', reason: 'template_value_refused' },
  'InvalidParameterValue.TemplateParameterLengthLimit': { means: 'no', reason: 'too_long' },
  'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter': { means: 'no', reason: 'link_in_value' },
  'LimitExceeded.PhoneNumberCountLimit': { means: 'no', reason: 'too_many_numbers' },
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber': { means: 'no', reason: 'number_not_supported' },
  'UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone': { means: 'no', reason: 'template_not_for_country' },
  'UnsupportedOperation.GlobalTemplateToChineseMainlandPhone': { means: 'no', reason: 'template_not_for_country' },
  'UnsupportedOperation.UnsupportedRegion': { means: 'no', reason: 'country_not_supported' },
  // Opted out, or on a list of the carrier.
  'FailedOperation.PhoneNumberInBlacklist': { means: 'person', reason: 'number_blocked' },
  'InvalidParameterValue.IncorrectPhoneNumber': { means: 'address', reason: 'number_wrong' },
  'FailedOperation.TemplateIncorrectOrUnapproved': { means: 'template', reason: 'template_not_approved' },
  'FailedOperation.TemplateUnapprovedOrNotExist': { means: 'template', reason: 'template_not_approved' },
  'FailedOperation.SignatureIncorrectOrUnapproved': { means: 'template', reason: 'signature_not_approved' },
  'FailedOperation.InsufficientBalanceInSmsPackage': { means: 'account', reason: 'no_balance' },
  // Spelled so by them.
  'UnauthorizedOperation.SerivceSuspendDueToArrears': { means: 'account', reason: 'no_balance' },
  'UnauthorizedOperation.SdkAppIdIsDisabled': { means: 'account', reason: 'app_off' },
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': { means: 'account', reason: 'app_id_wrong' },
  'UnauthorizedOperation.RequestIpNotInWhitelist': { means: 'account', reason: 'address_not_allowed' },
  UnauthorizedOperation: { means: 'account', reason: 'not_permitted' },
  'InvalidParameterValue.SdkAppIdNotExist': { means: 'account', reason: 'app_id_wrong' },
  'AuthFailure.SignatureExpire': { means: 'again', reason: 'clock_wrong' },
  'AuthFailure.SignatureFailure': { means: 'account', reason: 'secret_wrong' },
  'AuthFailure.SecretIdNotFound': { means: 'account', reason: 'key_unknown' },
  'AuthFailure.UnauthorizedOperation': { means: 'account', reason: 'not_permitted' },
  'AuthFailure.InvalidSecretId': { means: 'account', reason: 'key_unknown' },
  'AuthFailure.TokenFailure': { means: 'account', reason: 'secret_wrong' },
  AuthFailure: { means: 'account', reason: 'secret_wrong' },
  'LimitExceeded.AppDailyLimit': { means: 'account', reason: 'daily_quota', until: 'beijing-midnight' },
  'LimitExceeded.AppMainlandChinaDailyLimit': { means: 'account', reason: 'daily_quota', until: 'beijing-midnight' },
  'LimitExceeded.AppGlobalDailyLimit': { means: 'account', reason: 'daily_quota', until: 'beijing-midnight' },
}

/** The code of the table for a code of theirs: codes of a family that is not listed by name count as the family (`AuthFailure.New` as `AuthFailure`). */
export function knownCode(code: string): string {
  if (Object.hasOwn(TENCENT_CODES, code)) return code
  const family = code.split('.')[0] ?? ''
  return Object.hasOwn(TENCENT_CODES, family) ? family : code
}

/** Their receipts have codes of carriers, which differ; nothing about a number is concluded from one that is not listed. */
export const TENCENT_RECEIPTS: ReceiptTable = {}
