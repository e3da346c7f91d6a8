import { expect, test } from 'vitest'
import { cutPage, mapPage } from './page.ts'

test.each([
  ['more than the limit were read', [3, 2, 1], { items: [3, 2], nextCursor: '2' }],
  ['exactly the limit', [3, 2], { items: [3, 2], nextCursor: null }],
  ['fewer', [3], { items: [3], nextCursor: null }],
  ['nothing', [], { items: [], nextCursor: null }],
])('a page has a cursor only where another follows: %s', (_, rows, page) => {
  expect(cutPage(rows, 2, String)).toEqual(page)
})

test('a page with changed entries keeps its place and its total', () => {
  expect(mapPage({ items: [1, 2], nextCursor: 'b', total: 5 }, (n) => n * 10)).toEqual({ items: [10, 20], nextCursor: 'b', total: 5 })
})
