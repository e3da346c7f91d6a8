/** Grain: one row per decision of one run. Cost: a range of the primary key. */
export const RUN_DECISIONS = `
SELECT
  toString(decision_id) AS decision_id,
  toString(run_id) AS run_id,
  toString(customer_id) AS customer_id,
  toUnixTimestamp64Milli(as_of) AS as_of,
  toUnixTimestamp64Milli(decided_at) AS decided_at,
  strategy_id, strategy_version, toString(arm) AS arm, toString(draw_unit) AS draw_unit, assignment_probability, channel, risk_probability, risk_tier, lifecycle_tier, value_class,
  cause, model_id, model_version, expected_gain, toFloat64(cost) AS cost, currency, reasons, alternatives
FROM decisions FINAL
WHERE decisions.run_id = {runId:UUID}
ORDER BY decisions.strategy_id, decisions.customer_id`
