import { expect, test } from 'vitest'
import { todoList } from './todo-list.ts'

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
