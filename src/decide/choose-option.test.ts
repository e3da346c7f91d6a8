import { expect, test } from 'vitest'
import { chooseOption } from './choose-option.ts'

const people = Array.from({ length: 20_000 }, (_, i) => `c${i}`)
const run = { runId: 'r', exploration: 0.1 }

test('a tenth of the choices falls on another option, each of them as often, with the probability that is written down', () => {
  const counts = new Map<number, number>()
  for (const id of people) {
    const choice = chooseOption([7, 8, 9], run, id)
    if (choice === null) throw new Error('There was a choice.')
    expect(choice.probability).toBeCloseTo(choice.option === 7 ? 0.9 : 0.05, 12)
    counts.set(choice.option, (counts.get(choice.option) ?? 0) + 1)
  }
  // 5 % of 20,000 with a standard deviation of 31.
  for (const other of [8, 9]) expect(Math.abs((counts.get(other) ?? 0) - 1_000)).toBeLessThan(130)
})

test('the same run and customer choose the same; another run chooses again', () => {
  const of = (runId: string) => people.map((id) => chooseOption([1, 2], { ...run, runId }, id)?.option)
  expect(of('r')).toEqual(of('r'))
  expect(of('r')).not.toEqual(of('other'))
})

test('one option is no choice, and without exploration the best is certain', () => {
  expect(chooseOption([3], run, 'c')).toEqual({ option: 3, probability: 1 })
  expect(people.every((id) => chooseOption([1, 2], { runId: 'r' }, id)?.option === 1)).toBe(true)
  expect(chooseOption([], run, 'c')).toBeNull()
})
