import fc from 'fast-check'
import { expect, test } from 'vitest'
import { charactersIn, cutText, isStorableText } from './cut-text.ts'

test('a cut takes whole characters', () => {
  expect(cutText('a'.repeat(199) + '😀b', 200)).toBe('a'.repeat(199) + '😀')
  expect(cutText('😀😀😀', 2)).toBe('😀😀')
  expect(cutText('short', 10)).toBe('short')
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

test('half a pair and NUL cannot be stored', () => {
  expect(['\ud800', 'a\udc00', '\udc00\ud800', 'a\u0000'].map(isStorableText)).toEqual([false, false, false, false])
  expect(isStorableText('李雷 😀')).toBe(true)
})
