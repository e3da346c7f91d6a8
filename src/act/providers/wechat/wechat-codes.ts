import { MINUTE_MS } from '#kernel/clock.ts'
import type { CodeTable } from '../code-outcome.ts'

/** Codes that say that the access token is bad: one more is fetched, once. */
export const TOKEN_CODES: ReadonlySet<string> = new Set(['40001', '40014', '42001'])

/**
 * Error codes of api.weixin.qq.com. Read in the documentation but for those marked m, which are from memory and not verified. Code 40001 counts as a
 * wrong secret only when it stays after a new token.
 */
export const WECHAT_CODES: CodeTable = {
  '-1': { means: 'again', reason: 'provider_busy' },
  '45011': { means: 'again', reason: 'too_fast', afterMs: MINUTE_MS },
  '40001': { means: 'token', reason: 'secret_wrong' },
  '40014': { means: 'token', reason: 'secret_wrong' },
  '42001': { means: 'token', reason: 'secret_wrong' },
  '43004': { means: 'address', reason: 'not_following' },
  '43019': { means: 'address', reason: 'blocked_by_account' },
  '40003': { means: 'address', reason: 'openid_unknown' },
  // Until they agree anew to this template; the openid stays good for everything else.
  '43101': { means: 'no', reason: 'not_subscribed' },
  '47003': { means: 'no', reason: 'template_value_refused' },
  '40037': { means: 'no', reason: 'template_unknown' },
  '45002': { means: 'no', reason: 'too_long' },
  '45015': { means: 'no', reason: 'window_closed' },
  '45047': { means: 'no', reason: 'window_used_up' },
  // m
  '41030': { means: 'no', reason: 'page_unknown' },
  '48001': { means: 'account', reason: 'not_permitted' },
  '40013': { means: 'account', reason: 'app_id_wrong' },
  '40125': { means: 'account', reason: 'secret_wrong' },
  // m
  '48004': { means: 'account', reason: 'blocked_by_provider' },
  // m
  '40164': { means: 'account', reason: 'address_not_allowed' },
  '45009': { means: 'account', reason: 'daily_quota', until: 'beijing-midnight' },
}
