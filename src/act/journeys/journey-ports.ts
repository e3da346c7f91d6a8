import type { Page, PageRequest } from '#kernel/page.ts'
import type { Journey, JourneyDefinition, JourneyState } from './journey.ts'

export interface JourneyFilter {
  readonly states?: readonly JourneyState[]
  /** Part of the name. */
  readonly q?: string
}

export interface JourneyVersion {
  readonly version: number
  readonly definition: JourneyDefinition
  readonly savedAt: Date
  readonly savedBy: string
  /** Null: it is a draft. */
  readonly publishedAt: Date | null
  readonly publishedBy: string | null
}

/** A journey as it is kept. */
export interface StoredJourney extends Journey {
  readonly pausedAt: Date | null
  readonly endedAt: Date | null
  readonly endReason: string
}

/** A change of state is made only from the states that it is made for, so that of two that come at once one finds nothing to do. */
export interface JourneyStore {
  add(journey: Pick<Journey, 'id' | 'definition' | 'createdAt' | 'createdBy'>): Promise<void>
  get(id: string): Promise<StoredJourney | null>
  list(page: PageRequest & JourneyFilter): Promise<Page<StoredJourney>>
  /** Newest first. */
  versions(id: string): Promise<readonly JourneyVersion[]>
  /** False: its newest version is not `base` any more, or it has ended. */
  save(id: string, base: number, definition: JourneyDefinition, saved: { readonly by: string; readonly at: Date }): Promise<boolean>
  /** Deletes one that was never published. */
  remove(id: string): Promise<boolean>
  /** New runs enter this version from now on. False: it is not the newest, is live already, or the journey has ended. */
  publish(id: string, version: number, published: { readonly by: string; readonly at: Date }): Promise<boolean>
  /** live -> paused, or back with null. */
  pause(id: string, at: Date | null): Promise<boolean>
  end(id: string, reason: string, now: Date): Promise<boolean>
  /** Ids of those that are live or paused. */
  running(): Promise<readonly string[]>
}

/** What a journey leaves behind where it ends: its runs and messages. */
export interface JourneyRuns {
  /** Whoever is inside leaves, some thousand at a time, and what is planned for them does not leave. Again is harmless. */
  stop(journeyId: string, now: Date): Promise<void>
}
