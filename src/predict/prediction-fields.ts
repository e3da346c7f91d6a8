import { choicesOf } from '#segment/conditions/condition-field.ts'
import type { ConditionField, FieldType } from '#segment/conditions/condition-field.ts'
import { CLASS_LABELS, SPEND_LABELS } from './cold-start/cold-start-model.ts'
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
  // Of customers who are new: from what became of similar ones.
  predicted('provisional.category', 'text', '暂定偏好品类', 'Provisional category'),
  { ...predicted('provisional.spend', 'choice', '暂定消费档位', 'Provisional spend'), choices: choicesOf(SPEND_LABELS) },
  { ...predicted('provisional.class', 'choice', '暂定购买类型', 'Provisional class'), choices: choicesOf(CLASS_LABELS) },
  predicted('provisional.churn', 'share', '暂定流失概率', 'Provisional churn'),
  predicted('provisional.next', 'share', '暂定 30 天内购买概率', 'Provisional chance to buy within 30 days'),
  predicted('provisional.confidence', 'share', '暂定画像置信度', 'Confidence of the provisional portrait'),
  predicted('provisional.day', 'number', '暂定画像天数', 'Days of the provisional portrait'),
]
