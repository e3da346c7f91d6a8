import { expect, test } from 'vitest'
import { codeWords } from './code-words.ts'

test('a Chinese table shows the words of the console', async () => {
  const word = await codeWords('zh')
  expect([word('role', 'operator'), word('jobKind', 'train-churn'), word('taskOutcome', 'not_reached')]).toEqual([
    '运营',
    '训练流失模型',
    '未接通',
  ])
})

test.each(['own-role-7', 'constructor', ''])('a code without a word stays as it is: %j', async (code) => {
  const word = await codeWords('zh')
  expect(word('role', code)).toBe(code)
})

test('an English table shows the codes that the options take', async () => {
  const word = await codeWords('en')
  expect(word('alertState', 'acknowledged')).toBe('acknowledged')
})
