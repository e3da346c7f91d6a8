import { expect, test } from 'vitest'
import { WorkGate } from './work-gate.ts'

const busy = expect.objectContaining({ kind: 'unavailable', code: 'busy', details: { retryAfter: 1 } }) as unknown

test('one sender takes its share, all take theirs, and people have a lane of their own', () => {
  const gate = new WorkGate({ people: { total: 2, each: 1 }, others: { total: 3, each: 2 } })
  const leave = [gate.enter('a', false), gate.enter('a', false)]
  expect(() => gate.enter('a', false)).toThrow(busy)
  leave.push(gate.enter('b', false))
  expect(() => gate.enter('c', false)).toThrow(busy)
  gate.enter('ada', true)
  expect(() => gate.enter('ada', true)).toThrow(busy)
  gate.enter('bo', true)
  leave[0]?.()
  expect(() => gate.enter('a', false)).not.toThrow()
  expect(() => gate.enter('c', false)).toThrow(busy)
})
