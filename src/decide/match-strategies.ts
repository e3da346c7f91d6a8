import { CandidateTable } from './candidate-table.ts'
import type { Candidate, Reach } from './candidate.ts'
import type { AccountMember } from './draw-units.ts'
import { Matcher } from './matcher.ts'
import type { MatcherOrder } from './matcher.ts'
import type { Matched, Option } from './matches.ts'
import { reachBlockOf } from './reach-block.ts'
import type { Reservation } from './reservation.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Channel } from './strategy.ts'

/** One decision, for either group. */
export interface Match extends Omit<Matched, 'at'> {
  readonly candidate: Candidate
  /** The best eligible strategies with their expected gain, best first. */
  readonly alternatives: readonly Option[]
}

export interface MatchInput extends MatcherOrder {
  readonly candidates: readonly Candidate[]
  /** By channel, then customer. */
  readonly reach: ReadonlyMap<Channel, ReadonlyMap<string, Reach>>
  /** Who is in which account now; default: nobody is in any. */
  readonly members?: readonly AccountMember[]
  /** The newest decision on each customer; those of this run block nobody. */
  readonly reservations: ReadonlyMap<string, Reservation>
}

export interface MatchResult {
  readonly matches: readonly Match[]
  readonly skipped: ReadonlyMap<SkipReason, number>
}

/** Matches a few customers, as objects; what it means stands with `Matcher`. */
export function matchStrategies(input: MatchInput): MatchResult {
  const table = CandidateTable.of(
    input.candidates,
    input.strategies.map(({ id }) => id),
  )
  const matcher = new Matcher(input, table)
  matcher.consider(0, reachBlockOf(table.customerIds, matcher.channels, input.reach), input.reservations)
  const matches = matcher.finish(input.members, input.reservations)
  return {
    matches: Array.from(matches, ({ at, ...match }) => ({
      ...match,
      candidate: input.candidates[at] as Candidate,
      alternatives: matches.optionsOf(at),
    })),
    skipped: matches.skipped,
  }
}
