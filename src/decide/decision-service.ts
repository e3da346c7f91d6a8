import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import type { CandidateReader, Reach, ReachReader } from './candidate.ts'
import { sendKeyOf } from './decision.ts'
import type { Decision, DecisionPreview, DecisionRequest, DecisionRun, PlannedSend, RunSettings, SendCounts } from './decision.ts'
import type { DecisionLedger, DecisionRunStore, SendPlanner } from './decision-ports.ts'
import { matchStrategies } from './match-strategies.ts'
import type { Match, MatchResult } from './match-strategies.ts'
import type { Channel, Strategy } from './strategy.ts'
import type { StrategyStore } from './strategy-service.ts'
import { summariseRun } from './summarise-run.ts'

export interface DecisionServicePorts {
  readonly candidates: CandidateReader
  readonly reach: ReachReader
  readonly strategies: StrategyStore
  readonly ledger: DecisionLedger
  readonly runs: DecisionRunStore
  readonly sends: SendPlanner
  readonly clock: Clock
  /** Its currency is read when it is needed: it can be changed. */
  readonly project: { readonly currency: string }
  /** Measured effects that replace the expected ones; without it every strategy keeps its own expectation. */
  readonly measuredEffects?: () => Promise<ReadonlyMap<string, number>>
  /** Ids of runs, from which the arms follow; default new ones. Never the same id twice: one run, one draw. */
  readonly newRunId?: (now: Date) => string
}

export interface RunWithSends extends DecisionRun {
  readonly sends: SendCounts
}

const WRITE_BLOCK = 20_000
const PLAN_BLOCK = 1_000

/** Chooses who gets which strategy, holds some out, records every choice and plans the contacts. */
export class DecisionService {
  readonly #ports: DecisionServicePorts

  constructor(ports: DecisionServicePorts) {
    this.#ports = ports
  }

  /** What a run would do now. Nothing is stored or sent; the arms are drawn anew when the run starts. */
  async preview(request: DecisionRequest, asOf: Date): Promise<DecisionPreview> {
    const strategies = await this.#chosen(request)
    const { result, reach, candidates } = await this.#match(`preview-${asOf.toISOString()}`, strategies, request.maxContacts ?? null, asOf)
    return summariseRun(result, strategies, reach, candidates, this.#ports.project.currency)
  }

  /** Decides and plans the contacts; the sender does the rest. */
  async start(request: DecisionRequest, asOf: Date, actor: string): Promise<RunWithSends> {
    const strategies = await this.#chosen(request)
    const now = this.#ports.clock.now()
    const settings: RunSettings = {
      strategies: strategies.map(({ id, version }) => ({ id, version })),
      maxContacts: request.maxContacts ?? null,
    }
    const run: DecisionRun = {
      id: (this.#ports.newRunId ?? newId)(now),
      asOf,
      state: 'deciding',
      settings,
      summary: null,
      createdAt: now,
      createdBy: actor,
      finishedAt: null,
    }
    await this.#ports.runs.create(run)
    return this.#complete(run)
  }

  /** Finishes the runs that a crash left half-written. Returns how many. */
  async resumeUnfinished(): Promise<number> {
    const runs = await this.#ports.runs.unfinished()
    for (const run of runs) await this.#complete(run)
    return runs.length
  }

  async list(
    options: { readonly cursor?: string | null; readonly limit?: number } = {},
  ): Promise<{ items: RunWithSends[]; nextCursor: string | null }> {
    const page = await this.#ports.runs.list({ cursor: options.cursor ?? null, limit: options.limit ?? 50 })
    const counts = await this.#ports.sends.countsByRun(page.items.map(({ id }) => id))
    return { items: page.items.map((run) => ({ ...run, sends: counts.get(run.id) ?? NO_SENDS })), nextCursor: page.nextCursor }
  }

  async get(runId: string): Promise<RunWithSends> {
    const run = await this.#ports.runs.get(runId)
    if (run === null)
      throw new AppError('not-found', 'run-not-found', `There is no decision run ${runId}. List the runs to see those that exist.`)
    const counts = await this.#ports.sends.countsByRun([runId])
    return { ...run, sends: counts.get(runId) ?? NO_SENDS }
  }

  /**
   * Decisions already in the ledger are kept as they are, so that a restart never moves a customer to another strategy; the summary is made from
   * the whole ledger. The arms need no memory: they follow from run, strategy and customer.
   */
  async #complete(run: DecisionRun): Promise<RunWithSends> {
    const { ledger, runs, sends, clock, project } = this.#ports
    const { currency } = project
    const strategies = await this.#pinned(run.settings)
    const { result, reach, candidates } = await this.#match(run.id, strategies, run.settings.maxContacts, run.asOf)
    const kept = new Map((await ledger.ofRun(run.id)).map((decision) => [decision.customerId, decision]))
    const decisions = result.matches.map((match) => kept.get(match.candidate.customerId) ?? toDecision(run, match, run.createdAt, currency))
    const chosen = new Set(decisions.map(({ customerId }) => customerId))
    for (const decision of kept.values()) if (!chosen.has(decision.customerId)) decisions.push(decision)
    const fresh = decisions.filter(({ customerId }) => !kept.has(customerId))
    for (let start = 0; start < fresh.length; start += WRITE_BLOCK) await ledger.write(fresh.slice(start, start + WRITE_BLOCK))
    const treated = decisions.filter(({ arm }) => arm === 'treated')
    for (let start = 0; start < treated.length; start += PLAN_BLOCK) await sends.plan(treated.slice(start, start + PLAN_BLOCK).map(toSend))
    const finishedAt = clock.now()
    await runs.finish(run.id, summariseRun(result, strategies, reach, candidates, currency), finishedAt)
    return this.get(run.id)
  }

  async #match(
    runId: string,
    strategies: readonly Strategy[],
    maxContacts: number | null,
    asOf: Date,
  ): Promise<{ result: MatchResult; reach: ReadonlyMap<Channel, ReadonlyMap<string, Reach>>; candidates: number }> {
    const { candidates: reader, reach: reachReader, measuredEffects } = this.#ports
    const candidates = await reader.candidates(asOf, runId.startsWith('preview-') ? null : runId)
    const ids = candidates.map(({ customerId }) => customerId)
    const reach = new Map<Channel, ReadonlyMap<string, Reach>>()
    for (const channel of new Set(strategies.map(({ definition }) => definition.channel)))
      reach.set(channel, await reachReader.reach(ids, channel))
    const effects = await measuredEffects?.()
    const result = matchStrategies({
      runId,
      candidates,
      strategies,
      reach,
      ...(maxContacts === null ? {} : { maxContacts }),
      ...(effects === undefined ? {} : { effects }),
    })
    return { result, reach, candidates: candidates.length }
  }

  async #chosen(request: DecisionRequest): Promise<Strategy[]> {
    const active = (await this.#ports.strategies.current()).filter(({ state }) => state === 'active')
    const wanted = request.strategyIds
    if (wanted !== undefined) {
      const missing = wanted.find((id) => !active.some((strategy) => strategy.id === id))
      if (missing !== undefined) {
        throw new AppError(
          'invalid-input',
          'strategy-not-active',
          `The strategy "${missing}" is not active. Activate it first, or leave it out.`,
        )
      }
    }
    const strategies = active.filter(({ id }) => wanted === undefined || wanted.includes(id))
    if (strategies.length === 0) {
      throw new AppError(
        'conflict',
        'no-active-strategy',
        'No strategy is active, so there is nothing to decide. Activate at least one strategy.',
      )
    }
    return strategies
  }

  async #pinned(settings: RunSettings): Promise<Strategy[]> {
    const strategies: Strategy[] = []
    for (const { id, version } of settings.strategies) {
      const strategy = await this.#ports.strategies.version(id, version)
      if (strategy !== null) strategies.push(strategy)
    }
    return strategies
  }
}

const NO_SENDS: SendCounts = Object.freeze({ planned: 0, claimed: 0, handed: 0, delivered: 0, failed: 0, uncertain: 0, suppressed: 0 })

function toDecision(run: DecisionRun, match: Match, decidedAt: Date, currency: string): Decision {
  const { candidate, strategy } = match
  return {
    decisionId: stableId(run.id, candidate.customerId),
    runId: run.id,
    customerId: candidate.customerId,
    asOf: run.asOf,
    decidedAt,
    strategyId: strategy.id,
    strategyVersion: strategy.version,
    arm: match.arm,
    assignmentProbability: match.assignmentProbability,
    channel: strategy.definition.channel,
    riskProbability: candidate.riskProbability,
    riskTier: candidate.riskTier,
    lifecycleTier: candidate.lifecycleTier ?? '',
    valueClass: candidate.valueClass ?? '',
    cause: candidate.cause,
    modelId: candidate.modelId,
    modelVersion: candidate.modelVersion,
    expectedGain: match.expectedGain,
    costMinor: Math.round(match.cost),
    currency,
    reasons: {
      valueMinor: Math.round(candidate.valueMinor),
      averageOrderMinor: Math.round(candidate.averageOrderMinor),
      daysSinceLastOrder: candidate.daysSinceLastOrder === null ? null : Math.floor(candidate.daysSinceLastOrder),
      favouriteCategory: candidate.favouriteCategory,
    },
    alternatives: match.alternatives.map(({ strategyId, gain, cost }) => ({ strategyId, gain: Math.round(gain), cost: Math.round(cost) })),
  }
}

function toSend(decision: Decision): PlannedSend {
  return {
    sendKey: sendKeyOf(decision.decisionId),
    decisionId: decision.decisionId,
    runId: decision.runId,
    customerId: decision.customerId,
    strategyId: decision.strategyId,
    strategyVersion: decision.strategyVersion,
    channel: decision.channel,
    notBefore: decision.decidedAt,
    plannedAt: decision.decidedAt,
    variables: { daysSinceLastOrder: decision.reasons.daysSinceLastOrder, favouriteCategory: decision.reasons.favouriteCategory },
  }
}
