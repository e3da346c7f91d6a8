import { expect, test } from 'vitest'
import { buildMemberDirectory, matchOf } from './member-directory.ts'
import { createWorld } from './world.ts'

const people = [...createWorld({ seed: 'match', customers: 200, end: new Date('2026-04-01T00:00:00+08:00') }).people()]
const numbersOf = ({ accounts }: (typeof people)[number]) => accounts.map(({ memberNumber }) => memberNumber)
const twice = people.filter(({ accounts }) => accounts.length > 1).length

/** The directory of a product that gives each member number the customer that `customerOf` says. */
const directory = (customerOf: (memberNumber: string) => string) =>
  buildMemberDirectory(people, (numbers) => Promise.resolve(new Map(numbers.map((number) => [number, customerOf(number)]))))

test('a product that knows each person as one customer matches the shop', async () => {
  const owner = new Map(people.flatMap((person) => numbersOf(person).map((number) => [number, String(person.index)] as const)))
  expect(twice).toBeGreaterThan(0)
  expect(matchOf(await directory((number) => owner.get(number) ?? ''))).toEqual({ people: 200, customers: 200, split: 0, mixed: 0 })
})

test('people with a customer for each card are split', async () => {
  expect(matchOf(await directory((number) => number))).toEqual({ people: 200, customers: 200 + twice, split: twice, mixed: 0 })
})

test('a customer who is several people is mixed', async () => {
  expect(matchOf(await directory(() => 'everybody'))).toEqual({ people: 200, customers: 1, split: 0, mixed: 1 })
})
