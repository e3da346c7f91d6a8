import { wordOf } from './check-piece.ts'
import type { PieceTag } from './content-piece.ts'

/** What is known of one customer that says what they like to read. */
export interface PieceInterests {
  /** Share of each category in what they bought, 0 to 1, by its word. */
  readonly categories: ReadonlyMap<string, number>
  /** Values of their tags, and the labels of these, as words. */
  readonly words: ReadonlySet<string>
  /** Pieces with a tag that they were sent, and that they clicked on, by the name of the tag. */
  readonly read: ReadonlyMap<string, { readonly sent: number; readonly clicked: number }>
}

export const NO_INTERESTS: PieceInterests = { categories: new Map(), words: new Set(), read: new Map() }

/** What of a customer speaks for a tag most. */
export type InterestCause = 'category' | 'customer_tag' | 'clicks'

export interface TagInterest {
  readonly tag: string
  /** 0 to 1. */
  readonly interest: number
  /** Null: nothing speaks for it. */
  readonly cause: InterestCause | null
}

/** A value of a tag of the customer says it of them; it is not as sure as what they did again and again. */
const BY_CUSTOMER_TAG = 0.8
/** Pieces sent that a click is weighed against before it says something: one click of one counts a third, three of three count six tenths. */
const CLICK_DOUBT = 2

/**
 * How much a customer likes one tag, 0 to 1: 1 - (1 - share of its categories) (1 - their tags) (1 - clicks on pieces with it), since each of them alone may say it.
 */
export function interestIn(tag: PieceTag, { categories, words, read }: PieceInterests): TagInterest {
  const meant = new Set([tag.name, ...tag.words].map(wordOf))
  let bought = 0
  for (const [category, share] of categories) if (meant.has(category)) bought += share
  const said = [...meant].some((word) => words.has(word)) ? BY_CUSTOMER_TAG : 0
  const { sent = 0, clicked = 0 } = read.get(tag.name) ?? {}
  const liked = clicked / (Math.max(sent, clicked) + CLICK_DOUBT)
  const causes = [
    ['category', Math.min(1, bought)],
    ['customer_tag', said],
    ['clicks', liked],
  ] as const
  const strongest = causes.reduce((best, one) => (one[1] > best[1] ? one : best))
  return {
    tag: tag.name,
    interest: 1 - causes.reduce((left, [, share]) => left * (1 - share), 1),
    cause: strongest[1] > 0 ? strongest[0] : null,
  }
}

/** The tag of a piece that the customer likes most; null for a piece without tags. */
export function bestTag(tags: readonly PieceTag[], interests: PieceInterests): TagInterest | null {
  let best: TagInterest | null = null
  for (const tag of tags) {
    const found = interestIn(tag, interests)
    if (best === null || found.interest > best.interest) best = found
  }
  return best
}
