import type { AttributeValue } from '#collect/columns/attribute.ts'

/** A value that was said of a customer: in clear, or masked with what opens it. Of a sealed value equal marks mean equal values. */
export type SaidValue =
  | { readonly value: AttributeValue }
  | { readonly masked: string; readonly sealed: string; readonly mark: string; readonly value?: undefined }

/** One value of one speaker, with when it was said first and last, epoch milliseconds. */
export type Word = SaidValue & {
  readonly first: number
  readonly last: number
  /** How often it was said: a speaker that repeats itself counts once until it says something else. */
  readonly times: number
}

/** What one speaker says of one record: fact -> its different values. */
export interface Statement {
  /** The record (origin) that it was said of. It stays there through every merge. */
  readonly recordId: string
  /** An import, or a source of the catalogue. */
  readonly saidBy: string
  /** As rules name it: FILES, or the id of a source. */
  readonly source: string
  readonly words: Readonly<Record<string, readonly Word[]>>
}

/** A word with who said it and of which record. */
export type SaidWord = Word & Pick<Statement, 'recordId' | 'saidBy' | 'source'>

/** Files and synced tables, among sources. */
export const FILES = 'file'

/** Of one fact and speaker: the first and the newest are kept. */
export const MOST_WORDS = 12

const FIELD = 'field:'

/** The fields of a customer that a rule may be made for, beside attributes of the shop's own (`attribute:NAME`). */
export const FIELD_FACTS = [
  'name',
  'gender',
  'birthYear',
  'region',
  'memberLevel',
  'registrationChannel',
  'preferredLanguage',
  'timeZone',
] as const

/** The fact of a fixed field. */
export function fieldFact(field: string): string {
  return `${FIELD}${field}`
}

/** The fixed field of a fact; undefined for an attribute. */
export function fieldOfFact(fact: string): string | undefined {
  return fact.startsWith(FIELD) ? fact.slice(FIELD.length) : undefined
}

/** Two words of one fact with the same key are the same value. */
export function valueKey(word: SaidValue): string {
  return word.value === undefined ? word.mark : JSON.stringify(word.value)
}

/** The words of a speaker after it said a value once more. The same said again of the same time changes nothing. */
export function withWord(words: readonly Word[], said: SaidValue, at: number): readonly Word[] {
  const key = valueKey(said)
  const same = words.find((word) => valueKey(word) === key)
  if (same === undefined) return fewest([...words, { ...said, first: at, last: at, times: 1 }])
  if (at === same.first || at === same.last) return words
  const isRepeated = newest(words) === same && at > same.last
  const now = { ...same, first: Math.min(same.first, at), last: Math.max(same.last, at), times: same.times + (isRepeated ? 0 : 1) }
  return words.map((word) => (word === same ? now : word))
}

/** The words of two speakers as those of one. */
export function joinedWords(one: Statement['words'], other: Statement['words']): Record<string, readonly Word[]> {
  const joined: Record<string, readonly Word[]> = { ...one }
  for (const [fact, words] of Object.entries(other)) {
    const all = [...(joined[fact] ?? [])]
    for (const word of words) {
      const at = all.findIndex((known) => valueKey(known) === valueKey(word))
      const known = all[at]
      if (known === undefined) all.push(word)
      else {
        all[at] = {
          ...known,
          first: Math.min(known.first, word.first),
          last: Math.max(known.last, word.last),
          times: known.times + word.times,
        }
      }
    }
    joined[fact] = fewest(all)
  }
  return joined
}

function newest(words: readonly Word[]): Word | undefined {
  return words.reduce<Word | undefined>((best, word) => (best === undefined || word.last > best.last ? word : best), undefined)
}

function fewest(words: readonly Word[]): readonly Word[] {
  if (words.length <= MOST_WORDS) return words
  const first = words.reduce((best, word) => (word.first < best.first ? word : best))
  const rest = words.filter((word) => word !== first).toSorted((a, b) => b.last - a.last)
  return [first, ...rest.slice(0, MOST_WORDS - 1)]
}
