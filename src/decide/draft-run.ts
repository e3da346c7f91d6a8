import { createHash } from 'node:crypto'
import { stableId } from '#kernel/id.ts'
import type { Language } from '#segment/segments/segment-service.ts'
import { asksForRisk, audienceProblem } from './audience.ts'
import type { CandidateReader, Reach, ReachReader } from './candidate.ts'
import type { ChannelReadiness, UnreadyReason } from './channel-readiness.ts'
import type { Decision } from './decision.ts'
import type { MemberReader } from './draw-units.ts'
import { matchStrategies } from './match-strategies.ts'
import type { Match } from './match-strategies.ts'
import type { ReservationStore } from './decision-ports.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Channel, Strategy } from './strategy.ts'

export interface DraftPorts {
  readonly candidates: CandidateReader
  /** What conditions mean now. */
  readonly language: () => Promise<Language>
  readonly reach: ReachReader
  readonly reservations: Pick<ReservationStore, 'since'>
  readonly readiness: ChannelReadiness
  /** Who is in which account. Default: nobody is in any. */
  readonly members?: MemberReader
  /** Whether the model behind the risk tiers passed its test on later data. Default: it did. */
  readonly riskTrusted?: () => Promise<boolean>
  /** Its currency is read on each use because it can change. */
  readonly project: { readonly currency: string }
  /** Measured effects that replace the expected ones; without it every strategy keeps its own expectation. */
  readonly measuredEffects?: () => Promise<ReadonlyMap<string, number>>
}

export interface DraftOrder {
  readonly runId: string
  readonly asOf: Date
  readonly decidedAt: Date
  readonly strategies: readonly Strategy[]
  readonly maxContacts: number | null
  /** Absent: every customer with a score. */
  readonly customerIds?: readonly string[]
}

/** What a run with this id would decide on the current data. Nothing is stored. */
export interface Draft {
  readonly decisions: readonly Decision[]
  readonly skipped: ReadonlyMap<SkipReason, number>
  readonly candidates: number
  readonly reach: ReadonlyMap<Channel, ReadonlyMap<string, Reach>>
  readonly unready: ReadonlyMap<Channel, UnreadyReason>
  /** Strategies whose audience can no longer be asked, because what it names is gone: nobody is in it. */
  readonly unaskable: readonly Strategy[]
  /** How many accounts each unit of the draw has. */
  readonly units: ReadonlyMap<string, number>
  /** When the company is free, of customers who follow the arm it has from an earlier run. */
  readonly follows: ReadonlyMap<string, Date>
  /** Hashes of who is in which audience, of the customers who could be contacted, of who is in which account, of the measured effects, and of the decisions themselves. */
  readonly hashes: {
    readonly audiences: string
    readonly reach: string
    readonly members: string
    readonly effects: string
    readonly decisions: string
  }
}

/** Reads what a decision needs and matches. The same order on the same data gives the same draft. */
export async function draftRun(ports: DraftPorts, order: DraftOrder): Promise<Draft> {
  const language = await ports.language()
  const unaskable = order.strategies.filter(({ definition }) => audienceProblem(definition.audience, language) !== null)
  const audiences = order.strategies.flatMap((one) => (unaskable.includes(one) ? [] : [{ id: one.id, condition: one.definition.audience }]))
  const [scored, reservations, members, unready, effects, trusted] = await Promise.all([
    ports.candidates.candidates(order.asOf, audiences, language),
    ports.reservations.since(order.asOf),
    ports.members?.members(order.decidedAt) ?? [],
    ports.readiness.unready(),
    ports.measuredEffects?.() ?? new Map<string, number>(),
    ports.riskTrusted?.() ?? true,
  ])
  const only = order.customerIds === undefined ? null : new Set(order.customerIds)
  const candidates = only === null ? scored : scored.filter(({ customerId }) => only.has(customerId))
  const unscored = only === null ? 0 : only.size - candidates.length
  const ids = candidates.map(({ customerId }) => customerId)
  const reach = new Map<Channel, ReadonlyMap<string, Reach>>()
  for (const channel of new Set(order.strategies.map(({ definition }) => definition.channel)))
    reach.set(channel, await ports.reach.reach(ids, channel))
  const { matches, skipped } = matchStrategies({
    runId: order.runId,
    asOf: order.asOf,
    candidates,
    strategies: order.strategies,
    reach,
    reservations,
    members,
    unready,
    effects,
    // Hand-picked customers were not selected by risk.
    riskUntested:
      trusted || only !== null
        ? new Set()
        : new Set(audiences.flatMap(({ id, condition }) => (asksForRisk(condition, language.meanings) ? [id] : []))),
    ...(order.maxContacts === null ? {} : { maxContacts: order.maxContacts }),
  })
  const decisions = matches.map((match) => toDecision(order, match, ports.project.currency))
  return {
    decisions,
    skipped: unscored === 0 ? skipped : new Map([...skipped, ['not_scored', unscored]]),
    candidates: candidates.length + unscored,
    reach,
    unready,
    unaskable,
    units: new Map(matches.flatMap(({ unit }) => (unit === null ? [] : [[unit.id, unit.accounts]]))),
    follows: new Map(
      matches.flatMap(({ candidate, unit }) => {
        const until = unit?.running?.until
        return until === undefined ? [] : [[candidate.customerId, until] as const]
      }),
    ),
    hashes: {
      audiences: digest(candidates.map(({ customerId, audiences: ids }) => `${customerId}/${ids.join('/')}`)),
      reach: digest(
        [...reach].flatMap(([channel, rows]) =>
          [...rows.values()].map((row) =>
            [channel, row.customerId, row.hasAddress, row.consent, row.suppressed, row.heldOut, row.contactHash].join('/'),
          ),
        ),
      ),
      members: digest(members.map(({ accountId, customerId }) => `${accountId}/${customerId}`)),
      effects: digest([...effects].map(([id, effect]) => `${id}/${effect}`)),
      decisions: digest(
        decisions.map((one) =>
          [one.customerId, one.strategyId, one.strategyVersion, one.arm, one.costMinor, one.currency, one.expectedGain].join('/'),
        ),
      ),
    },
  }
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('base64url')
}

function toDecision({ runId, asOf, decidedAt }: DraftOrder, match: Match, currency: string): Decision {
  const { candidate, strategy } = match
  return {
    decisionId: stableId(runId, candidate.customerId),
    runId,
    customerId: candidate.customerId,
    asOf,
    decidedAt,
    strategyId: strategy.id,
    strategyVersion: strategy.version,
    arm: match.arm,
    drawUnit: match.unit?.id ?? null,
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
