import { assignArm, assignmentProbability, assignUnitArm } from './assign-arm.ts'
import type { Arm } from './assign-arm.ts'
import { contactBlock } from './candidate.ts'
import type { Candidate, Reach } from './candidate.ts'
import type { UnreadyReason } from './channel-readiness.ts'
import { drawUnits } from './draw-units.ts'
import type { AccountMember, DrawUnit } from './draw-units.ts'
import { expectedGain } from './expected-gain.ts'
import { isTaken } from './reservation.ts'
import type { Reservation } from './reservation.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Channel, Strategy } from './strategy.ts'

export interface Option {
  readonly strategyId: string
  readonly gain: number
  readonly cost: number
}

/** An option with the strategy behind it. */
interface Choice extends Option {
  readonly strategy: Strategy
}

/** One decision, for either group. */
export interface Match {
  readonly candidate: Candidate
  readonly strategy: Strategy
  readonly arm: Arm
  readonly assignmentProbability: number
  /** Its id is that of the draw. Null: drawn alone. */
  readonly unit: DrawUnit | null
  readonly expectedGain: number
  /** Minor units; 0 for the control group. */
  readonly cost: number
  /** Every eligible strategy with its expected gain, best first. */
  readonly alternatives: readonly Option[]
}

export interface MatchInput {
  readonly runId: string
  readonly asOf: Date
  readonly candidates: readonly Candidate[]
  readonly strategies: readonly Strategy[]
  /** By channel, then customer. */
  readonly reach: ReadonlyMap<Channel, ReadonlyMap<string, Reach>>
  /** Who is in which account now; default: nobody is in any. */
  readonly members?: readonly AccountMember[]
  /** The newest decision on each customer; those of this run block nobody. */
  readonly reservations: ReadonlyMap<string, Reservation>
  /** Channels that cannot send now. */
  readonly unready: ReadonlyMap<Channel, UnreadyReason>
  /** Strategies that are off because they choose by risk, and the churn model does not rank customers better than chance. Default: none. */
  readonly riskUntested?: ReadonlySet<string>
  readonly maxContacts?: number
  /** Measured effects that replace the expected ones, by strategy id. */
  readonly effects?: ReadonlyMap<string, number>
}

export interface MatchResult {
  readonly matches: readonly Match[]
  readonly skipped: ReadonlyMap<SkipReason, number>
}

/**
 * Gives each customer at most one strategy: the eligible one with the best expected gain, highest gains first, until budget or contacts run out.
 *
 * The choice never depends on the arm: limits are checked before the arm is known, so that contact and control group stay comparable.
 * All people of a company have one arm, drawn with the control share of the first of them and of whatever strategy; see draw-units.ts.
 * Of several records with the same contact address only the best is considered, so that no control customer is contacted through a duplicate.
 */
export function matchStrategies(input: MatchInput): MatchResult {
  const skipped = new Map<SkipReason, number>()
  const skip = (reason: SkipReason): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
  const ranked: { candidate: Candidate; options: Choice[] }[] = []
  for (const candidate of input.candidates) {
    const { options, reason } = eligible(candidate, input)
    if (options.length === 0) skip(reason)
    else ranked.push({ candidate, options })
  }
  ranked.sort((a, b) => gainOf(b) - gainOf(a) || compare(a.candidate.customerId, b.candidate.customerId))

  const units = drawUnits(
    ranked.map(({ candidate }) => candidate.customerId),
    input.members ?? [],
    input,
  )
  const drawn = new Map<DrawUnit, Draw>()
  const maxContacts = input.maxContacts ?? Infinity
  const spent = new Map<string, number>()
  const contacted = new Set<string>()
  const matches: Match[] = []
  let treated = 0
  for (const { candidate, options } of ranked) {
    if (treated >= maxContacts) {
      skip('max_contacts')
      continue
    }
    const hashes = contactHashes(candidate.customerId, input.reach)
    if (hashes.some((hash) => contacted.has(hash))) {
      skip('same_contact')
      continue
    }
    const option = options.find(({ strategy, cost }) => {
      const { budget } = strategy.definition
      return budget === null || (spent.get(strategy.id) ?? 0) + cost <= budget.minor
    })
    if (option === undefined) {
      skip('budget')
      continue
    }
    const { strategy } = option
    const { holdout, drawBy = 'account' } = strategy.definition
    const unit = drawBy === 'account' ? (units.get(candidate.customerId) ?? null) : null
    const draw =
      unit === null
        ? drawOf(assignArm(input.runId, strategy.id, candidate.customerId, holdout), holdout)
        : (drawn.get(unit) ?? drawUnit(input.runId, unit, holdout))
    if (unit !== null) drawn.set(unit, draw)
    const { arm } = draw
    for (const hash of hashes) contacted.add(hash)
    if (arm === 'treated') {
      treated += 1
      spent.set(strategy.id, (spent.get(strategy.id) ?? 0) + option.cost)
    }
    matches.push({
      candidate,
      strategy,
      arm,
      assignmentProbability: draw.probability,
      unit: unit === null ? null : { ...unit, id: unit.given?.unit ?? unit.id },
      expectedGain: option.gain,
      cost: arm === 'treated' ? option.cost : 0,
      alternatives: options,
    })
  }
  return { matches, skipped }
}

interface Draw {
  readonly arm: Arm
  /** Of that arm. */
  readonly probability: number
}

function drawOf(arm: Arm, holdout: number): Draw {
  return { arm, probability: assignmentProbability(arm, holdout) }
}

/** A company with a running arm keeps it, and that is no draw: its people are not compared again. */
function drawUnit(runId: string, { id, running, given }: DrawUnit, holdout: number): Draw {
  if (running !== null) return { arm: running.arm, probability: 1 }
  return drawOf(given?.arm ?? assignUnitArm(runId, id, holdout), holdout)
}

/** The checks of one strategy in order: the later the check that fails, the nearer the customer came to a contact. */
const CHECKS: readonly SkipReason[] = [
  'no_strategy',
  'cooldown',
  'no_consent',
  'no_address',
  'suppressed',
  'global_control',
  'held_out_contact',
  'channel_not_ready',
  'risk_untested',
  'negative_gain',
]

/** The strategies a customer may get, best first; without any, the reason from the last check reached. */
function eligible(candidate: Candidate, input: MatchInput): { options: Choice[]; reason: SkipReason } {
  const options: Choice[] = []
  let reason: SkipReason = 'no_strategy'
  const failed = (by: SkipReason): void => {
    // Stryker disable next-line EqualityOperator: only one reason stands at a place
    if (CHECKS.indexOf(by) > CHECKS.indexOf(reason)) reason = by
  }
  const reservation = input.reservations.get(candidate.customerId)
  for (const strategy of input.strategies) {
    const { definition } = strategy
    if (!candidate.audiences.includes(strategy.id)) continue
    if (input.riskUntested?.has(strategy.id) === true) {
      failed('risk_untested')
      continue
    }
    if (reservation !== undefined && reservation.runId !== input.runId && isTaken(reservation, definition.cooldownDays, input.asOf)) {
      failed('cooldown')
      continue
    }
    const block = contactBlock(definition.channel, input.reach.get(definition.channel)?.get(candidate.customerId))
    if (block !== null) {
      failed(block)
      continue
    }
    if (input.unready.has(definition.channel)) {
      failed('channel_not_ready')
      continue
    }
    const { gain, cost } = expectedGain(candidate, definition, input.effects?.get(strategy.id) ?? definition.expectedEffect)
    if (gain <= 0) {
      failed('negative_gain')
      continue
    }
    options.push({ strategy, strategyId: strategy.id, gain, cost })
  }
  options.sort((a, b) => b.gain - a.gain || compare(a.strategyId, b.strategyId))
  return { options, reason }
}

function contactHashes(customerId: string, reach: MatchInput['reach']): string[] {
  const hashes: string[] = []
  for (const rows of reach.values()) {
    const hash = rows.get(customerId)?.contactHash ?? null
    if (hash !== null) hashes.push(hash)
  }
  return hashes
}

function gainOf(entry: { options: readonly Option[] }): number {
  return entry.options[0]?.gain ?? 0
}

function compare(a: string, b: string): number {
  // Stryker disable next-line EqualityOperator: no id comes twice
  return a < b ? -1 : 1
}
