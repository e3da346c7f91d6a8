import type { FeedbackKind } from './feedback-fields.ts'
import type { FeedbackRow } from './feedback-row-step.ts'
import { FirstAndLast } from './first-and-last.ts'
import { LinkedPeople } from './linked-people.ts'

/** What a file says of one kind of feedback. */
export interface FeedbackSpan {
  readonly kind: FeedbackKind
  readonly answers: number
  readonly scored: number
  /** Of the scores; null where there is none, or where they are on several scales. */
  readonly mean: number | null
  /** The highest score of its scale; null where there are several. */
  readonly most: number | null
}

/** The totals of a file of feedback, counting readable rows. */
export interface FeedbackFigures {
  readonly kind: 'feedback'
  readonly rows: number
  readonly answers: number
  readonly kinds: readonly FeedbackSpan[]
  /** Answers with something written. */
  readonly written: number
  readonly people: number
  readonly withoutCustomer: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}

interface Span {
  answers: number
  scored: number
  sum: number
  most: number | null
}

/** Adds up the rows of a file of feedback. @param links Whether people are counted here instead of by identity. */
export class FeedbackTally {
  readonly #people: LinkedPeople | undefined
  readonly #days = new FirstAndLast()
  readonly #kinds = new Map<FeedbackKind, Span>()
  #rows = 0
  #answers = 0
  #written = 0
  #without = 0

  constructor(links: boolean) {
    this.#people = links ? new LinkedPeople() : undefined
  }

  add({ answeredAt, answers, identifiers }: FeedbackRow): void {
    this.#rows += 1
    this.#people?.add(identifiers)
    this.#days.add(answeredAt)
    if (identifiers.length === 0) this.#without += 1
    for (const { kind, score, most, comment } of answers) {
      this.#answers += 1
      if (comment !== '') this.#written += 1
      const span = this.#kinds.get(kind) ?? { answers: 0, scored: 0, sum: 0, most }
      span.answers += 1
      if (score !== undefined) {
        span.scored += 1
        span.sum += score
      }
      if (span.most !== most) span.most = null
      this.#kinds.set(kind, span)
    }
  }

  /** @param people As identity counted them, where it did. */
  figures(people = this.#people?.count ?? 0): FeedbackFigures {
    return {
      kind: 'feedback',
      rows: this.#rows,
      answers: this.#answers,
      kinds: [...this.#kinds]
        .toSorted(([, a], [, b]) => b.answers - a.answers)
        .map(([kind, { answers, scored, sum, most }]) => ({
          kind,
          answers,
          scored,
          mean: scored === 0 || most === null ? null : Math.round((sum / scored) * 100) / 100,
          most,
        })),
      written: this.#written,
      people,
      withoutCustomer: this.#without,
      ...this.#days.said(),
    }
  }
}
