// What the tracking plan costs the steps that look at one message alone: messages a second with and without a plan of 50 events of 12 properties.
// npm run -s bench -- plan [--json]
import { compilePlan } from '../../src/collect/plan/compile-plan.ts'
import { NO_PLAN } from '../../src/collect/plan/learn-plan.ts'
import { normaliseMessage } from '../../src/collect/tracking/normalise-message.ts'
import type { RequestOrigin } from '../../src/collect/tracking/request-origin.ts'
import { planStep } from '../../src/collect/tracking/steps/plan-step.ts'
import { parseStep, type ParsedMessage } from '../../src/collect/tracking/steps/parse-step.ts'
import { validateStep } from '../../src/collect/tracking/steps/validate-step.ts'
import { Quarantined } from '../../src/collect/tracking/steps/step-result.ts'

const MESSAGES = 20_000
const ROUNDS = 9

const properties = (i: number) => ({
  product_id: `p${i % 500}`,
  price: (i % 900) / 10,
  quantity: 1 + (i % 3),
  category: 'shoes',
  brand: 'own',
  variant: 'red',
  currency: 'CNY',
  position: i % 40,
  in_stock: i % 5 !== 0,
  seen_at: '2026-05-01T10:00:00Z',
  tags: ['a', 'b'],
  list: 'search',
})
const TYPES = ['text', 'number', 'integer', 'text', 'text', 'text', 'text', 'integer', 'boolean', 'time', 'list', 'text'] as const
const plan = compilePlan(
  {
    ...NO_PLAN,
    events: Array.from({ length: 50 }, (_, n) => ({
      type: 'track' as const,
      name: `Event ${n}`,
      description: '',
      owner: '',
      properties: Object.keys(properties(0)).map((name, i) => ({
        name,
        type: TYPES[i] ?? 'any',
        required: true,
        description: '',
        ...(name === 'category' ? { values: ['shoes', 'hats'] } : {}),
        ...(name === 'quantity' ? { min: 1, max: 99 } : {}),
      })),
    })),
  },
  1,
)
const messages = Array.from({ length: MESSAGES }, (_, i) => ({
  type: 'track',
  event: `Event ${i % 50}`,
  userId: `u${i}`,
  messageId: `m${i}`,
  properties: properties(i),
}))
const origin: RequestOrigin = {
  sourceId: 's',
  receivedAt: 1_777_000_000_000,
  sentAt: null,
  toUtc: (local) => local,
  inboxId: '1',
  userIdKind: 'user_id',
  secret: 'secret',
}
const planned: RequestOrigin = { ...origin, plan }
const parsed = messages.map(parseStep).filter((one): one is ParsedMessage => !(one instanceof Quarantined))

const perSecond = (work: () => void): number => {
  const start = performance.now()
  work()
  return (MESSAGES / (performance.now() - start)) * 1_000
}
const validate = (of: RequestOrigin) => () => {
  for (const one of parsed) {
    validateStep(one, of)
    planStep(one, of)
  }
}
const whole = (of: RequestOrigin) => () => {
  for (const [i, one] of messages.entries()) normaliseMessage(one, of, i)
}
const rates: Record<'validateWithout' | 'validateWith' | 'allWithout' | 'allWith', number[]> = {
  validateWithout: [],
  validateWith: [],
  allWithout: [],
  allWith: [],
}
// Interleaved, so that whatever else the machine does falls on all of them.
for (let round = 0; round < ROUNDS; round += 1) {
  rates.validateWithout.push(perSecond(validate(origin)))
  rates.validateWith.push(perSecond(validate(planned)))
  rates.allWithout.push(perSecond(whole(origin)))
  rates.allWith.push(perSecond(whole(planned)))
}
const median = (values: readonly number[]): number => Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0)
const result = Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)]))
const microseconds = Math.round((1e6 / (result['validateWith'] ?? 1) - 1e6 / (result['validateWithout'] ?? 1)) * 100) / 100
console.log(
  process.argv.includes('--json')
    ? JSON.stringify({ ...result, microseconds })
    : `messages a second: validate ${result['validateWithout']} -> ${result['validateWith']}; all steps of one message ${result['allWithout']} -> ${result['allWith']}; ${microseconds} microseconds a message`,
)
