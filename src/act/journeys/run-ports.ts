import type { Condition } from '#segment/conditions/condition.ts'
import type { Act } from '#segment/conditions/dossier.ts'
import type { HeldSignal, Signal, SignalKind } from '../signal.ts'
import type { PlannedContact } from '../send-store.ts'
import type { NewTask } from '../task-service.ts'
import type { EntryRefusal } from './enter-journey.ts'
import type { EnrolmentState, JourneyDefinition } from './journey.ts'

/** A journey that is live or paused, with every version that customers may be in. */
export interface RunningJourney {
  readonly id: string
  readonly isPaused: boolean
  readonly liveVersion: number
  /** When its first version was published: what happened before lets nobody in. */
  readonly liveSince: Date
  readonly versions: ReadonlyMap<number, JourneyDefinition>
}

export interface JourneyBook {
  /** As they are now. Cost: some rows; definitions are kept, since a published version never changes. */
  running(): Promise<readonly RunningJourney[]>
}

/** A run that goes on. */
export interface Run {
  readonly id: string
  readonly journeyId: string
  readonly version: number
  readonly customerId: string
  readonly entryKey: string
  readonly isHeldOut: boolean
  readonly enteredAt: Date
  readonly stepId: string | null
  readonly visit: number
  readonly arrivedAt: Date
  readonly waitsSince: Date | null
  readonly goalAt: Date | null
  readonly windowEndsAt: Date
  /** A worker is at it. */
  readonly isTaken: boolean
}

/** A run that begins. */
export interface NewRun extends Omit<Run, 'visit' | 'waitsSince' | 'goalAt' | 'isTaken'> {
  readonly origin: string
  readonly probability: number
}

export interface RefusedEntry {
  readonly journeyId: string
  readonly customerId: string
  readonly origin: string
  readonly reason: EntryRefusal
  readonly runId: string | null
}

/** What is known of customers, locked until the changes are written. */
export interface KnownRuns {
  /** Runs of these customers that go on. */
  readonly runs: readonly Run[]
  /** The last run of a customer in a journey, over or not, by `customer journey`. */
  readonly last: ReadonlyMap<string, { readonly id: string; readonly enteredAt: Date }>
  /** Causes that changed something before, by their id: a reader may be given the same signal again. */
  readonly done: ReadonlySet<string>
}

/** What signals come to; written in one commit, in this order. */
export interface RunChanges {
  readonly causes: readonly string[]
  readonly entered: readonly NewRun[]
  readonly refused: readonly RefusedEntry[]
  /** The awaited event came: the run is at the next step. */
  readonly moved: readonly { readonly run: Run; readonly stepId: string; readonly outcome: string; readonly next: string | null }[]
  /** An event that is awaited at a step where the run is not yet. */
  readonly seen: readonly { readonly runId: string; readonly stepId: string; readonly at: Date }[]
  readonly goals: readonly string[]
  /** Runs that are over, whose goal still counts. */
  readonly lateGoals: readonly { readonly customerId: string; readonly journeyId: string }[]
  readonly ended: readonly { readonly runId: string; readonly state: EnrolmentState; readonly reason: string }[]
  /** What waits to leave for the customer in the journey does not leave any more. */
  readonly silenced: readonly { readonly customerId: string; readonly journeyId: string }[]
}

export interface EntryDesk {
  /** Current ids of customers that were merged since; others are left out. */
  mergedInto(customerIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /**
   * Reads what is known of the customers, lets `decide` say what follows and writes it, all of it in one transaction: nobody else lets one of them in meanwhile.
   * @param causes ids of what may be done already
   */
  change(
    asked: { readonly customerIds: readonly string[]; readonly journeyIds: readonly string[]; readonly causes: readonly string[] },
    decide: (known: KnownRuns) => RunChanges,
    now: Date,
  ): Promise<RunChanges>
  /** Deletes refused entries and causes that are old; answers how many. */
  forget(now: Date): Promise<number>
}

/** Properties of events by their message id. */
export type JourneyEvents = (messageIds: readonly string[]) => Promise<ReadonlyMap<string, Act>>

/** Which of these customers meet each condition; null: it can no longer be asked. */
export type MeetsOf = (customerIds: readonly string[], conditions: readonly Condition[]) => Promise<readonly (ReadonlySet<string> | null)[]>

export type JourneySignal = HeldSignal<
  Extract<SignalKind, 'event-stored' | 'order-stored' | 'segment-entered' | 'segment-left' | 'tag-changed' | 'risk-tier-changed'>
>

/** A run that a worker holds. */
export interface ClaimedRun extends Run {
  /** Counts this one. */
  readonly attempts: number
  /** When the awaited events of its steps were last seen, by step. */
  readonly seen: ReadonlyMap<string, Date>
  /** As stored; may be no zone. */
  readonly timeZone: string
}

/** What a worker did with a run, written in one commit. */
export interface RunResult {
  readonly runId: string
  readonly journeyId: string
  readonly steps: readonly {
    readonly visit: number
    readonly stepId: string
    readonly outcome: string
    readonly probability: number | null
  }[]
  readonly contacts: readonly PlannedContact[]
  readonly tasks: readonly NewTask[]
  readonly signals: readonly Signal[]
  readonly then:
    | {
        readonly kind: 'at'
        readonly stepId: string
        readonly visit: number
        readonly arrivedAt: Date
        readonly waitsSince: Date | null
        readonly dueAt: Date
      }
    | { readonly kind: 'end'; readonly visit: number; readonly state: EnrolmentState; readonly reason: string }
    /** Nothing was done; tried again then. `counts`: the try counts. */
    | { readonly kind: 'later'; readonly dueAt: Date; readonly counts: boolean; readonly reason: string }
}

export interface RunLedger {
  /** Takes up to `limit` runs that are due, oldest first. `owner` must be new for each claim. Those of paused journeys are put aside until these go on. */
  claim(owner: string, options: { readonly now: Date; readonly heldUntil: Date; readonly limit: number }): Promise<readonly ClaimedRun[]>
  /** Writes what became of them, where the claim still holds; answers of which it did. */
  commit(owner: string, results: readonly RunResult[], now: Date): Promise<ReadonlySet<string>>
  /** Puts those back that were put aside of journeys that go on; answers how many. */
  release(now: Date): Promise<number>
}
