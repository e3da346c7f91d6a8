import type { Scope } from '#access/scope.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import type { AlertChanges, ChurnAlert, ChurnAlertState, ScoredCustomer, TierChange } from './churn-alerts.ts'
import { alertChanges, tierChanges } from './churn-alerts.ts'
import type { ChurnHistory, ChurnScoringRecord } from '../watch/churn-history.ts'
import type { RiskTierName, RiskTierScheme } from '../tiers/risk-tiers.ts'

/** An alert with the name its customer is shown under in a list. */
export interface ChurnAlertView extends ChurnAlert {
  readonly maskedName: string
}

export interface ChurnAlertFilter {
  readonly state?: ChurnAlertState
  readonly tier?: RiskTierName
  readonly overdue?: boolean
  /** The owner, written as an actor; null for unassigned alerts. */
  readonly owner?: string | null
}

/** The alerts an action applies to: a list of ids, or everything a filter matches. */
export type ChurnAlertSelection = { readonly ids: readonly string[] } | { readonly filter: ChurnAlertFilter }

/** The new owner and due time; without `dueAt` the due time stays as it is. */
export interface ChurnAlertAssignment {
  readonly owner: string | null
  readonly dueAt?: Date
}

export interface ChurnAlertQuery extends ChurnAlertFilter, Partial<PageRequest> {}

/** The newest scoring and the changes it makes to alerts and signals. */
export interface NewestScoring {
  readonly record: ChurnScoringRecord
  readonly alerts: AlertChanges
  readonly tiers: readonly TierChange[]
}

export interface ChurnAlertStore {
  /** Alerts that are not closed. */
  unfinished(): Promise<ChurnAlert[]>
  /** Records the scoring and its changes to alerts and signals in one commit. Returns the ids of the new alerts. */
  finishScoring(scoring: NewestScoring, now: Date): Promise<ReadonlySet<string>>
  /** Unfinished alerts are ordered by due time, then by revenue at risk; all and closed alerts newest first. */
  list(scope: Scope, query: ChurnAlertQuery, now: Date): Promise<Page<ChurnAlertView>>
  get(scope: Scope, id: string): Promise<ChurnAlertView | null>
  /** The alerts with these ids that are within the scope, in no particular order. */
  byIds(scope: Scope, ids: readonly string[]): Promise<ChurnAlertView[]>
  /** Assigns the chosen alerts that are not closed (in progress), or unassigns them (open). Returns their ids. */
  assign(scope: Scope, selection: ChurnAlertSelection, assignment: ChurnAlertAssignment, now: Date): Promise<readonly string[]>
  /** False when the customer has another alert that is not closed: each has at most one. */
  move(
    id: string,
    change: {
      readonly state: ChurnAlertState
      readonly owner: string
      readonly outcome: string | null
      readonly closedAt: Date | null
    },
  ): Promise<boolean>
}

export interface AlertSummary {
  readonly raised: number
  readonly risen: number
  readonly closed: number
  /** Customers who entered a tier but got no alert because the limit was reached. */
  readonly heldBack: number
}

export interface ChurnAlertPorts {
  readonly store: ChurnAlertStore
  readonly history: Pick<ChurnHistory, 'orderedSince'>
  readonly clock: Clock
}

const MOST_DUE_DAYS = 366

/** Alerts for customers who entered a risk tier, from the scoring until they are closed. */
export class ChurnAlertService {
  readonly #ports: ChurnAlertPorts

  constructor(ports: ChurnAlertPorts) {
    this.#ports = ports
  }

  /** Records the newest scoring, and raises, escalates and closes alerts accordingly. */
  async afterScoring(scoring: {
    readonly record: ChurnScoringRecord
    readonly scheme: RiskTierScheme
    readonly scores: readonly ScoredCustomer[]
    readonly previous: ReadonlyMap<string, string> | null
  }): Promise<AlertSummary> {
    const { store, history, clock } = this.#ports
    const { asOf } = scoring.record
    const unfinished = await store.unfinished()
    const ordered = await history.orderedSince(new Map(unfinished.map(({ customerId, raisedAt }) => [customerId, raisedAt])), asOf)
    const changes = alertChanges({ ...scoring, asOf, unfinished, ordered })
    const added = await store.finishScoring({ record: scoring.record, alerts: changes, tiers: tierChanges(scoring) }, clock.now())
    return {
      raised: changes.raise.filter(({ id }) => added.has(id)).length,
      risen: changes.rise.length,
      closed: changes.close.length,
      heldBack: changes.heldBack,
    }
  }

  async list(scope: Scope, query: ChurnAlertQuery): Promise<Page<ChurnAlertView>> {
    return await this.#ports.store.list(scope, query, this.#ports.clock.now())
  }

  /** Assigns alerts to a colleague, or unassigns them. Closed ones stay as they are. @throws AppError `alert-due` */
  async assign(scope: Scope, selection: ChurnAlertSelection, assignment: ChurnAlertAssignment): Promise<readonly string[]> {
    const { store, clock } = this.#ports
    const now = clock.now()
    const dueIn = assignment.dueAt === undefined ? 1 : assignment.dueAt.getTime() - now.getTime()
    if (!(dueIn > 0 && dueIn <= MOST_DUE_DAYS * DAY_MS)) {
      throw new AppError('invalid-input', 'alert-due', `An alert is due within the next ${MOST_DUE_DAYS} days. Choose another time.`, {
        details: { days: MOST_DUE_DAYS },
      })
    }
    return await store.assign(scope, selection, assignment, now)
  }

  /**
   * Takes, closes or reopens an alert; the actor becomes its owner. Null when there is no such alert.
   * Throws an AppError (conflict) when it cannot be reopened because the customer has a newer one.
   */
  async move(scope: Scope, id: string, state: ChurnAlertState, outcome: string | null, actor: string): Promise<ChurnAlertView | null> {
    const { store, clock } = this.#ports
    if ((await store.get(scope, id)) === null) return null
    const closed = state === 'closed'
    const moved = await store.move(id, {
      state,
      owner: actor,
      outcome: closed ? outcome : null,
      closedAt: closed ? clock.now() : null,
    })
    if (!moved) {
      throw new AppError(
        'conflict',
        'churn-alert-newer',
        'This customer has a newer alert that is not closed; work that one instead of opening this one again.',
      )
    }
    return await store.get(scope, id)
  }
}
