/** Grain: one row per reaction of the customer to messages of a decision, oldest first; those of machines are none. Cost: the customer's own key range. */
export const DECISION_TOUCHES = `
SELECT kind, occurred_at AS at FROM touches FINAL
WHERE touches.customer_id = {customerId:UUID} AND touches.decision_id = {decisionId:String} AND is_machine = 0
  AND kind IN ('opened', 'clicked', 'unsubscribed', 'complained', 'replied', 'bounced', 'task_done', 'coupon_used')
ORDER BY occurred_at, kind
LIMIT 200`
