import type { CodeTable } from '../code-outcome.ts'
import type { ReceiptTable } from '../sms/receipt-event.ts'

/** Error codes of the Messages API; those marked m are from memory and not verified. */
export const TWILIO_CODES: CodeTable = {
  '20429': { means: 'again', reason: 'too_fast', afterMs: 1_000 },
  // m
  '14107': { means: 'again', reason: 'too_fast', afterMs: 1_000 },
  '30001': { means: 'again', reason: 'queue_full', afterMs: 60_000 },
  // m
  '21611': { means: 'again', reason: 'queue_full', afterMs: 60_000 },
  '30003': { means: 'again', reason: 'number_not_on_service' },
  '30008': { means: 'again', reason: 'carrier_error' },
  '21617': { means: 'no', reason: 'too_long' },
  // m
  '21602': { means: 'no', reason: 'text_missing' },
  '30007': { means: 'no', reason: 'words_refused' },
  '21612': { means: 'no', reason: 'number_not_reachable' },
  '30004': { means: 'no', reason: 'carrier_blocked' },
  // m: an account on trial sends to numbers that it has confirmed.
  '21608': { means: 'no', reason: 'account_on_trial' },
  // They opted out towards this sender; only START ends it.
  '21610': { means: 'person', reason: 'opted_out' },
  '21211': { means: 'address', reason: 'number_wrong' },
  '21614': { means: 'address', reason: 'not_mobile' },
  '21635': { means: 'address', reason: 'landline' },
  '30006': { means: 'address', reason: 'landline' },
  '30005': { means: 'address', reason: 'number_unknown' },
  '20003': { means: 'account', reason: 'secret_wrong' },
  // m
  '20404': { means: 'account', reason: 'account_unknown' },
  // m
  '20005': { means: 'account', reason: 'account_suspended' },
  '30002': { means: 'account', reason: 'account_suspended' },
  '21408': { means: 'no', reason: 'country_not_enabled' },
  '21606': { means: 'account', reason: 'sender_unusable' },
  // m
  '21603': { means: 'account', reason: 'sender_unusable' },
  // m
  '21609': { means: 'account', reason: 'callback_address_refused' },
  // m
  '21705': { means: 'account', reason: 'sender_unusable' },
  '30034': { means: 'account', reason: 'sender_not_registered' },
}

/** Error codes of messages that did not arrive. */
export const TWILIO_RECEIPTS: ReceiptTable = {
  '21610': { reason: 'opted_out', suppress: 'person' },
  '21211': { reason: 'number_wrong', suppress: 'address' },
  '21614': { reason: 'not_mobile', suppress: 'address' },
  '21635': { reason: 'landline', suppress: 'address' },
  '30001': { reason: 'queue_full' },
  '30002': { reason: 'account_suspended' },
  '30003': { reason: 'number_not_on_service', count: true },
  '30004': { reason: 'carrier_blocked' },
  '30005': { reason: 'number_unknown', suppress: 'address' },
  '30006': { reason: 'landline', suppress: 'address' },
  '30007': { reason: 'words_refused' },
  '30008': { reason: 'carrier_error' },
  '30034': { reason: 'sender_not_registered' },
}
