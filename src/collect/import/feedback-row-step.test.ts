import { expect, test } from 'vitest'
import { type Feedback, feedbackRowStep } from './feedback-row-step.ts'
import type { SentRecord } from '../records/record-fields.ts'
import { recordCells, recordPlan } from '../records/record-plan.ts'

const SETTINGS = { timeZone: 'Asia/Shanghai', currency: 'CNY', normaliseIdentifier: (_kind: string, value: string) => value }
const plan = recordPlan('feedback', SETTINGS, new Date('2026-05-10T00:00:00Z'))

function read(record: SentRecord): string {
  const given = { feedbackId: 'F', answeredAt: '2026-05-01 10:00', kind: 'nps', score: 9, memberNumber: 'M1', ...record }
  const answer = feedbackRowStep(plan)(recordCells('feedback', given))
  if (!answer.ok) return `${answer.refusal.reason} ${answer.refusal.field}`
  const [{ kind, score, least, most }] = answer.value.answers as [Feedback]
  return `${kind} ${score ?? '-'} of ${least}-${most}`
}

test.each<readonly [string, SentRecord, string]>([
  ['a score of 0 is one', { score: 0 }, 'nps 0 of 0-10'],
  ['stars', { kind: '商品评价', score: '4.5' }, 'review 4.5 of 1-5'],
  ['effort', { kind: 'CES', score: 7 }, 'ces 7 of 1-7'],
  ['satisfaction on a scale of ten', { kind: 'CSAT', score: 8, mostScore: 10 }, 'csat 8 of 1-10'],
  ['text alone', { kind: 'review', score: '', comment: 'good' }, 'review - of 1-5'],
  ['neither score nor text', { score: '' }, 'missing-value score'],
  ['a score beyond its scale is not cut to it', { kind: 'csat', score: 8 }, 'number-out-of-range score'],
  ['below it', { kind: 'review', score: 0 }, 'number-out-of-range score'],
  ['a word as score', { score: 'great' }, 'unreadable-number score'],
  ['an NPS of another scale', { mostScore: 5 }, 'number-out-of-range mostScore'],
  ['a scale without end', { kind: 'other', mostScore: 1e9 }, 'number-out-of-range mostScore'],
  ['an unknown kind', { kind: 'mood' }, 'unknown-status kind'],
  ['no id, of somebody', { feedbackId: '' }, 'nps 9 of 0-10'],
  ['no id, of nobody', { feedbackId: '', memberNumber: '' }, 'missing-value feedbackId'],
  ['a score with its unit', { score: '9分' }, 'nps 9 of 0-10'],
  ['a satisfaction in words', { kind: 'csat', score: '非常满意' }, 'csat 5 of 1-5'],
  ['stars drawn', { kind: 'review', score: '★★★☆☆' }, 'review 3 of 1-5'],
  ['a time in the future', { answeredAt: '2027-01-01' }, 'date-out-of-range answeredAt'],
  ['a long text', { comment: 'a'.repeat(5_000) }, 'nps 9 of 0-10'],
  ['too long a text', { comment: 'a'.repeat(5_001) }, 'value-too-long comment'],
  ['a broken text', { comment: '\ud800' }, 'unreadable-text comment'],
  ['an id that lost digits', { feedbackId: 2 ** 60 }, 'digits-lost feedbackId'],
])('%s', (_name, record, expected) => {
  expect(read(record)).toBe(expected)
})
