import { expect, test } from 'vitest'
import { drawnCompanies, effectivePeople } from './drawn-companies.ts'

const decision = (customerId: string, drawUnit: string | null, arm: 'treated' | 'control' = 'treated') => ({ customerId, drawUnit, arm })
const decisions = [
  ...Array.from({ length: 6 }, (_, i) => decision(`a${i}`, 'a')),
  ...Array.from({ length: 2 }, (_, i) => decision(`b${i}`, 'b', 'control')),
  decision('alone', null),
]

test('companies, their people and their draws are counted; a unit may be several companies', () => {
  expect(drawnCompanies(decisions, new Map([['a', 3]]), new Map([['b0', new Date()]]))).toEqual({
    companies: 4,
    people: 8,
    treatedDraws: 1,
    controlDraws: 1,
    largest: 6,
    following: 1,
  })
  expect(drawnCompanies([], new Map(), new Map()).largest).toBe(0)
})

test('people drawn alone tell as much as they are; those of a company less, those who follow nothing', () => {
  const alone = Array.from({ length: 50 }, (_, i) => decision(`p${i}`, null))
  expect(effectivePeople(alone, new Map())).toBe(50)
  // 6 + 2 + 1 people: sum of squares 41, so that a person has 41 / 9 - 1 others around them.
  expect(effectivePeople(decisions, new Map(), 0.1)).toBeCloseTo(9 / (1 + (41 / 9 - 1) * 0.1), 12)
  expect(effectivePeople(decisions, new Map(decisions.map(({ customerId }) => [customerId, new Date()])))).toBe(0)
})
