import type { Scope } from '#access/scope.ts'
import type { Language } from '../segments/segment-service.ts'
import type { PortraitPart } from './portrait-plan.ts'

/** A saved state of what portraits must have. Version 0 is what the product comes with. */
export interface PortraitPlanVersion {
  readonly version: number
  readonly parts: readonly PortraitPart[]
  readonly author: string
  readonly note: string
  readonly createdAt: Date
}

export interface PortraitPlanStore {
  /** Newest first. */
  versions(limit: number): Promise<readonly PortraitPlanVersion[]>
  /** False if that version is there already. */
  add(version: PortraitPlanVersion): Promise<boolean>
}

/** Of a group of customers: points that are there, points that are required, and of how many the portrait reaches the target. */
export interface CompletenessGroup {
  /** `all`, `tier`, `class` or `segment`. */
  readonly kind: string
  /** A code of the tier or class, or the id of the segment; '' of all. */
  readonly value: string
  readonly customers: number
  readonly points: number
  readonly required: number
  readonly reached: number
}

export interface CompletenessFigures {
  readonly asOf: Date
  /** Of the plan that it was worked out by. */
  readonly version: number
  readonly groups: readonly CompletenessGroup[]
  /** Customers without each part, by its name. */
  readonly missing: ReadonlyMap<string, number>
}

export interface CompletenessDay {
  /** YYYY-MM-DD in the project's time zone. */
  readonly day: string
  readonly customers: number
  readonly points: number
  readonly required: number
  readonly reached: number
}

export interface PortraitStore {
  /** Works out the completeness of all customers and keeps it, with the day of the whole; answers how many customers there are. */
  refresh(parts: readonly PortraitPart[], version: number, language: Language): Promise<number>
  /** Which parts of a customer are there now, in their order; null: no such customer in the scope. */
  of(scope: Scope, customerId: string, parts: readonly PortraitPart[], language: Language): Promise<readonly boolean[] | null>
  /** What was worked out last, of the customers of a scope; null: never. */
  figures(scope: Scope, parts: readonly PortraitPart[]): Promise<CompletenessFigures | null>
  /** The last of each day, oldest first. */
  days(from: string): Promise<readonly CompletenessDay[]>
}
