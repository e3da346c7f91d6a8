import { expect, it } from 'vitest'
import { isBlocking, SEGMENT_USE_KINDS } from './segment-uses.ts'

it('keeps a segment that other segments or strategies are made of', () => {
  expect(SEGMENT_USE_KINDS.filter((kind) => isBlocking({ kind }))).toEqual(['segment', 'strategy'])
})
