import { expect, test } from 'vitest'
import { halfWidth } from './half-width.ts'

test('full-width forms become usual ones, and superscripts, circles and fractions are unchanged', () => {
  expect(halfWidth('￥１，２３４．５　Ａｂ～')).toBe('¥1,234.5 Ab~')
  expect(halfWidth('￡５！')).toBe('£5!')
  expect(halfWidth('10² ① ½ 日本 😀')).toBe('10² ① ½ 日本 😀')
})
