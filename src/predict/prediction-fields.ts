import { choicesOf } from '#segment/conditions/condition-field.ts'
import type { ConditionField, FieldType } from '#segment/conditions/condition-field.ts'
import { CAUSE_LABELS, RISK_LABELS } from './churn/tiers/churn-labels.ts'

/** Worked out by a model, run by run. */
const predicted = (name: string, type: FieldType, zh: string, en: string): ConditionField => ({
  name,
  type,
  label: { zh, en },
  hasPast: true,
})

/** What models say of a customer, as fields of conditions. */
export const PREDICTION_FIELDS: readonly ConditionField[] = [
  { ...predicted('churn.tier', 'choice', '流失风险', 'Churn risk'), choices: choicesOf(RISK_LABELS) },
  predicted('churn.probability', 'share', '流失概率', 'Churn probability'),
  { ...predicted('churn.cause', 'choice', '流失主因', 'Main cause of churn'), choices: choicesOf(CAUSE_LABELS) },
  predicted('churn.value', 'money', '预期价值', 'Expected value'),
  predicted('value.clv', 'money', '预测客户价值', 'Predicted lifetime value'),
  predicted('value.expected_orders', 'number', '预测下单次数', 'Predicted orders'),
  predicted('value.alive', 'share', '仍会购买的概率', 'Probability to buy again ever'),
  predicted('value.purchase_probability', 'share', '30 天内购买概率', 'Probability to buy within 30 days'),
  predicted('value.next_order_at', 'time', '预计下次下单时间', 'Next order expected'),
  predicted('value.next_category', 'text', '预计下次购买品类', 'Next category expected'),
]
