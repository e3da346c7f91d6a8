import { expect, test } from 'vitest'
import { catalogueOf } from '#segment/conditions/condition-catalogue.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import { describeJourney } from './describe-journey.ts'
import type { JourneyNames } from './describe-journey.ts'
import { JOURNEY_STARTERS } from './journey-starters.ts'

const catalogue = catalogueOf([])
const names: JourneyNames = {
  content: (id) => (id === 'c1' ? 'Cart mail' : null),
  segment: () => null,
  tag: () => null,
  field: () => null,
  condition: (condition) => describeCondition(condition, catalogue),
}
const words = (key: string) => {
  const starter = JOURNEY_STARTERS.find((one) => one.key === key)
  if (starter === undefined) throw new Error(`No starter ${key}`)
  return describeJourney(starter.definition('en'), names)
}

test('a journey is said in one sentence, and by a sentence a step', () => {
  const { summary, rules, steps } = words('cart')
  expect(summary.en).toBe('when Product Added happens (one run for each cart_id), 5 steps')
  expect(summary.zh).toBe('发生“Product Added”时（按 cart_id 区分），共 5 个步骤')
  expect(rules.map(({ en }) => en)).toEqual([
    'Entry: when Product Added happens (one run for each cart_id).',
    'Audience: everyone.',
    'A customer can enter again when the last run is over.',
    'Leaves when this happens: Order Completed.',
    'Goal: an order within 7 days.',
    '10% of entries are kept as the control group.',
  ])
  expect(steps.map(({ text }) => text.en)).toEqual([
    'Wait for 1 hour',
    'Send “no content chosen” by email, else SMS',
    'Wait for 1 day',
    'Branch: the first case that matches is taken',
    'Send “no content chosen” by email, else SMS',
  ])
})

test('each way out says where it leads', () => {
  const branch = words('cart').steps[3]
  expect(branch?.ways.map(({ way, to }) => [way, to])).toEqual([
    ['yes', null],
    ['next', 5],
  ])
  expect(words('payment-failed').steps[1]?.ways.map(({ text, to }) => [text.en, to])).toEqual([
    ['It happened', null],
    ['It did not happen in time', 3],
  ])
})

test('what is chosen is called by its name, and a wait by its day and hour', () => {
  const steps = describeJourney(
    {
      ...JOURNEY_STARTERS[0]!.definition('en'),
      steps: [
        { id: 'w', name: '', kind: 'wait', wait: { kind: 'until', at: '10:00', days: [1, 5] }, next: 's' },
        {
          id: 's',
          name: '',
          kind: 'send',
          content: { id: 'c1', version: 1 },
          channels: ['email'],
          expiresHours: 1,
          unitCosts: {},
          time: 'best_hour',
          next: null,
        },
      ],
      first: 'w',
    },
    names,
  ).steps
  expect(steps.map(({ text }) => text.en)).toEqual([
    'Wait until 10:00 in the customer’s local time on Monday or Friday',
    'Send “Cart mail” by email, at the best hour of the customer',
  ])
  expect(steps[0]?.text.zh).toBe('等到客户当地时间周一、周五 10:00')
})
