import { expect, test } from 'vitest'
import { readToken, signToken } from './signed-token.ts'

const SECRET = Buffer.alloc(32, 1)
const REFUSED = expect.objectContaining({ code: 'link-invalid' })

test('what was signed is read again, also years later and in any script', () => {
  expect(readToken(SECRET, 'click', signToken(SECRET, 'click', 'decision:1'))).toBe('decision:1')
  expect(readToken(SECRET, 'open', signToken(SECRET, 'open', '茶 & tea.'))).toBe('茶 & tea.')
})

test('a link of one kind opens nothing of another, nor at another shop', () => {
  const open = signToken(SECRET, 'open', 'decision:1')
  expect(() => readToken(SECRET, 'unsubscribe', open)).toThrow(REFUSED)
  expect(() => readToken(Buffer.alloc(32, 2), 'open', open)).toThrow(REFUSED)
})

test('whatever else comes is refused in the same words', () => {
  const good = signToken(SECRET, 'open', 'decision:1')
  const [body = '', mark = ''] = good.split('.')
  const other = signToken(SECRET, 'open', 'decision:2').split('.')[0] ?? ''
  for (const token of [
    '',
    '.',
    body,
    `${body}.`,
    `${body}.${mark.slice(0, 20)}`,
    `.${mark}`,
    `${other}.${mark}`,
    `${good}.`,
    `${good}.${mark}`,
  ])
    expect(() => readToken(SECRET, 'open', token)).toThrow(REFUSED)
  expect(() => readToken(SECRET, 'open', signToken(SECRET, 'open', ''))).toThrow(REFUSED)
})

test('a link is read up to two thousand characters', () => {
  const longest = signToken(SECRET, 'open', 'x'.repeat(1_467))
  expect(longest).toHaveLength(2_000)
  expect(readToken(SECRET, 'open', longest)).toHaveLength(1_467)
  expect(() => readToken(SECRET, 'open', signToken(SECRET, 'open', 'x'.repeat(1_468)))).toThrow(REFUSED)
})
