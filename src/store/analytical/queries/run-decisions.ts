/** Grain: one row per decision that meets a condition of ours. Cost: of a run a range of the primary key; of one decision the parts that may hold its id. */
export const decisionRows = (which: string): string => `
SELECT
  toString(decision_id) AS decision_id,
  toString(run_id) AS run_id,
  toString(customer_id) AS customer_id,
  toUnixTimestamp64Milli(as_of) AS as_of,
  toUnixTimestamp64Milli(decided_at) AS decided_at,
  strategy_id, strategy_version, toString(arm) AS arm, toString(draw_unit) AS draw_unit, assignment_probability, channel, risk_probability, risk_tier, lifecycle_tier, value_class,
  cause, model_id, model_version, expected_gain, toFloat64(cost) AS cost, currency, reasons, alternatives, choice_probability, checks
FROM decisions FINAL
WHERE ${which}
ORDER BY decisions.strategy_id, decisions.customer_id`
