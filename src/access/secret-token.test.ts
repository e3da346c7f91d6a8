import { expect, test } from 'vitest'
import { hashToken, hintOf, newTemporaryPassword, newToken, sameText } from './secret-token.ts'

test('a token says what it opens and is never the same twice', () => {
  const tokens = Array.from({ length: 50 }, () => newToken('lk_'))
  expect(new Set(tokens).size).toBe(50)
  for (const token of tokens) expect(token).toMatch(/^lk_[\w-]{43}$/)
  expect(newToken()).toMatch(/^[\w-]{43}$/)
})

test('a hint shows the prefix and the last four characters, nothing of the rest', () => {
  expect(hintOf('lk_abcdefghijkl')).toBe('lk_…ijkl')
  expect(hintOf('ABCDEFGHIJKL')).toBe('…IJKL')
})

test('texts of any length are compared whole', () => {
  expect(sameText('AB12', 'AB12')).toBe(true)
  expect(sameText('AB12', 'AB13')).toBe(false)
  expect(sameText('AB12', 'AB123')).toBe(false)
  expect(hashToken('AB12')).not.toEqual(hashToken('AB13'))
})

test('a temporary password can be read out: four groups of four letters that are not taken for one another', () => {
  for (let i = 0; i < 50; i += 1) expect(newTemporaryPassword()).toMatch(/^(?:[a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/)
})
