import type { Condition, Grain } from '../conditions/condition.ts'

/** A group of customers, or of accounts, with a name: those who meet a condition now, or those who met it when the list was taken. */
export interface Segment {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly kind: SegmentKind
  readonly grain: Grain
  /** Of a snapshot: what it was taken by. */
  readonly condition: Condition
  /** Counts its saved changes, from 1. */
  readonly version: number
  readonly createdAt: Date
  readonly savedAt: Date
  /** As audit names whoever saved it last. */
  readonly savedBy: string
  /** Put away; it can be taken out again. */
  readonly archivedAt: Date | null
  /** The version that its members were last worked out by; 0: never. */
  readonly filledVersion: number
  /** When it was last counted; null: never. */
  readonly size: SegmentSize | null
}

export type SegmentKind = 'dynamic' | 'snapshot'

export interface SegmentSize {
  readonly at: Date
  readonly customers: number
}

/** What is said of a segment by whoever saves it. */
export type SegmentContent = Pick<Segment, 'name' | 'description' | 'condition'>

export interface SegmentVersion extends SegmentContent {
  readonly version: number
  readonly savedAt: Date
  readonly savedBy: string
}
