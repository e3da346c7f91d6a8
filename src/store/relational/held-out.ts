/** Of an identifier i: a message or a call reaches somebody by it. */
const IS_ADDRESS = "(i.kind IN ('email', 'phone') OR i.kind LIKE 'openid%')"

/** Of the global control group that is live: no row when there is none. As `live` it stands beside the customers, on true. */
export const LIVE_CONTROL = '(SELECT id, round(share * 10000)::int AS buckets FROM control_groups WHERE ended_at IS NULL)'

/** Whether a customer is in the live group: the bucket of src/decide/control-group.ts, which a test holds against it. */
export function isInLiveControl(customerId: string): string {
  return `(('x' || left(encode(sha256(convert_to('control-group/' || live.id || '/' || ${customerId}, 'UTF8')), 'hex'), 8))::bit(32)::bigint % 10000 < live.buckets)`
}

/** Whether one of the customers that named a value, as they are after merges, is in the live group. */
export function namedByLiveControl(namedBy: string): string {
  return `EXISTS (SELECT FROM customers other WHERE other.id = ANY (${namedBy}) AND ${isInLiveControl('coalesce(other.merged_into, other.id)')})`
}

/**
 * Why a customer (alias c, beside `live`) is held out of everything on a way of contact: global_control, held_out_contact for whom an address is shared with
 * somebody who is in the group, or null. The address that is used is in `a`, or another alias; where a channel has none of its own, all addresses of the customer count.
 */
export function heldOutReason(hasAddress: boolean, address = 'a'): string {
  const shared = hasAddress
    ? namedByLiveControl(`${address}.named_by`)
    : `EXISTS (SELECT FROM identifiers i WHERE i.customer_id = c.id AND ${IS_ADDRESS}
        AND ${namedByLiveControl('i.named_by')})`
  return `CASE WHEN live.id IS NULL THEN NULL WHEN ${isInLiveControl('c.id')} THEN 'global_control' WHEN ${shared} THEN 'held_out_contact' END`
}
