import { stableId } from '#kernel/id.ts'
import type { CandidateLabels } from './candidate-table.ts'
import type { Decision, SkippedCustomer } from './decision.ts'
import type { DrawUnit } from './draw-units.ts'
import { LinesDigest } from './lines-digest.ts'
import type { Matched, Matches } from './matches.ts'
import type { ReservingDecision } from './plan-run.ts'
import type { OutlinedDecision } from './summarise-run.ts'

interface DraftedFor {
  readonly runId: string
  readonly asOf: Date
  readonly decidedAt: Date
}

/** The decisions of a run in the order in which they were made. They are kept as columns, and each is made when it is read: a million of them as objects take gigabytes. */
export class DraftedDecisions implements Iterable<Decision> {
  readonly #order: DraftedFor
  readonly #matches: Matches
  readonly #currency: string
  #ids: readonly string[] | null = null

  constructor(order: DraftedFor, matches: Matches, currency: string) {
    this.#order = order
    this.#matches = matches
    this.#currency = currency
  }

  get size(): number {
    return this.#matches.size
  }

  *[Symbol.iterator](): Generator<Decision> {
    const ids = this.#decisionIds()
    for (let i = 0; i < this.size; i += 1) yield this.#decision(i, ids[i] as string)
  }

  /** The candidates who got nothing, in the order of the table. */
  *skipped(): Generator<SkippedCustomer> {
    const { table } = this.#matches.of
    for (let at = 0; at < table.size; at += 1) {
      const reason = this.#matches.reasonOf(at)
      if (reason === null) continue
      yield {
        customerId: table.customerIds[at] as string,
        reason,
        checks: this.#matches.checksOf(at),
        riskProbability: table.riskProbability[at] as number,
        valueMinor: Math.round(table.valueMinor[at] as number),
        averageOrderMinor: Math.round(table.averageOrderMinor[at] as number),
      }
    }
  }

  /** The first, or all, without what only the ledger keeps. */
  outline(most = this.size): OutlinedDecision[] {
    const { customerIds, riskProbability } = this.#matches.of.table
    return Array.from({ length: Math.min(most, this.size) }, (_, i) => {
      const { at, strategy, channel, arm, unit, cost } = this.#matches.get(i)
      return {
        customerId: customerIds[at] as string,
        strategyId: strategy.id,
        channel,
        arm,
        drawUnit: unit?.id ?? null,
        costMinor: Math.round(cost),
        riskProbability: riskProbability[at] as number,
      }
    })
  }

  reserving(): ReservingDecision[] {
    const ids = this.#decisionIds()
    const { runId, asOf } = this.#order
    return this.outline().map(({ customerId, strategyId, drawUnit, arm }, i) => ({
      customerId,
      decisionId: ids[i] as string,
      runId,
      asOf,
      strategyId,
      drawUnit,
      arm,
    }))
  }

  /** Those who were drawn with their company, or follow its arm. */
  *drawn(): Generator<{ readonly customerId: string; readonly unit: DrawUnit }> {
    for (const { at, unit } of this.#matches.ofUnits()) yield { customerId: this.#matches.of.table.customerIds[at] as string, unit }
  }

  digest(): string {
    const digest = new LinesDigest()
    const { customerIds } = this.#matches.of.table
    for (const { at, strategy, channel, arm, cost, expectedGain } of this.#matches)
      digest.add(
        `${customerIds[at]}/${strategy.id}/${strategy.version}/${channel}/${arm}/${Math.round(cost)}/${this.#currency}/${expectedGain}\n`,
      )
    return digest.end()
  }

  #decisionIds(): readonly string[] {
    const { customerIds } = this.#matches.of.table
    this.#ids ??= Array.from(this.#matches, ({ at }) => stableId(this.#order.runId, customerIds[at] as string))
    return this.#ids
  }

  #decision(i: number, decisionId: string): Decision {
    const { at, strategy, channel, arm, assignmentProbability, choiceProbability, unit, expectedGain, cost }: Matched = this.#matches.get(i)
    const { table } = this.#matches.of
    const labels = table.labels[at] as CandidateLabels
    const days = table.daysSinceLastOrder[at] as number
    return {
      decisionId,
      runId: this.#order.runId,
      customerId: table.customerIds[at] as string,
      asOf: this.#order.asOf,
      decidedAt: this.#order.decidedAt,
      strategyId: strategy.id,
      strategyVersion: strategy.version,
      arm,
      drawUnit: unit?.id ?? null,
      assignmentProbability,
      channel,
      riskProbability: table.riskProbability[at] as number,
      riskTier: labels.riskTier,
      lifecycleTier: labels.lifecycleTier ?? '',
      valueClass: labels.valueClass ?? '',
      cause: labels.cause,
      modelId: labels.modelId,
      modelVersion: labels.modelVersion,
      expectedGain,
      costMinor: Math.round(cost),
      currency: this.#currency,
      choiceProbability,
      checks: this.#matches.checksOf(at),
      reasons: {
        valueMinor: Math.round(table.valueMinor[at] as number),
        averageOrderMinor: Math.round(table.averageOrderMinor[at] as number),
        daysSinceLastOrder: Number.isNaN(days) ? null : Math.floor(days),
        favouriteCategory: labels.favouriteCategory,
      },
      alternatives: this.#matches
        .optionsOf(at)
        .map(({ strategyId, gain, cost: of }) => ({ strategyId, gain: Math.round(gain), cost: Math.round(of) })),
    }
  }
}
