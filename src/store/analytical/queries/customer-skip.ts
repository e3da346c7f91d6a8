/** Grain: at most one row: why a candidate of a run got nothing. Cost: one row by its key. */
export const CUSTOMER_SKIP = `
SELECT toString(customer_id) AS customer_id, reason, checks, risk_probability, value, average_order
FROM decision_skips FINAL
WHERE decision_skips.run_id = {runId:UUID} AND decision_skips.customer_id = {customerId:UUID}`
