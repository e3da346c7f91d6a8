import { expect, test } from 'vitest'
import type { RuleKind } from './rule-kind.ts'
import { checkRule, DEFAULT_RULE, survivingWord } from './survivorship-rule.ts'
import type { SaidWord } from './word.ts'

const word = (value: string, source: string, first: number, last = first, times = 1): SaidWord => ({
  value,
  source,
  saidBy: source,
  recordId: 'r',
  first,
  last,
  times,
})
const SAID = [word('silver', 'till', 10, 20, 2), word('gold', 'web', 5, 40), word('bronze', 'file', 1), word('silver', 'app', 30)]
const by = (rule: RuleKind, ...sources: string[]) => survivingWord({ rule, sources }, SAID)?.value

test.each([
  ['the newest by the time of what was said', by('newest'), 'gold'],
  ['the oldest', by('oldest'), 'bronze'],
  ['the first source of the order that says anything', by('sources', 'erp', 'till', 'web'), 'silver'],
  ['of an order that names no one who speaks, the newest', by('sources', 'erp'), 'gold'],
  ['what was said most often, over all speakers', by('frequent'), 'silver'],
])('counts %s', (_, value, expected) => {
  expect(value).toBe(expected)
})

test('what counts does not depend on the order in which words are read', () => {
  const tied = [word('a', 'x', 10), word('b', 'y', 10), word('c', 'y', 10)]
  for (const rule of ['newest', 'oldest', 'frequent', 'sources'] as const) {
    const values = [tied, tied.toReversed()].map((said) => survivingWord({ rule, sources: [] }, said)?.value)
    expect(values).toEqual(['b', 'b'])
  }
  expect(survivingWord(DEFAULT_RULE, [])).toBeUndefined()
})

test('an order names known sources, each once, and other rules name none', () => {
  const known = new Set(['file', 's1'])
  expect(checkRule({ rule: 'sources', sources: ['s1', 'file', 's1'] }, known)).toEqual({ rule: 'sources', sources: ['s1', 'file'] })
  expect(checkRule({ rule: 'oldest', sources: ['s1'] }, known)).toEqual({ rule: 'oldest', sources: [] })
  expect(() => checkRule({ rule: 'sources', sources: [] }, known)).toThrow('names at least one source')
  expect(() => checkRule({ rule: 'sources', sources: ['s2'] }, known)).toThrow('neither "file" nor the id of a source')
})
