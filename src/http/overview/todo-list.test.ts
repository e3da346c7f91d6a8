import { expect, test } from 'vitest'
import { todoList } from './todo-list.ts'
import type { TodoFacts } from './todo-list.ts'

const figures = {
  customers: 300,
  uncertainSends: 0,
  tasksOpen: 0,
  tasksOverdue: 0,
  alertsOverdue: 0,
  scoresAsOf: null,
  decidedAsOf: null,
  atRisk: null,
  quarantined: 0,
}

test('where the model is no better than guessing, training again as it is is not what is asked for', () => {
  const [first] = todoList({ ...figures, churnGate: 'failed' })
  expect(first?.text).toEqual({
    zh: '目前无法预测谁会流失：导入更长时间的订单后重新训练',
    en: "Who will leave can't be predicted yet: import a longer order history and train again",
  })
  const [untrained] = todoList({ ...figures, churnGate: null })
  expect(untrained?.text.en).toBe('Train the churn model to find who may leave')
})

test('what is counted leads to the list of exactly what is counted', () => {
  const leads = (some: Partial<TodoFacts>) =>
    todoList({ ...figures, scoresAsOf: '2026-03-16T00:00:00.000Z', churnGate: null, ...some }).map(({ link, count }) => [link, count])
  const atRisk = { customers: 9, high: 7, medium: 2, value: { minor: 100, currency: 'CNY' } }
  expect(leads({ uncertainSends: 2, tasksOverdue: 3, alertsOverdue: 4 })).toEqual([
    ['/retain/messages?state=uncertain', 2],
    ['/retain/tasks?overdue=true', 3],
    ['/predict/churn?tab=alerts&overdue=true', 4],
  ])
  expect(leads({ quarantined: 5, tasksOpen: 6, atRisk })).toEqual([
    ['/customers?riskTier=high', 7],
    ['/data/quarantine', 5],
    ['/retain/tasks', 6],
  ])
})
