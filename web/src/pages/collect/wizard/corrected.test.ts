import { expect, test } from 'vitest'
import { openQuestions, withAnswer, withAttributes, withColumn, withStatus } from './corrected.ts'

test('a column is one field: what took it before gives way, and other corrections stay', () => {
  const said = withColumn({ dateOrder: 'dmy', mapping: { amount: 'Total', email: null } }, 'orderTotal', 'Total')
  expect(said).toEqual({ dateOrder: 'dmy', mapping: { email: null, orderTotal: 'Total' } })
  expect(withColumn(said, 'orderTotal', null).mapping).toEqual({ email: null, orderTotal: null })
  expect(withStatus(said, '已签收', 'paid').statuses).toEqual({ 已签收: 'paid' })
})

test('a blocking question is open until it is answered, and again when the answer is taken back', () => {
  const text = { zh: '', en: '' }
  const questions = [
    { code: 'no-amounts', weight: 'blocking', text },
    { code: 'one-day', weight: 'question', text },
  ] as const
  const open = (accept: readonly string[]) => openQuestions(questions, { accept }).map(({ code }) => code)
  expect(open([])).toEqual(['no-amounts'])
  const yes = withAnswer({}, 'no-amounts', true)
  expect(open(yes.accept ?? [])).toEqual([])
  expect(open(withAnswer(yes, 'no-amounts', false).accept ?? [])).toEqual(['no-amounts'])
})

test('every column that fits no field is kept as an attribute at once', () => {
  expect(withAttributes({ mapping: { phone: 'Tel' } }, { 'Skin type': 'skin_type', 积分: '积分' }).mapping).toEqual({
    phone: 'Tel',
    'attribute:skin_type': 'Skin type',
    'attribute:积分': '积分',
  })
})
