import { assert, constantFrom, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { readReply } from './read-reply.ts'

const meaningOf = (text: string): string => readReply({ text, meaning: null }).meaning

test.each([
  [
    'stop',
    [
      'R',
      'r',
      'T',
      't',
      'TD',
      'Td',
      'N',
      '退订',
      '拒收',
      'Ｒ',
      'ＴＤ',
      ' r \n',
      '“退订”',
      'TD。',
      '退订！',
      'stop',
      'Stop.',
      'STOPALL',
      'Stop  All',
    ],
  ],
  ['stop', ['unsubscribe', 'Cancel', 'END', 'quit', 'REVOKE', 'OPTOUT', 'opt-out', '拒收请回复R', '\u200BSTOP\uFEFF']],
  ['start', ['START', 'yes', 'Unstop!', 'ＹＥＳ']],
  ['help', ['HELP', 'info', '帮助', 'help?']],
  [
    'other',
    [
      '',
      '。',
      'please do not stop',
      '请问R是什么',
      '退订费多少',
      'RR',
      'no',
      'Nope',
      'yes please',
      'T恤有货吗',
      'END OF SALE?',
      'R'.repeat(200),
    ],
  ],
] as const)('%s is what these say', (meaning, texts) => {
  expect(texts.map((text) => [text, meaningOf(text)])).toEqual(texts.map((text) => [text, meaning]))
})

test('blanks, punctuation, case and width around a word change nothing, and letters do', () => {
  assert(
    property(constantFrom('TD', 'STOP', '退订', 'START'), constantFrom('', ' ', '\n', '。', '!!', '"', '　'), (word, around) => {
      expect(meaningOf(`${around}${word.toLowerCase()}${around}`)).toBe(meaningOf(word))
      expect(meaningOf(`${word}${around}好`)).toBe('other')
    }),
  )
})

test('any text has a meaning', () => {
  expect(['\uD800', '\u0000', '😀', 'a\u0301'.repeat(60)].map(meaningOf)).toEqual(['other', 'other', 'other', 'other'])
  assert(
    property(string({ maxLength: 300 }), (text) => {
      expect(['stop', 'start', 'help', 'other']).toContain(meaningOf(text))
    }),
  )
})

test('what the provider has acted on counts, and the word is kept as evidence', () => {
  expect(readReply({ text: 'Arrêt', meaning: 'stop' })).toEqual({ meaning: 'stop', word: 'STOP' })
  expect(readReply({ text: 'quit', meaning: 'stop' })).toEqual({ meaning: 'stop', word: 'QUIT' })
  expect(readReply({ text: '退订', meaning: null })).toEqual({ meaning: 'stop', word: '退订' })
})
