import type { Language } from '#segment/segments/segment-service.ts'
import { asksForRisk, audienceProblem } from './audience.ts'
import type { CandidateTable } from './candidate-table.ts'
import type { CandidateReader, ReachReader } from './candidate.ts'
import type { ChannelReadiness, UnreadyReason } from './channel-readiness.ts'
import { LinesDigest } from './lines-digest.ts'
import type { RunInputs } from './decision.ts'
import type { MemberReader } from './draw-units.ts'
import { DraftedDecisions } from './drafted-decisions.ts'
import { Matcher } from './matcher.ts'
import type { ReservationStore } from './decision-ports.ts'
import type { ReachBlock } from './reach-block.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Channel, Strategy } from './strategy.ts'

export interface DraftPorts {
  readonly candidates: CandidateReader
  /** What conditions mean now. */
  readonly language: () => Promise<Language>
  readonly reach: ReachReader
  readonly reservations: Pick<ReservationStore, 'of' | 'drawn'>
  readonly readiness: ChannelReadiness
  /** Who is in which account. Default: nobody is in any. */
  readonly members?: MemberReader
  /** Whether the model behind the risk tiers passed its test on later data. Default: it did. */
  readonly riskTrusted?: () => Promise<boolean>
  /** Its currency is read on each use because it can change. */
  readonly project: { readonly currency: string }
  /** Measured effects that replace the expected ones; without it every strategy keeps its own expectation. */
  readonly measuredEffects?: () => Promise<ReadonlyMap<string, number>>
  /** Share of the choices that fall on another strategy than the best, 0-1. Default: none. */
  readonly exploration?: () => Promise<number>
}

export interface DraftOrder {
  readonly runId: string
  readonly asOf: Date
  readonly decidedAt: Date
  readonly strategies: readonly Strategy[]
  readonly maxContacts: number | null
  /** Absent: as it is set now. */
  readonly exploration?: number
  /** Absent: every customer with a score. */
  readonly customerIds?: readonly string[]
}

/** What a run with this id would decide on the current data. Nothing is stored. */
export interface Draft {
  readonly decisions: DraftedDecisions
  readonly skipped: ReadonlyMap<SkipReason, number>
  readonly candidates: number
  /** Masked names of the first of those who were decided on, by customer. */
  readonly names: ReadonlyMap<string, string>
  readonly unready: ReadonlyMap<Channel, UnreadyReason>
  /** Strategies whose audience can no longer be asked, because what it names is gone: nobody is in it. */
  readonly unaskable: readonly Strategy[]
  /** How many accounts each unit of the draw has. */
  readonly units: ReadonlyMap<string, number>
  /** When the company is free, of customers who follow the arm it has from an earlier run. */
  readonly follows: ReadonlyMap<string, Date>
  readonly inputs: RunInputs
  /** Hashes of who is in which audience, of the customers who could be contacted, of who is in which account, of the measured effects, and of the decisions themselves. */
  readonly hashes: {
    readonly audiences: string
    readonly reach: string
    readonly members: string
    readonly effects: string
    readonly decisions: string
  }
}

/** Customers whose reach and reservations are read at once: what is held of them is as much at a time, however many there are. */
const BLOCK = 20_000
/** Decisions whose customers are named. */
export const NAMED = 20

/** Reads what a decision needs and matches. The same order on the same data gives the same draft. */
export async function draftRun(ports: DraftPorts, order: DraftOrder): Promise<Draft> {
  const language = await ports.language()
  const unaskable = order.strategies.filter(({ definition }) => audienceProblem(definition.audience, language) !== null)
  const audiences = order.strategies.flatMap((one) => (unaskable.includes(one) ? [] : [{ id: one.id, condition: one.definition.audience }]))
  const [scored, drawn, members, unready, effects, trusted, exploration] = await Promise.all([
    ports.candidates.candidates(order.asOf, audiences, language),
    ports.reservations.drawn(order.asOf),
    ports.members?.members(order.decidedAt) ?? [],
    ports.readiness.unready(),
    ports.measuredEffects?.() ?? new Map<string, number>(),
    ports.riskTrusted?.() ?? true,
    order.exploration ?? ports.exploration?.() ?? 0,
  ])
  const only = order.customerIds === undefined ? null : new Set(order.customerIds)
  const table = only === null ? scored : scored.only(only)
  const unscored = only === null ? 0 : only.size - table.size
  const matcher = new Matcher(
    {
      runId: order.runId,
      asOf: order.asOf,
      strategies: order.strategies,
      unready,
      effects,
      exploration,
      // Hand-picked customers were not selected by risk.
      riskUntested:
        trusted || only !== null
          ? new Set()
          : new Set(audiences.flatMap(({ id, condition }) => (asksForRisk(condition, language.meanings) ? [id] : []))),
      ...(order.maxContacts === null ? {} : { maxContacts: order.maxContacts }),
    },
    table,
  )
  const digests = await considerAll(ports, order, matcher, table)
  const matches = matcher.finish(members, drawn)
  const decisions = new DraftedDecisions(order, matches, ports.project.currency)
  return {
    decisions,
    skipped: unscored === 0 ? matches.skipped : new Map([...matches.skipped, ['not_scored', unscored]]),
    candidates: table.size + unscored,
    names: await namesOf(ports, decisions),
    unready,
    unaskable,
    ...companiesOf(decisions),
    inputs: { effects: Object.fromEntries(effects), exploration },
    hashes: {
      ...digests,
      members: LinesDigest.of(members.map(({ accountId, customerId }) => `${accountId}/${customerId}`).toSorted()),
      effects: LinesDigest.of([...effects].map(([id, effect]) => `${id}/${effect}`).toSorted()),
      decisions: decisions.digest(),
    },
  }
}

/** Shows every customer to the matcher, block by block; the next block is read while one is worked on. */
async function considerAll(
  ports: DraftPorts,
  order: DraftOrder,
  matcher: Matcher,
  table: CandidateTable,
): Promise<{ readonly audiences: string; readonly reach: string }> {
  const { channels } = matcher
  const read = async (from: number) => {
    const ids = table.customerIds.slice(from, from + BLOCK)
    const [reach, reservations] = await Promise.all([ports.reach.reachOfMany(ids, channels), ports.reservations.of(ids, order.asOf)])
    return { ids, reach, reservations }
  }
  const [audiences, reached] = [new LinesDigest(), new LinesDigest()]
  let next = table.size === 0 ? null : read(0)
  for (let from = 0; next !== null; from += BLOCK) {
    const { ids, reach, reservations } = await next
    next = from + BLOCK < table.size ? read(from + BLOCK) : null
    matcher.consider(from, reach, reservations)
    for (const [i, id] of ids.entries()) {
      audiences.add(id)
      reached.add(id)
      for (let word = 0; word < table.words; word += 1) audiences.add(`/${table.audiences[(from + i) * table.words + word]}`)
      addReach(reached, reach, i)
    }
  }
  // The bits mean what their order means.
  audiences.add(table.audienceIds.join('/'))
  return { audiences: audiences.end(), reach: reached.end() }
}

function addReach(digest: LinesDigest, { bytes, addresses }: ReachBlock, i: number): void {
  for (const own of bytes) digest.add(`/${own[i]}`)
  for (const own of addresses) digest.add(`/${own[i * 2]}.${own[i * 2 + 1]}`)
}

async function namesOf({ reach }: DraftPorts, decisions: DraftedDecisions): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const first = Map.groupBy(decisions.outline(NAMED), ({ channel }) => channel)
  for (const [channel, own] of first) {
    const found = await reach.reach(
      own.map(({ customerId }) => customerId),
      channel,
    )
    for (const [id, { maskedName }] of found) names.set(id, maskedName)
  }
  return names
}

function companiesOf(decisions: DraftedDecisions): Pick<Draft, 'units' | 'follows'> {
  const [units, follows] = [new Map<string, number>(), new Map<string, Date>()]
  for (const { customerId, unit } of decisions.drawn()) {
    units.set(unit.id, unit.accounts)
    if (unit.running !== null) follows.set(customerId, unit.running.until)
  }
  return { units, follows }
}
