import type { BilingualText } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { sumUnconverted } from '#kernel/unconverted-sales.ts'
import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import type { DecisionRun } from '#decide/decision.ts'
import type { DecisionRunStore } from '#decide/decision-ports.ts'
import type { Strategy } from '#decide/strategy.ts'
import type { StrategyStore } from '#decide/strategy-service.ts'
import { retentionCurve } from './retention-curve.ts'
import type { CurvePoint } from './retention-curve.ts'
import { effectOf } from './effect.ts'
import type { Effect, MeasurementWindow, StratumOutcome } from './effect.ts'
import { learnedEffect } from './learned-effect.ts'
import type { ArmGroup, OutcomeReader, RunOutcomes } from './outcome-reader.ts'
import { strataOf } from './strata.ts'

export interface EffectReport {
  readonly runId: string
  readonly asOf: Date
  readonly windowDays: number
  readonly windowEndsAt: Date
  readonly complete: boolean
  readonly currency: string
  /** Sales within the windows in currencies without a rate; not included in any revenue below. */
  readonly unconverted: { readonly treated: readonly UnconvertedSales[]; readonly control: readonly UnconvertedSales[] }
  readonly overall: Effect
  readonly strategies: readonly Effect[]
  readonly curve: readonly CurvePoint[]
}

export interface EffectServicePorts {
  readonly runs: Pick<DecisionRunStore, 'get' | 'list'>
  readonly strategies: Pick<StrategyStore, 'version'>
  readonly outcomes: OutcomeReader
  readonly clock: Clock
  readonly project: { readonly currency: string }
  readonly grossMargin: number
}

/** What the effect of a broadcast needs to know of it. */
export interface MeasuredBroadcast {
  readonly id: string
  readonly name: string
  /** Days, from 1. */
  readonly windowDays: number
}

interface StrategyOutcomes {
  readonly strategy: Strategy
  readonly outcomes: readonly StratumOutcome[]
  readonly window: MeasurementWindow
  readonly customers: number
  readonly meanRisk: number
}

const LISTED_RUNS = 50
const EVERYTHING: BilingualText = { zh: '全部策略', en: 'All strategies' }

/** The effect of a run's contacts, compared with the control group. */
export class EffectService {
  readonly #ports: EffectServicePorts

  constructor(ports: EffectServicePorts) {
    this.#ports = ports
  }

  /** @throws AppError `run-not-found` */
  async report(runId: string): Promise<EffectReport> {
    const run = await this.#ports.runs.get(runId)
    if (run === null)
      throw new AppError('not-found', 'run-not-found', `There is no decision run ${runId}. List the runs to see those that exist.`)
    return this.#report(run)
  }

  /** Reports of the newest runs, newest first. */
  async list(): Promise<EffectReport[]> {
    const { items } = await this.#ports.runs.list({ cursor: null, limit: LISTED_RUNS })
    const reports: EffectReport[] = []
    for (const run of items) if (run.state === 'decided') reports.push(await this.#report(run))
    return reports
  }

  /** The effect of a broadcast on those who were drawn; null: nobody is drawn yet. */
  async ofBroadcast({ id, name, windowDays }: MeasuredBroadcast): Promise<EffectReport | null> {
    const found = await this.#ports.outcomes.ofBroadcast(id, windowDays)
    if (found === null) return null
    const { firstAsOf, lastAsOf, groups } = found
    const windowEndsAt = new Date(lastAsOf.getTime() + windowDays * DAY_MS)
    return {
      runId: id,
      asOf: firstAsOf,
      windowDays,
      windowEndsAt,
      complete: this.#ports.clock.now() >= windowEndsAt,
      currency: this.#ports.project.currency,
      unconverted: { treated: leftOut(groups, 'treated'), control: leftOut(groups, 'control') },
      // Days passed of the last one: before that, some have had less time than others.
      overall: this.#effect(strataOf(groups), null, { zh: name, en: name }, this.#window(lastAsOf, windowDays)),
      strategies: [],
      curve: retentionCurve(groups, this.#shownDays(lastAsOf, windowDays)),
    }
  }

  /** The effect of each strategy over its finished measurement periods, a stratum per run and chance; if none is finished, over those still running. */
  async byStrategy(): Promise<Map<string, Effect>> {
    const effects = new Map<string, Effect>()
    for (const over of [false, true]) {
      for (const [id, { strategy, outcomes, window }] of await this.#outcomesByStrategy((one) => isOver(one) === over)) {
        effects.set(id, this.#effect(outcomes, id, strategy.definition.name, window))
      }
    }
    return effects
  }

  /** The effect the next decision should expect of each measured strategy, from runs whose measurement period is over. */
  async learnedEffects(): Promise<Map<string, number>> {
    const learned = new Map<string, number>()
    for (const [id, { strategy, outcomes, window, meanRisk }] of await this.#outcomesByStrategy(isOver)) {
      const { lift, sampleRatioOk } = this.#effect(outcomes, id, strategy.definition.name, window)
      if (lift !== null && sampleRatioOk && meanRisk > 0) learned.set(id, learnedEffect(strategy.definition.expectedEffect, lift, meanRisk))
    }
    return learned
  }

  async #outcomesByStrategy(counts: (window: MeasurementWindow) => boolean): Promise<Map<string, StrategyOutcomes>> {
    const { items } = await this.#ports.runs.list({ cursor: null, limit: LISTED_RUNS })
    const found = new Map<string, StrategyOutcomes>()
    for (const run of items) {
      if (run.state !== 'decided') continue
      const { strategies, outcomes } = await this.#read(run)
      for (const strategy of strategies) {
        const window = this.#window(run.asOf, strategy.definition.windowDays)
        if (!counts(window)) continue
        const own = outcomes.byStrategy.filter((group) => group.strategyId === strategy.id)
        if (own.length === 0) continue
        const known = found.get(strategy.id) ?? { strategy, outcomes: [], window, customers: 0, meanRisk: 0 }
        const customers = sum(own, (group) => group.customers)
        found.set(strategy.id, {
          strategy: known.strategy,
          outcomes: [...known.outcomes, ...strataOf(own)],
          window: laterEnd(known.window, window),
          customers: known.customers + customers,
          meanRisk: (known.meanRisk * known.customers + sum(own, (group) => group.riskProbability)) / (known.customers + customers),
        })
      }
    }
    return found
  }

  async #report(run: DecisionRun): Promise<EffectReport> {
    const {
      strategies,
      outcomes: { byStrategy, overall },
      windowDays,
      windowEndsAt,
      complete,
    } = await this.#read(run)
    const decided = strategies
      .map((strategy) => ({ strategy, strata: strataOf(byStrategy.filter((group) => group.strategyId === strategy.id)) }))
      .filter(({ strata }) => strata.length > 0)
    const window = this.#window(run.asOf, windowDays)
    return {
      runId: run.id,
      asOf: run.asOf,
      windowDays,
      windowEndsAt,
      complete,
      currency: this.#ports.project.currency,
      unconverted: { treated: leftOut(byStrategy, 'treated'), control: leftOut(byStrategy, 'control') },
      overall: this.#effect(strataOf(overall), null, EVERYTHING, window),
      strategies: decided.map(({ strategy: { id, definition }, strata }) =>
        this.#effect(strata, id, definition.name, this.#window(run.asOf, definition.windowDays)),
      ),
      curve: retentionCurve(overall, this.#shownDays(run.asOf, windowDays)),
    }
  }

  async #read(run: DecisionRun): Promise<{
    strategies: Strategy[]
    outcomes: RunOutcomes
    windowDays: number
    windowEndsAt: Date
    complete: boolean
  }> {
    const strategies: Strategy[] = []
    for (const { id, version } of run.settings.strategies) {
      const strategy = await this.#ports.strategies.version(id, version)
      if (strategy !== null) strategies.push(strategy)
    }
    const windows = new Map(strategies.map(({ id, definition }) => [id, definition.windowDays]))
    const outcomes = await this.#ports.outcomes.outcomes({ runId: run.id, asOf: run.asOf, windows })
    const used = strategies.filter(({ id }) => outcomes.byStrategy.some(({ strategyId }) => strategyId === id))
    const windowDays = Math.max(1, ...used.map(({ definition }) => definition.windowDays))
    const windowEndsAt = new Date(run.asOf.getTime() + windowDays * DAY_MS)
    return { strategies, outcomes, windowDays, windowEndsAt, complete: this.#ports.clock.now() >= windowEndsAt }
  }

  #effect(outcomes: readonly StratumOutcome[], strategyId: string | null, name: BilingualText, window: MeasurementWindow): Effect {
    const { project, grossMargin } = this.#ports
    return effectOf(outcomes, { strategyId, name, currency: project.currency, grossMargin, window })
  }

  #window(asOf: Date, days: number): MeasurementWindow {
    return { days, daysPassed: (this.#ports.clock.now().getTime() - asOf.getTime()) / DAY_MS }
  }

  /** The curve stops at today while the window is open: future days are unknown, not flat. */
  #shownDays(asOf: Date, windowDays: number): number {
    const passed = Math.floor((this.#ports.clock.now().getTime() - asOf.getTime()) / DAY_MS)
    return Math.max(0, Math.min(windowDays, passed))
  }
}

function isOver({ days, daysPassed }: MeasurementWindow): boolean {
  return daysPassed >= days
}

/** The window with more days remaining. */
function laterEnd(a: MeasurementWindow, b: MeasurementWindow): MeasurementWindow {
  return a.days - a.daysPassed >= b.days - b.daysPassed ? a : b
}

function sum(groups: readonly ArmGroup[], of: (group: ArmGroup) => number): number {
  return groups.reduce((total, group) => total + of(group), 0)
}

function leftOut(groups: readonly ArmGroup[], arm: ArmGroup['arm']): UnconvertedSales[] {
  return sumUnconverted(groups.filter((group) => group.arm === arm).flatMap((group) => group.unconverted))
}
