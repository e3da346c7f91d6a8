import type { Scope } from '#access/scope.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { DayCost } from '../campaigns/day-sends.ts'
import type { EnrolmentState, JourneyState, JourneyStep } from './journey.ts'

/** How a journey stands. */
export interface JourneyBoard {
  readonly entered: number
  /** Since midnight of the project. */
  readonly enteredToday: number
  /** Drawn for the control group. */
  readonly inControl: number
  readonly inside: number
  /** Outside the control group; where the journey has no event as its goal, those who ordered within their window. Null: too many entered to ask for the orders of each. */
  readonly reachedGoal: number | null
  readonly steps: readonly {
    readonly stepId: string
    /** Runs that are at it now. */
    readonly waiting: number
    /** How often it was done, by the way that was taken. */
    readonly passed: readonly { readonly outcome: string; readonly runs: number }[]
    readonly sends: readonly { readonly state: SendState; readonly reason: string; readonly sends: number }[]
    /** Runs whose step failed and is tried again. */
    readonly failing: number
  }[]
  readonly ended: readonly { readonly state: EnrolmentState; readonly reason: string; readonly runs: number }[]
  readonly refused: readonly { readonly reason: string; readonly entries: number }[]
}

export interface EnrolmentView {
  readonly id: string
  readonly customerId: string
  readonly maskedName: string
  readonly version: number
  readonly entryKey: string
  readonly state: EnrolmentState
  readonly isHeldOut: boolean
  readonly stepId: string | null
  readonly enteredAt: Date
  readonly dueAt: Date | null
  readonly goalAt: Date | null
  readonly endedAt: Date | null
  readonly reason: string
}

export interface EnrolmentFilter {
  readonly state?: EnrolmentState
  readonly stepId?: string
}

/** One run of a customer with what was done. */
export interface CustomerRun extends Omit<EnrolmentView, 'customerId' | 'maskedName'> {
  readonly origin: string
  readonly steps: readonly {
    readonly stepId: string
    readonly outcome: string
    readonly probability: number | null
    readonly at: Date
    /** Of a message. */
    readonly send: { readonly sendKey: string; readonly channel: Channel; readonly state: SendState; readonly reason: string } | null
  }[]
}

/** Why a customer did or did not enter, or get something. */
export interface CustomerInJourney {
  readonly runs: readonly CustomerRun[]
  readonly refused: readonly { readonly reason: string; readonly runId: string | null; readonly origin: string; readonly at: Date }[]
}

/** The time after an entry in which the goal counts. */
export interface EntryWindow {
  readonly customerId: string
  readonly since: Date
  readonly until: Date
}

/** How a journey goes since midnight of the project. */
export interface JourneyToday extends DayCost {
  /** Also those drawn for the control group. */
  readonly entered: number
  readonly inside: number
}

/** A run of a customer among those of all journeys. */
export interface RunOfCustomer extends Omit<EnrolmentView, 'customerId' | 'maskedName' | 'stepId'> {
  readonly journeyId: string
  readonly journeyName: string
  readonly journeyState: JourneyState
  /** Where it is, in the version that it goes through; null: nowhere. */
  readonly step: { readonly kind: JourneyStep['kind']; readonly name: string } | null
}

export interface JourneyViews {
  board(journeyId: string, today: Date): Promise<JourneyBoard>
  /** Of all who entered outside the control group; null: of more than `most`. */
  windows(journeyId: string, most: number): Promise<readonly EntryWindow[] | null>
  /** Newest first. */
  enrolments(scope: Scope, journeyId: string, filter: EnrolmentFilter & PageRequest): Promise<Page<EnrolmentView>>
  customer(journeyId: string, customerId: string): Promise<CustomerInJourney>
  /** Of several journeys at once, since the instant. */
  today(journeyIds: readonly string[], since: Date): Promise<ReadonlyMap<string, JourneyToday>>
  /** Runs in all journeys: those that go on first, then the newest; not more than some dozens. */
  runsOf(customerId: string): Promise<readonly RunOfCustomer[]>
}
