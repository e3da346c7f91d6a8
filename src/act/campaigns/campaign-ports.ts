import type { Channel } from '#decide/strategy.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { BroadcastDefinition, BroadcastState } from '../broadcasts/broadcast.ts'
import type { OccurrenceReason } from '../broadcasts/series/series-ports.ts'
import type { JourneyDefinition, JourneyState } from '../journeys/journey.ts'
import type { DaySends } from './day-sends.ts'

/** What sends messages by itself. */
export type SourceKind = 'journey' | 'broadcast' | 'strategy'

export interface RunningJourneyRow {
  readonly id: string
  readonly name: string
  readonly state: JourneyState
  readonly pausedAt: Date | null
}

export interface RunningBroadcastRow {
  readonly id: string
  readonly name: string
  readonly state: BroadcastState
  readonly pausedAt: Date | null
  readonly startsAt: Date | null
  /** Of an occurrence: the series. */
  readonly seriesId: string | null
}

/** A journey that was ended, or a broadcast that was stopped, and why. */
export interface StoppedSource {
  readonly kind: 'journey' | 'broadcast'
  readonly id: string
  readonly name: string
  readonly at: Date
  readonly reason: string
}

export interface CampaignReader {
  /** Live and paused journeys, the newest first. */
  journeys(): Promise<readonly RunningJourneyRow[]>
  /** Broadcasts that are at work, and those that became done since; the newest first. */
  broadcasts(since: Date): Promise<readonly RunningBroadcastRow[]>
  /** Journeys that ended and broadcasts that were stopped since; the newest first. */
  stopped(since: Date): Promise<readonly StoppedSource[]>
  /** By id; those of which nothing moved today and nothing waits are left out. */
  sends(kind: SourceKind, ids: readonly string[], since: Date): Promise<ReadonlyMap<string, DaySends>>
}

/** A broadcast as the calendar shows it. */
export interface CalendarBroadcastRow {
  readonly id: string
  readonly name: string
  readonly state: BroadcastState
  readonly when: BroadcastDefinition['when']
  readonly channels: readonly Channel[]
  readonly startsAt: Date | null
  readonly pausedAt: Date | null
  /** Messages that were planned; null: planning has not begun. */
  readonly planned: number | null
}

/** A day of a series that became no broadcast. */
export interface LeftOutOccurrence {
  readonly seriesId: string
  readonly name: string
  readonly channels: readonly Channel[]
  readonly day: string
  readonly state: 'skipped' | 'missed'
  readonly reason: OccurrenceReason
}

export interface CalendarRunRow {
  readonly id: string
  readonly names: readonly BilingualText[]
  readonly channels: readonly Channel[]
  readonly at: Date
  readonly isDecided: boolean
  readonly treated: number | null
}

/** A journey that looks for customers by itself, in the version that they enter. */
export interface CalendarJourneyRow {
  readonly id: string
  readonly definition: Pick<JourneyDefinition, 'name' | 'entry' | 'steps'>
  readonly state: JourneyState
}

/** What the schedule of a journey did on a day. */
export interface DoneSlot {
  readonly journeyId: string
  readonly name: string
  readonly channels: readonly Channel[]
  readonly day: string
  readonly at: Date
  readonly entered: number
}

export interface CalendarReader {
  /** Those that begin in between, and those that wait for a second person. */
  broadcasts(from: Date, to: Date): Promise<readonly CalendarBroadcastRow[]>
  leftOut(from: string, to: string): Promise<readonly LeftOutOccurrence[]>
  /** Without those for one customer. */
  runs(from: Date, to: Date): Promise<readonly CalendarRunRow[]>
  journeys(): Promise<readonly CalendarJourneyRow[]>
  slots(from: Date, to: Date, timeZone: string): Promise<readonly DoneSlot[]>
}
