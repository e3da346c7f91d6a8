import { describe, expect, test } from 'vitest'
import { listProblems } from './list-problems.ts'

const problems = (source: string) => listProblems('src/x.ts', source)

describe('problems of a source', () => {
  test('literals', () => {
    expect(problems(`throw new AppError('conflict', 'a-b', \`x \${y}\`, { cause, details: { file, line: 3, reason: 'late' } })`)).toEqual([
      { line: 1, code: 'a-b', reason: 'late', details: ['file', 'line', 'reason'] },
    ])
  })

  test('a function of the file is followed to its calls, through other functions', () => {
    const source = `
      function check(ok, code, message, details = {}) { if (!ok) throw new AppError('invalid-input', code, message, { details }) }
      function within(field, low) { check(low > 1, 'too-low', 'x', { field, low }) }
      const refuse = (reason, what) => { throw new AppError('invalid-input', 'refused', what, { details: { reason, tier: 1 } }) }
      check(a, 'no-name', 'x')
      within('a', 2)
      refuse('late', 'x')
      refuse('early', 'x')`
    expect(problems(source).map(({ line: _, ...site }) => site)).toEqual([
      { code: 'too-low', reason: undefined, details: ['field', 'low'] },
      { code: 'no-name', reason: undefined, details: [] },
      { code: 'refused', reason: 'late', details: ['reason', 'tier'] },
      { code: 'refused', reason: 'early', details: ['reason', 'tier'] },
    ])
  })

  test('two ways through a condition, and a code made of a parameter', () => {
    const source = `
      function notFound(what) { return new AppError('not-found', \`webhook-\${what}-not-found\`, 'x') }
      throw notFound('endpoint')
      throw new AppError('conflict', late ? 'too-late' : 'too-early', 'x')`
    expect(problems(source).map(({ code }) => code)).toEqual(['webhook-endpoint-not-found', 'too-late', 'too-early'])
  })

  test('an error passed on is no new one; a code that cannot be found out is refused', () => {
    expect(problems(`throw new AppError(error.kind, error.code, 'x')`)).toEqual([])
    expect(() => problems(`throw new AppError('conflict', codeOf(x), 'x')`)).toThrow('src/x.ts:1')
  })
})
