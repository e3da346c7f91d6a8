import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { wordOf } from './check-piece.ts'
import { isWritten, timeOf } from './content-piece.ts'
import type { ContentPiece, PieceForm, PieceTag } from './content-piece.ts'
import { bestTag } from './piece-interest.ts'
import type { InterestCause, PieceInterests } from './piece-interest.ts'
import { beliefOf, beliefOfKind, drawShare, meanOf } from './piece-rates.ts'
import type { ClickBelief, PieceCounts } from './piece-rates.ts'

/** A piece that is not put away. */
export interface LivePiece {
  readonly id: string
  readonly version: number
  readonly piece: ContentPiece
}

export interface PieceWorld {
  readonly pieces: readonly LivePiece[]
  readonly tags: readonly PieceTag[]
  /** By id, in this form. */
  readonly counts: ReadonlyMap<string, PieceCounts>
  /** `YYYY-MM-DD` in the project's zone. */
  readonly today: string
}

export interface PieceQuestion {
  readonly form: PieceForm
  readonly language: TextLanguage
  /** Of one of these tags; empty: any. */
  readonly tags: readonly string[]
  readonly interests: PieceInterests
  /** Ids of pieces that the customer was sent, or that stand in the same message. */
  readonly had: ReadonlySet<string>
  /** Whether the customer is in the audience of a piece. */
  readonly isMeant: (piece: LivePiece) => boolean
}

/** Why a piece is not shown to a customer, the first that holds. */
export type PieceRefusal = 'upcoming' | 'over' | 'other_tag' | 'no_text' | 'had' | 'not_meant'

/** Null: it may be shown. */
export function refusalOf(live: LivePiece, question: Omit<PieceQuestion, 'interests'>, today: string): PieceRefusal | null {
  const { piece, id } = live
  const time = timeOf(piece, today)
  if (time !== 'current') return time
  if (question.tags.length > 0) {
    const asked = new Set(question.tags.map(wordOf))
    if (!piece.tags.some((tag) => asked.has(wordOf(tag)))) return 'other_tag'
  }
  if (!isWritten(piece, question.form, question.language)) return 'no_text'
  if (question.had.has(id)) return 'had'
  return piece.audience === null || question.isMeant(live) ? null : 'not_meant'
}

/** Why this piece: figures and names of tags, no data of the customer. */
export interface PieceReasons {
  /** The tag that the customer likes most of those that the piece has; empty: it has none. */
  readonly tag: string
  readonly cause: InterestCause | null
  /** 0 to 1. */
  readonly interest: number
  /** Share of readers who are believed to click, 0 to 1. */
  readonly clickShare: number
  readonly delivered: number
  readonly clicked: number
  readonly pinned: boolean
  readonly weight: number
  /** What it was chosen by: the drawn share of clicks x weight x (1 + 4 x interest). */
  readonly score: number
  /** Pieces that it was chosen among. */
  readonly among: number
}

export interface ScoredPiece {
  readonly live: LivePiece
  readonly reasons: PieceReasons
}

/** A piece that a customer likes as much as can be counts five times one that nothing speaks for. */
const INTEREST_GAIN = 4

/**
 * The pieces that may be shown to a customer, best first: pinned ones before all others, then by score. The same inputs and the same random numbers give the same
 * order, whatever the order of the pieces.
 * @param random Uniform in [0, 1)
 */
export function rankPieces(world: PieceWorld, question: PieceQuestion, random: () => number): readonly ScoredPiece[] {
  const open = world.pieces
    .filter((live) => refusalOf(live, question, world.today) === null)
    .toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)))
  const tags = new Map(world.tags.map((tag) => [wordOf(tag.name), tag]))
  const kinds = new Map<string, ClickBelief>()
  const countsOf = (id: string): PieceCounts => world.counts.get(id) ?? { delivered: 0, clicked: 0 }
  const kindOf = (kind: string): ClickBelief => {
    let belief = kinds.get(kind)
    if (belief === undefined) {
      belief = beliefOfKind(world.pieces.filter(({ piece }) => piece.kind === kind).map(({ id }) => countsOf(id)))
      kinds.set(kind, belief)
    }
    return belief
  }
  return open
    .map((live): ScoredPiece => {
      const { id, piece } = live
      const { delivered, clicked } = countsOf(id)
      const belief = beliefOf({ delivered, clicked }, kindOf(piece.kind))
      const best = bestTag(
        piece.tags.map((name) => tags.get(wordOf(name)) ?? { name, words: [] }),
        question.interests,
      )
      const interest = best?.interest ?? 0
      return {
        live,
        reasons: {
          tag: best?.tag ?? '',
          cause: best?.cause ?? null,
          interest,
          clickShare: meanOf(belief),
          delivered,
          clicked,
          pinned: piece.pinned,
          weight: piece.weight,
          score: drawShare(belief, random) * piece.weight * (1 + INTEREST_GAIN * interest),
          among: open.length,
        },
      }
    })
    .toSorted((a, b) => Number(b.live.piece.pinned) - Number(a.live.piece.pinned) || b.reasons.score - a.reasons.score)
}
