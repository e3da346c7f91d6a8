import { MINUTE_MS } from '#kernel/clock.ts'
import type { CodeTable } from '../code-outcome.ts'

/**
 * Error codes of FCM HTTP v1 (firebase.google.com, "FcmError"). UNAVAILABLE, INTERNAL and UNAUTHENTICATED are from memory. INVALID_ARGUMENT about the token
 * is told apart by the field that it names.
 */
export const FCM_CODES: CodeTable = {
  UNREGISTERED: { means: 'address', reason: 'device_unregistered' },
  INVALID_TOKEN: { means: 'address', reason: 'device_token_wrong' },
  INVALID_ARGUMENT: { means: 'no', reason: 'message_refused' },
  // The token belongs to another project: this one must not use it, and it is no fault of the device.
  SENDER_ID_MISMATCH: { means: 'no', reason: 'device_of_other_project' },
  QUOTA_EXCEEDED: { means: 'again', reason: 'too_fast', afterMs: MINUTE_MS },
  UNAVAILABLE: { means: 'again', reason: 'provider_busy' },
  INTERNAL: { means: 'again', reason: 'provider_error' },
  THIRD_PARTY_AUTH_ERROR: { means: 'account', reason: 'push_certificate_wrong' },
  UNAUTHENTICATED: { means: 'token', reason: 'secret_wrong' },
  PERMISSION_DENIED: { means: 'account', reason: 'not_permitted' },
  NOT_FOUND: { means: 'account', reason: 'project_unknown' },
}
