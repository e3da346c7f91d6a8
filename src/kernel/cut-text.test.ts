import fc from 'fast-check'
import { expect, test } from 'vitest'
import { charactersIn, cutText, isStorableText } from './cut-text.ts'

test('a cut takes whole characters', () => {
  expect(cutText('a'.repeat(199) + '😀b', 200)).toBe('a'.repeat(199) + '😀')
  expect(cutText('😀😀😀', 2)).toBe('😀😀')
  expect(cutText('short', 10)).toBe('short')
  expect(cutText('\uffffab', 1)).toBe('\uffff')
  expect(cutText('\u{10000}ab', 1)).toBe('\u{10000}')
  expect(charactersIn('😀😀a')).toBe(3)
})

test('a well-formed text stays well formed whatever is cut, and is the same as cutting its characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, max) => {
      const cut = cutText(text, max)
      expect(cut).toBe([...text].slice(0, max).join(''))
      expect(cut.isWellFormed()).toBe(true)
      expect(charactersIn(text)).toBe([...text].length)
    }),
  )
})

test.each([
  ['a\udc00', 2],
  ['\ud800a', 2],
  ['\ud800\ud800\udc00', 2],
  ['\udc00\ud800', 2],
])('half a pair is a character of its own: %j has %i', (text, count) => expect(charactersIn(text)).toBe(count))

test('half a pair and NUL cannot be stored', () => {
  expect(['\ud800', 'a\udc00', '\udc00\ud800', 'a\u0000'].map(isStorableText)).toEqual([false, false, false, false])
  expect(isStorableText('李雷 😀')).toBe(true)
})
