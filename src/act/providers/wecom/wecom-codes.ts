import { MINUTE_MS } from '#kernel/clock.ts'
import type { CodeTable } from '../code-outcome.ts'

/** Error codes of qyapi.weixin.qq.com. 45009, 93000, 60020 and 60011 are from memory and not verified. */
export const WECOM_CODES: CodeTable = {
  '-1': { means: 'again', reason: 'provider_busy' },
  '40001': { means: 'account', reason: 'secret_wrong' },
  '40013': { means: 'account', reason: 'corp_id_wrong' },
  '40014': { means: 'token', reason: 'secret_wrong' },
  '42001': { means: 'token', reason: 'secret_wrong' },
  '40003': { means: 'address', reason: 'member_unknown' },
  '45009': { means: 'again', reason: 'too_fast', afterMs: MINUTE_MS },
  '60011': { means: 'account', reason: 'not_permitted' },
  '60020': { means: 'account', reason: 'address_not_allowed' },
  '81013': { means: 'account', reason: 'nobody_visible' },
  '93000': { means: 'account', reason: 'secret_wrong' },
}
