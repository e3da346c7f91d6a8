import type { Scope } from '#access/scope.ts'
import type { Condition, Grain } from '../conditions/condition.ts'
import type { ConditionCatalogue } from '../conditions/condition-catalogue.ts'
import type { ConditionCost } from '../conditions/condition-cost.ts'
import type { ConditionField } from '../conditions/condition-field.ts'
import type { SegmentMeanings, Verdict } from '../conditions/evaluate-condition.ts'
import type { Segment, SegmentContent, SegmentSize, SegmentVersion } from './segment.ts'

export interface SegmentStore {
  /** Archived ones too, the newest first. */
  all(): Promise<Segment[]>
  /** @throws AppError `segment-name-taken` */
  add(segment: Omit<Segment, 'size' | 'archivedAt' | 'filledVersion'>): Promise<void>
  /** False when the version is no longer `base`. @throws AppError `segment-name-taken` */
  save(id: string, base: number, content: SegmentContent, saved: { readonly at: Date; readonly by: string }): Promise<boolean>
  /** Puts away, or takes out again with null. @throws AppError `segment-name-taken` */
  archive(id: string, at: Date | null): Promise<void>
  versions(id: string): Promise<SegmentVersion[]>
  /** One a day: the last of each day in the project's time zone. */
  noteSize(id: string, size: SegmentSize): Promise<void>
  sizes(id: string): Promise<SegmentSize[]>
}

/** What a condition is asked with. */
export interface Asked {
  readonly condition: Condition
  readonly grain: Grain
  readonly catalogue: ConditionCatalogue
  readonly segments: SegmentMeanings
}

/** How many meet a condition, of all customers or accounts in the scope, and of those how many are in each other segment. Where it is about accounts, `customers` and `everyone` are these. */
export interface ConditionCount {
  readonly customers: number
  readonly everyone: number
  readonly overlaps: readonly { readonly segmentId: string; readonly customers: number; readonly both: number }[]
}

/** The customers, or accounts, of a condition as a query of the store, for whoever lists or exports them. */
export interface PeopleQuery {
  /** Rows of customer_id, which is that of the account where the condition is about accounts. Nobody is left out whom the reader may not see. */
  readonly query: string
  readonly params: Readonly<Record<string, unknown>>
}

/** The one place where conditions meet the data. Each answer is of one moment. */
export interface ConditionReader {
  count(scope: Scope, asked: Asked, others?: readonly string[]): Promise<ConditionCount>
  /** What a count would read; reads no data. */
  cost(asked: Asked): Promise<ConditionCost>
  /** @param scope Tests of the people of accounts count those in it alone. */
  people(scope: Scope, asked: Asked): Promise<PeopleQuery>
  /** Null when there is no such customer, or account, in the scope. @throws AppError `customer-too-busy`, `account-too-large` */
  verdict(scope: Scope, asked: Asked, id: string): Promise<Verdict | null>
  /** Writes who meets the condition now as the list of a segment; answers how many. The same again writes the same. */
  takeSnapshot(segmentId: string, asked: Asked): Promise<number>
}

/** What the project's conditions may name, beside segments. */
export type ReadFields = () => Promise<ConditionField[]>
