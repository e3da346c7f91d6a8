import { expect, test } from 'vitest'
import { identityWorld, pairScore } from './identity-world.ts'

test('pairs put together wrongly lower the precision, pairs left apart the recall, and nobody is together with nobody', () => {
  const record = (truth: string, customer: string | null) => ({ truth, customer })
  // Of a's three pairs one is found; the pair of b and c is wrong.
  const score = pairScore([record('a', '1'), record('a', '1'), record('a', null), record('b', '2'), record('c', '2'), record('d', null)])
  expect(score).toMatchObject({ truePairs: 3, foundPairs: 2, correctPairs: 1, precision: 1 / 2, recall: 1 / 3 })
})

test('the same seed gives the same shop, with families, numbers that changed hands and kiosks in it', () => {
  const world = identityWorld('1', 300, 0)
  expect(identityWorld('1', 300, 0)).toEqual(world)
  expect([world.family.size > 10, world.recycled.size > 3, world.records.some(({ truth }) => truth === 'kiosk')]).toEqual([
    true,
    true,
    true,
  ])
  expect(new Set(world.records.map(({ key }) => key)).size).toBe(world.records.length)
})
