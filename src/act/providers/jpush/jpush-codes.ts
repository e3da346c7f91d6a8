import { MINUTE_MS } from '#kernel/clock.ts'
import type { CodeTable } from '../code-outcome.ts'

/** Error codes of JPush v3 (third-party tables of docs.jiguang.cn; 1000, 2002 and 2003 from memory). */
export const JPUSH_CODES: CodeTable = {
  '1000': { means: 'again', reason: 'provider_error' },
  '1002': { means: 'no', reason: 'message_refused' },
  '1003': { means: 'no', reason: 'message_refused' },
  '1004': { means: 'account', reason: 'secret_wrong' },
  '1005': { means: 'no', reason: 'too_long' },
  '1008': { means: 'account', reason: 'app_key_wrong' },
  // No device: the registration is dead or was inactive for long.
  '1011': { means: 'address', reason: 'device_unregistered' },
  '1012': { means: 'no', reason: 'message_refused' },
  '1030': { means: 'again', reason: 'provider_busy' },
  '2002': { means: 'again', reason: 'too_fast', afterMs: MINUTE_MS },
  '2003': { means: 'account', reason: 'blocked_by_provider' },
}
