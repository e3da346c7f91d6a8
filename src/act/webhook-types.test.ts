import { expect, it } from 'vitest'
import { asksFor, webhookKinds } from './webhook-types.ts'

it.each([
  [['churn.alert'], 'churn.alert', true],
  [['churn.alert'], 'task.done', false],
  [['*'], 'retention.contact', true],
  [['*'], 'task.done', true],
  // Of these there are so many that they have to be asked for.
  [['*'], 'event.stored', false],
  [['*', 'event.stored'], 'event.stored', true],
  [[], 'churn.alert', false],
])('an endpoint for %j is told of %s: %s', (events, type, told) => {
  expect(asksFor(events, type)).toBe(told)
})

it('signals are written for the types that some endpoint asks for', () => {
  expect(webhookKinds([['order.stored', 'churn.alert'], ['retention.contact']])).toEqual(['alert-raised', 'order-stored'])
  expect(webhookKinds([['*']])).toEqual([
    'alert-raised',
    'consent-changed',
    'source-late',
    'journey-step',
    'task-done',
    'send-failed',
    'quality-anomaly',
  ])
  expect(webhookKinds([])).toEqual([])
})
