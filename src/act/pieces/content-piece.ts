import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { Channel } from '#decide/strategy.ts'

/** right: something that members may have or do. free: anything else. */
export const PIECE_KINDS = ['article', 'guide', 'right', 'free'] as const
export type PieceKind = (typeof PIECE_KINDS)[number]

/** mail: a block of a mail with picture, summary and text. short: a line of a text message, WeChat, push or task. */
export const PIECE_FORMS = ['mail', 'short'] as const
export type PieceForm = (typeof PIECE_FORMS)[number]

/** Something to read or to know that is chosen for each customer. */
export interface ContentPiece {
  /** Of the team; no customer sees it. No two pieces have the same. */
  readonly name: string
  readonly kind: PieceKind
  /** Names of `PieceTag`. */
  readonly tags: readonly string[]
  /** Plain texts; a language without a title is not there. */
  readonly texts: Readonly<Record<TextLanguage, PieceText>>
  /** First and last day, `YYYY-MM-DD` in the project's zone; null: no limit. */
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** Whom alone it may be shown; null: everybody. */
  readonly audience: Condition | null
  /** 0.1 to 10; 2 makes it count twice as much as its likeness and its clicks say. */
  readonly weight: number
  /** Shown before all others that are not pinned. */
  readonly pinned: boolean
}

export interface PieceText {
  readonly title: string
  readonly summary: string
  /** Blank lines separate paragraphs. */
  readonly body: string
  readonly imageUrl: string
  /** What the picture shows. */
  readonly imageAlt: string
  readonly link: string
  /** The line of a channel whose texts are short. */
  readonly short: string
}

/** What pieces are about. The words are what stands for it in what is known of customers: names of categories, values and labels of tags. */
export interface PieceTag {
  readonly name: string
  /** Beside the name itself. */
  readonly words: readonly string[]
}

export const KIND_CALLS: Readonly<Record<PieceKind, BilingualText>> = {
  article: { zh: '阅读全文', en: 'Read on' },
  guide: { zh: '查看指南', en: 'Open the guide' },
  right: { zh: '查看权益', en: 'See what you get' },
  free: { zh: '了解更多', en: 'Learn more' },
}

export function formOf(channel: Channel): PieceForm {
  return channel === 'email' ? 'mail' : 'short'
}

/** Whether a piece says anything in a form and language. */
export function isWritten({ texts }: Pick<ContentPiece, 'texts'>, form: PieceForm, language: TextLanguage): boolean {
  const { title, summary, body, short } = texts[language]
  if (title.trim() === '') return false
  return form === 'mail' ? summary.trim() !== '' || body.trim() !== '' : short.trim() !== ''
}

export type PieceTime = 'current' | 'upcoming' | 'over'

/** @param today `YYYY-MM-DD` in the project's zone */
export function timeOf({ validFrom, validUntil }: Pick<ContentPiece, 'validFrom' | 'validUntil'>, today: string): PieceTime {
  if (validFrom !== null && today < validFrom) return 'upcoming'
  return validUntil !== null && today > validUntil ? 'over' : 'current'
}
