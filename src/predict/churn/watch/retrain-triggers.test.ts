import { expect, it } from 'vitest'
import { DAY_MS } from '#kernel/clock.ts'
import type { RetrainFacts, RetrainRules } from './retrain-triggers.ts'
import { retrainAdvice } from './retrain-triggers.ts'

const now = new Date('2026-06-01T03:30:00Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY_MS)
const calm: RetrainFacts = { now, lastTrainedAt: daysAgo(40), readable: true, drift: 'stable', realised: null, trainedAccuracy: 0.85 }

it.each([
  ['nothing happened', {}, null],
  ['there is no model', { lastTrainedAt: null, drift: 'major' }, null],
  ['an update made the model unreadable', { lastTrainedAt: daysAgo(1), readable: false }, 'schedule'],
  ['a quarter has passed', { lastTrainedAt: daysAgo(90) }, 'schedule'],
  ['almost a quarter has passed', { lastTrainedAt: daysAgo(89.9) }, null],
  ['the customers changed', { drift: 'major' }, 'drift'],
  ['the customers changed a little', { drift: 'moderate' }, null],
  ['the customers changed, but it was trained last week', { lastTrainedAt: daysAgo(7), drift: 'major' }, null],
  ['the customers changed, 30 days after it was trained', { lastTrainedAt: daysAgo(30), drift: 'major' }, 'drift'],
  ['accuracy fell', { realised: { accuracy: 0.8, baseAccuracy: 0.7 } }, 'accuracy'],
  ['accuracy is under the bar as it always was', { realised: { accuracy: 0.84, baseAccuracy: 0.7 } }, null],
  ['accuracy fell, but stays over the bar', { trainedAccuracy: 0.97, realised: { accuracy: 0.92, baseAccuracy: 0.9 } }, null],
  ['accuracy fell, but it was trained last week', { lastTrainedAt: daysAgo(7), realised: { accuracy: 0.8, baseAccuracy: 0.7 } }, null],
  [
    'accuracy fell, 30 days after it was trained',
    { lastTrainedAt: daysAgo(30), realised: { accuracy: 0.8, baseAccuracy: 0.7 } },
    'accuracy',
  ],
  ['accuracy fell to just the bar', { trainedAccuracy: 0.97, realised: { accuracy: 0.9, baseAccuracy: 0.9 } }, null],
  ['accuracy fell below the bar', { trainedAccuracy: 0.97, realised: { accuracy: 0.899, baseAccuracy: 0.8 } }, 'accuracy'],
  ['the model in use was never judged', { trainedAccuracy: null, realised: { accuracy: 0.5, baseAccuracy: 0.5 } }, null],
] satisfies [string, Partial<RetrainFacts>, string | null][])('when %s', (_when, change, trigger) => {
  const advice = retrainAdvice({ ...calm, ...change })
  expect(advice.due ? advice.trigger : null).toBe(trigger)
  expect(advice.reasons).toHaveLength(trigger === null ? 0 : 1)
})

it('accuracy fell when it is lower than at training by more than is allowed', () => {
  const rules: RetrainRules = { everyDays: 90, accuracyBar: 0.9, worseBy: 0.25, restDays: 30 }
  const due = (accuracy: number): boolean =>
    retrainAdvice({ ...calm, trainedAccuracy: 0.75, realised: { accuracy, baseAccuracy: 0.5 } }, rules).due
  expect([0.5, 0.4999].map(due)).toEqual([false, true])
})

it('records the first of several triggers, and gives every reason', () => {
  const both = retrainAdvice({ ...calm, drift: 'major', realised: { accuracy: 0.8, baseAccuracy: 0.7 } })
  expect(both.trigger).toBe('drift')
  expect(both.reasons.map(({ en }) => en)).toEqual([expect.stringContaining('changed a lot'), expect.stringContaining('Accuracy')])
  expect(retrainAdvice({ ...calm, lastTrainedAt: daysAgo(91.5), drift: 'major' })).toMatchObject({
    trigger: 'schedule',
    reasons: [{ zh: '距上次训练已 91 天，每 90 天重新训练' }, { zh: '客户构成与训练时相比变化很大' }],
  })
  expect(retrainAdvice(calm).trigger).toBe('schedule')
})

it('gives the next scheduled training', () => {
  expect(retrainAdvice(calm).nextAt).toEqual(new Date(daysAgo(40).getTime() + 90 * DAY_MS))
})

it('compares accuracy with guessing', () => {
  const { reasons } = retrainAdvice({ ...calm, realised: { accuracy: 0.8, baseAccuracy: 0.7 } })
  expect(reasons[0]?.en).toContain('always predicting the more common outcome: 70.0%')
})
