import type { Channel } from '#decide/strategy.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { LivePiece, PieceReasons } from './choose-piece.ts'
import type { ContentPiece, PieceForm, PieceKind, PieceTag, PieceTime } from './content-piece.ts'
import type { PieceCounts } from './piece-rates.ts'
import type { PieceSlot } from './piece-slots.ts'

export interface StoredPiece extends LivePiece {
  readonly createdAt: Date
  readonly savedAt: Date
  readonly savedBy: string
  readonly archivedAt: Date | null
}

export interface PieceFilter {
  /** Part of the name or of a title. */
  readonly q?: string
  readonly kind?: PieceKind
  readonly tag?: string
  /** `archived`: those that were put away; absent: all others. */
  readonly state?: PieceTime | 'archived'
}

/** What became of the messages that a piece was in; customers, since nobody gets a piece twice. */
export interface PieceResults extends PieceCounts {
  /** Handed over and not known to have failed. */
  readonly sent: number
}

export interface PieceSaved {
  readonly at: Date
  readonly by: string
}

export interface PieceStore {
  /** The last saved first. `today` says what is current. */
  list(
    filter: PieceFilter,
    today: string,
    limit: number,
    after: { readonly savedAt: Date; readonly id: string } | null,
  ): Promise<readonly StoredPiece[]>
  count(filter: PieceFilter, today: string): Promise<number>
  one(id: string): Promise<StoredPiece | null>
  byNames(names: readonly string[]): Promise<readonly StoredPiece[]>
  /** Tags that are not in the list yet join it. False when another piece has the name. */
  add(id: string, piece: ContentPiece, saved: PieceSaved): Promise<boolean>
  /** `changed`: the version is no longer `base`; `name_taken`: another piece has the name. */
  save(id: string, base: number, piece: ContentPiece, saved: PieceSaved): Promise<'saved' | 'changed' | 'name_taken'>
  archive(id: string, at: Date | null): Promise<void>
  /** By name, with how many pieces that are not put away have them. */
  tags(): Promise<readonly (PieceTag & { readonly pieces: number })[]>
  saveTag(tag: PieceTag, now: Date): Promise<void>
  /** False when a piece has the tag, or there is none of the name. */
  dropTag(name: string): Promise<boolean>
  results(ids: readonly string[]): Promise<ReadonlyMap<string, PieceResults>>
}

/** A piece as it was put into a message. */
export interface PieceUse {
  readonly sendKey: string
  /** From 1. */
  readonly slot: number
  readonly piece: string
  readonly form: PieceForm
  readonly language: TextLanguage
  readonly reasons: PieceReasons
}

export interface HadPiece {
  readonly customerId: string
  readonly sendKey: string
  readonly piece: string
  readonly tags: readonly string[]
  readonly clicked: boolean
}

export interface PieceLedger {
  /** Pieces that are not put away, valid or not. */
  live(): Promise<readonly LivePiece[]>
  /** By id; put away or not. */
  byIds(ids: readonly string[]): Promise<readonly LivePiece[]>
  tags(): Promise<readonly PieceTag[]>
  /** By id, of messages that were chosen since. Cost: all of them. */
  counts(form: PieceForm, since: Date): Promise<ReadonlyMap<string, PieceCounts>>
  /** What stands in these messages already, from an earlier attempt. */
  usesOf(sendKeys: readonly string[]): Promise<readonly PieceUse[]>
  /**
   * Pieces that customers were sent or are about to be sent; those of messages that were suppressed or failed are free again. One query for all of them.
   */
  hadBy(customerIds: readonly string[]): Promise<readonly HadPiece[]>
  /** What stands in these messages from now on, in the place of what stood there before. */
  keep(sendKeys: readonly string[], uses: readonly PieceUse[], now: Date): Promise<void>
  /** A person clicked on the piece. The first time counts. */
  clicked(sendKey: string, piece: string, at: Date): Promise<void>
}

export interface PieceFacts {
  /** Words of what each customer bought and of their tags; customers of whom nothing is known are left out. */
  of(
    customerIds: readonly string[],
    now: Date,
  ): Promise<ReadonlyMap<string, { readonly categories: ReadonlyMap<string, number>; readonly words: ReadonlySet<string> }>>
}

/** Who of some customers meets each condition, by its place; null: the condition can no longer be asked, so nobody does. One query for all of them. */
export type WhoMeets = (
  customerIds: readonly string[],
  conditions: readonly Condition[],
) => Promise<readonly (ReadonlySet<string> | null)[]>

/** A message that needs pieces. */
export interface PieceAsk {
  readonly sendKey: string
  readonly customerId: string
  readonly channel: Channel
  readonly language: TextLanguage
  readonly slots: readonly PieceSlot[]
  /** An earlier attempt may have been accepted: the message must stay what it was. */
  readonly isRepeat: boolean
}

export interface ChosenPiece {
  readonly live: LivePiece
  readonly form: PieceForm
  readonly reasons: PieceReasons
}

/** By name of the slot; those that nothing is left for are not there. */
export type ChosenPieces = ReadonlyMap<string, ChosenPiece>

/** Chooses pieces for messages. */
export interface PiecePicker {
  /** By send key. Keeps nothing. */
  choose(asks: readonly PieceAsk[], now: Date): Promise<ReadonlyMap<string, ChosenPieces>>
}
