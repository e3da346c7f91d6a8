import type { Act } from '#segment/conditions/dossier.ts'
import type { JourneyDefinition } from '../journey.ts'
import type { DryRun, DryRunOverlap } from './dry-run.ts'

export interface PastSpan {
  readonly from: Date
  readonly until: Date
}

/** What happened to a customer in the time, each in its order. */
export interface PastOfCustomer {
  readonly events: readonly (Pick<Act, 'id' | 'name'> & { readonly at: Date; readonly act: Act })[]
  /** Other things that let customers in: orders, moves, changes. Not the calendar. */
  readonly causes: readonly { readonly id: string; readonly at: Date }[]
  /** Amounts in minor units of the project. */
  readonly orders: readonly { readonly at: Date; readonly amountMinor: number }[]
  /** There was more than is read of one customer. */
  readonly isCut: boolean
}

/** What happened, as it is kept. */
export interface PastHistory {
  /**
   * Customers whom something may have let in, in a fixed order by hash: all, or the first `most` of them with how many there are. Not for entries by the calendar.
   */
  who(definition: JourneyDefinition, span: PastSpan, most: number): Promise<{ readonly all: number; readonly ids: readonly string[] }>
  /** Cost: the key ranges of the customers. Customers of whom nothing is known are left out. */
  of(customerIds: readonly string[], definition: JourneyDefinition, span: PastSpan): Promise<ReadonlyMap<string, PastOfCustomer>>
}

/** How many of some customers had another journey or a broadcast in the time, by what it was. */
export type PastOverlaps = (journeyId: string, customerIds: readonly string[], span: PastSpan) => Promise<readonly DryRunOverlap[]>

/** The newest dry run of each journey. */
export interface DryRunStore {
  get(journeyId: string): Promise<DryRun | null>
  put(journeyId: string, dryRun: DryRun): Promise<void>
}
