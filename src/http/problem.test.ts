import { describe, expect, test } from 'vitest'
import { AppError } from '#kernel/app-error.ts'
import { problemOf } from './problem.ts'

describe('what a problem tells', () => {
  test('the values of its sentence: text, numbers and yes or no, nothing else', () => {
    const details = {
      file: 'orders.csv',
      line: 3,
      again: true,
      rows: [{ phone: '13800138000' }],
      customer: { email: 'a@b.cn' },
      nothing: null,
      wide: Number.NaN,
    }
    const { problem } = problemOf(new AppError('invalid-input', 'unclosed-quote', 'x', { details }))
    expect(problem.params).toEqual({ file: 'orders.csv', line: 3, again: true })
  })

  test('long text is cut and stays well formed', () => {
    const { problem } = problemOf(new AppError('invalid-input', 'x', 'x', { details: { file: 'x'.repeat(499) + '😀' } }))
    expect(problem.params['file']).toBe('x'.repeat(499) + '\ufffd')
  })

  test('what nobody expected tells nothing of the inside', () => {
    expect(problemOf(Object.assign(new Error('password is x'), { details: { secret: 'x' } })).problem).toMatchObject({
      code: 'internal',
      params: {},
    })
  })
})
