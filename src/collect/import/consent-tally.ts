import { withoutPersonal } from '#privacy/personal-text.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import type { CustomerRow } from './customer-row-step.ts'

const REMEMBERED = 1_000
const SHOWN = 10
const SHOWN_LENGTH = 40

/** Counts consent words that are neither yes nor no. */
export class ConsentTally {
  readonly #rows = new Map<string, number>()

  add({ unclearConsents }: Pick<CustomerRow, 'unclearConsents'>): void {
    for (const word of unclearConsents) {
      if (this.#rows.has(word) || this.#rows.size < REMEMBERED) this.#rows.set(word, (this.#rows.get(word) ?? 0) + 1)
    }
  }

  /** The words, most rows first. */
  unclear(): { readonly word: string; readonly rows: number }[] {
    return [...this.#rows].map(([word, rows]) => ({ word, rows })).toSorted((a, b) => b.rows - a.rows || (a.word < b.word ? -1 : 1))
  }

  /** The notice about them for the file's owner. */
  questions(): FileQuestion[] {
    const unclear = this.unclear()
    if (unclear.length === 0) return []
    const words = unclear.slice(0, SHOWN).map(({ word, rows }) => ({ word: withoutPersonal(word).slice(0, SHOWN_LENGTH), rows }))
    const more = unclear.length - words.length
    const zh = words.map(({ word, rows }) => `“${word}”（${rows} 行）`).join('、')
    const en = words.map(({ word, rows }) => `"${word}" (${rows} ${rows === 1 ? 'row' : 'rows'})`).join(', ')
    return [
      {
        code: 'consent-unclear',
        weight: 'notice',
        text: {
          zh: `营销授权列里这些内容既不是同意也不是拒绝，一律按未同意处理：${zh}${more > 0 ? `，另有 ${more} 种` : ''}。`,
          en: `These consent values are neither yes nor no and count as no: ${en}${more > 0 ? `, and ${more} more` : ''}.`,
        },
        words,
      },
    ]
  }
}
