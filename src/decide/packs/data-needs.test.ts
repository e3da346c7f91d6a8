import { expect, test } from 'vitest'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { CUSTOMER_FIELDS } from '#segment/conditions/customer-fields.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import { PREDICTION_FIELDS } from '#predict/prediction-fields.ts'
import { readConditionText } from '#segment/conditions/read-condition-text.ts'
import { dataNeeds } from './data-needs.ts'

const CATALOGUE = catalogueOf([...CUSTOMER_FIELDS, ...PREDICTION_FIELDS])

test.each([
  ['churn.tier is "high" and churn.probability >= 80%', ['scores']],
  ['did(event "Signed In" in last 9 days) or not did(event "Lesson Completed")', ['event Signed In', 'event Lesson Completed']],
  ['growth(value of measure "balance" in last 90 days) < -0.3 and contract.renews_at in next 9 days', ['measure balance', 'contracts']],
  ['count(ticket) >= 2 and did(return) and profile.recency_days > 3 and did(feedback)', ['tickets', 'orders', 'feedback']],
  ['customer.registered_at in last 9 days and customer.region is set and customer.gender is "f"', ['registered', 'region']],
  ['everyone', []],
])('%s needs %j', (text, needs) => {
  expect(dataNeeds(parseCondition(readConditionText(text), CATALOGUE)).map(({ kind, name }) => `${kind} ${name}`.trim())).toEqual(needs)
})
