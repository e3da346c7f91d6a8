import { expect, test } from 'vitest'
import { joinedWords, MOST_WORDS, type Word, withWord } from './word.ts'

const gold = { value: 'gold' }
const silver = { value: 'silver' }

test('a speaker keeps each value with when it was said first and last, whatever the order of arrival', () => {
  const early = withWord(withWord(withWord([], gold, 10), silver, 20), gold, 30)
  expect(early).toEqual([
    { ...gold, first: 10, last: 30, times: 2 },
    { ...silver, first: 20, last: 20, times: 1 },
  ])
  const late = withWord(withWord(withWord([], gold, 30), gold, 10), silver, 20)
  expect(late.map(({ first, last }) => [first, last])).toEqual([
    [10, 30],
    [20, 20],
  ])
})

test('a speaker that repeats itself counts once, and the same message again changes nothing', () => {
  const once = withWord([], gold, 10)
  expect(withWord(once, gold, 10)).toEqual(once)
  expect(withWord(withWord(once, gold, 20), gold, 40)).toEqual([{ ...gold, first: 10, last: 40, times: 1 }])
  expect(withWord(withWord([], { value: 1 }, 10), { value: '1' }, 20)).toHaveLength(2)
})

test('sealed values are the same by their mark, not by how they were sealed', () => {
  const sealed = (text: string) => ({ masked: '****', sealed: text, mark: 'm' })
  expect(withWord(withWord([], sealed('a'), 10), sealed('b'), 20)).toMatchObject([{ sealed: 'a', first: 10, last: 20 }])
})

test('of many values the first and the newest stay', () => {
  let words: readonly Word[] = []
  for (let i = 1; i <= 40; i += 1) words = withWord(words, { value: i }, i)
  expect(words).toHaveLength(MOST_WORDS)
  expect(words.map(({ value }) => value)).toEqual(expect.arrayContaining([1, 40, 39]))
})

test('two speakers as one keep the widest times and add how often they spoke', () => {
  const one = { 'field:region': withWord([], { value: 'A' }, 10) }
  const other = { 'field:region': withWord(withWord([], { value: 'A' }, 30), { value: 'B' }, 20), 'field:gender': withWord([], gold, 5) }
  expect(joinedWords(one, other)).toEqual({
    'field:region': [
      { value: 'A', first: 10, last: 30, times: 2 },
      { value: 'B', first: 20, last: 20, times: 1 },
    ],
    'field:gender': [{ ...gold, first: 5, last: 5, times: 1 }],
  })
})
