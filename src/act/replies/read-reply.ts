import type { CustomerReply } from '../providers/provider.ts'

/** What a reply says: `other` is everything that is no word of these. */
export type ReplyMeaning = 'stop' | 'start' | 'help' | 'other'

/**
 * Words by which people stop, start and ask, as providers take them: Twilio's English ones (twilio.com, "opt-out keywords"), T, TD, N and R of Chinese
 * platforms, and what people write who copy the whole instruction.
 */
const WORDS: Readonly<Record<Exclude<ReplyMeaning, 'other'>, readonly string[]>> = {
  stop: [
    'R',
    'T',
    'TD',
    'N',
    '退订',
    '拒收',
    '回复R',
    '回复T',
    '回复TD',
    '拒收请回复R',
    '退订回T',
    'STOP',
    'STOPALL',
    'STOP ALL',
    'UNSUBSCRIBE',
    'CANCEL',
    'END',
    'QUIT',
    'REVOKE',
    'OPTOUT',
    'OPT OUT',
    'OPT-OUT',
  ],
  start: ['START', 'YES', 'UNSTOP'],
  help: ['HELP', 'INFO', '帮助'],
}

const WORD_SIGN = /[\p{L}\p{N}]/u

const MEANINGS = new Map((['stop', 'start', 'help'] as const).flatMap((meaning) => WORDS[meaning].map((word) => [word, meaning] as const)))

/**
 * Reads a reply by its whole text: in any case and width, with blanks and punctuation around it. A word inside a sentence is none: "please don't stop" must stop
 * nothing. `word` is the word in capitals, to be kept as evidence.
 */
export function readReply({ text, meaning }: Pick<CustomerReply, 'text' | 'meaning'>): {
  readonly meaning: ReplyMeaning
  readonly word: string
} {
  // Longer than any word; not examined further.
  const whole = text.length > 100 ? '' : bare(text)
  const read = MEANINGS.get(whole)
  // What the provider itself acted on counts over our reading: it has stopped the number already.
  if (meaning !== null) return { meaning, word: read === meaning ? whole : meaning.toUpperCase() }
  return read === undefined ? { meaning: 'other', word: '' } : { meaning: read, word: whole }
}

/** From the first letter or digit to the last, in half width and capitals. */
function bare(text: string): string {
  const signs = [...text.normalize('NFKC')]
  const isWord = (sign: string): boolean => WORD_SIGN.test(sign)
  return signs
    .slice(Math.max(signs.findIndex(isWord), 0), signs.findLastIndex(isWord) + 1)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .toUpperCase()
}
