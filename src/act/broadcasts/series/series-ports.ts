import type { Page, PageRequest } from '#kernel/page.ts'
import type { Broadcast, BroadcastDefinition } from '../broadcast.ts'
import type { MissReason } from './next-occurrence.ts'

export const OCCURRENCE_STATES = ['made', 'skipped', 'missed'] as const
export type OccurrenceState = (typeof OCCURRENCE_STATES)[number]
/** by_hand: somebody skipped it. refused: what it was made of could not start any more, with the code. needs_approval: its audience has grown over what was agreed to. */
export type OccurrenceReason = '' | 'by_hand' | MissReason | 'refused' | 'needs_approval'

/** A day that a series came to. */
export interface Occurrence {
  readonly day: string
  /** Of the series then. */
  readonly version: number
  readonly state: OccurrenceState
  readonly reason: OccurrenceReason
  /** Null: it was not made. */
  readonly broadcastId: string | null
  readonly decidedAt: Date
}

export interface SeriesStore {
  /** Series that are live and not paused. */
  live(): Promise<readonly Broadcast[]>
  /** draft or awaiting -> repeating. Nothing from before `since` is made. */
  repeat(id: string, version: number, started: { readonly by: string; readonly since: Date }): Promise<boolean>
  /** Nothing from before it is made. */
  moveStart(id: string, since: Date): Promise<void>
  /** The last day that was decided about, how many there were, and what is to be left out. */
  progress(id: string): Promise<{ readonly last: string | null; readonly done: number; readonly skips: readonly string[] }>
  skip(id: string, day: string, isSkipped: boolean): Promise<void>
  /** Makes an occurrence with its broadcast, or notes why there is none. False: the day was decided about, or the series is no longer live in this version. */
  decide(
    series: Pick<Broadcast, 'id' | 'version'>,
    occurrence: Pick<Occurrence, 'day' | 'state' | 'reason' | 'decidedAt'>,
    made: { readonly id: string; readonly definition: BroadcastDefinition; readonly startsAt: Date; readonly by: string } | null,
  ): Promise<boolean>
  /** repeating -> draft: it has to be started again. */
  halt(id: string, version: number): Promise<boolean>
  /** repeating -> done. */
  end(id: string, at: Date): Promise<boolean>
  /** The newest day first. */
  occurrences(id: string, page: PageRequest): Promise<Page<Occurrence>>
  /** Of some customers, those who got the series at or after an instant, or are to get it, from another broadcast than this one. */
  got(id: string, customerIds: readonly string[], since: Date, broadcastId: string): Promise<ReadonlySet<string>>
}
