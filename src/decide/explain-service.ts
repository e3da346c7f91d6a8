import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { pinnedStrategies } from './choose-strategies.ts'
import type { Decision, SkippedCustomer } from './decision.ts'
import type { DecisionRunStore } from './decision-ports.ts'
import { explainDecision } from './explain-decision.ts'
import type { DecisionOutcome, Explanation } from './explain-decision.ts'
import type { StrategyStore } from './strategy-service.ts'

/** What the ledger kept of one customer. */
export interface ExplanationReader {
  decision(decisionId: string): Promise<Decision | null>
  /** What a run decided for a customer, or why it did not; null: they were no candidate, or it is no longer known. */
  ofRun(runId: string, customerId: string): Promise<Decision | SkippedCustomer | null>
  /** Up to `until`. */
  outcome(decision: Decision, until: Date): Promise<Omit<DecisionOutcome, 'until'>>
}

export interface ExplainServicePorts {
  readonly reader: ExplanationReader
  readonly runs: Pick<DecisionRunStore, 'get'>
  readonly strategies: Pick<StrategyStore, 'version'>
  readonly people: PeopleInScope
  readonly project: { readonly currency: string }
}

export interface WholeExplanation extends Explanation {
  /** Null: nothing was decided. */
  readonly outcome: DecisionOutcome | null
}

const NO_WINDOW_DAYS = 30

/** Why a customer got what they got, or nothing: a decision worked out once more from what was kept of it. */
export class ExplainService {
  readonly #ports: ExplainServicePorts

  constructor(ports: ExplainServicePorts) {
    this.#ports = ports
  }

  /** Null: there is no such decision, or its customer is outside the scope. */
  async decision(scope: Scope, decisionId: string): Promise<WholeExplanation | null> {
    return await this.#explain(scope, await this.#ports.reader.decision(decisionId))
  }

  /** The same of a customer of a run, also of one who got nothing. */
  async customer(scope: Scope, runId: string, customerId: string): Promise<WholeExplanation | null> {
    return await this.#explain(scope, await this.#ports.reader.ofRun(runId, customerId), runId)
  }

  async #explain(scope: Scope, decided: Decision | SkippedCustomer | null, askedRun = ''): Promise<WholeExplanation | null> {
    const { runs, strategies, people, reader, project } = this.#ports
    if (decided === null || !(await people.has(scope, decided.customerId))) return null
    const run = await runs.get('runId' in decided ? decided.runId : askedRun)
    if (run === null) return null
    const pinned = await pinnedStrategies(strategies, run.settings)
    const explanation = explainDecision(run, pinned, decided, project.currency)
    if (!('decisionId' in decided)) return { ...explanation, outcome: null }
    const days = pinned.find(({ id }) => id === decided.strategyId)?.definition.windowDays ?? NO_WINDOW_DAYS
    const until = new Date(run.asOf.getTime() + days * DAY_MS)
    return { ...explanation, outcome: { ...(await reader.outcome(decided, until)), until } }
  }
}
