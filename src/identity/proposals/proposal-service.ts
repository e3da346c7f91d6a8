import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { HandDecisions, HandOutcome } from '../hand/hand-decisions.ts'
import type { ComparedPerson } from './compare-people.ts'
import type { Evidence } from './match-weights.ts'
import { type Proposed, type Proposal, proposePairs } from './propose-pairs.ts'

/** A customer of a proposal: masked. */
export interface ProposedCustomer {
  readonly customerId: string
  readonly name: string
  readonly since: Date
  readonly identifiers: readonly { readonly kind: string; readonly masked: string }[]
}

export interface StoredProposal {
  readonly id: string
  /** Null where records raised the question and nothing was estimated. */
  readonly chance: number | null
  readonly evidence: readonly Evidence[]
  readonly foundAt: Date
  readonly a: ProposedCustomer
  readonly b: ProposedCustomer
}

export interface SearchReport extends Omit<Proposed, 'proposals'> {
  readonly endedAt: Date
  readonly found: number
}

export interface ProposalCounts {
  readonly open: number
  readonly accepted: number
  readonly rejected: number
}

export type Verdict = 'accept' | 'reject' | 'skip'

export interface ProposalStore {
  /** Customers after an id, in the order of ids; readable. Empty at the end. */
  people(after: string, limit: number): Promise<readonly ComparedPerson[]>
  /** Pairs that somebody said are two, or rejected, as `pairKey` writes them. */
  apart(): Promise<ReadonlySet<string>>
  /** Replaces the open proposals of searches; what was decided or skipped stays so, and so does what records ask. */
  replace(proposals: readonly Proposal[], report: SearchReport): Promise<void>
  /** Open ones whose customers are still two: skipped ones last, then what records ask, then the most likely first. */
  open(limit: number): Promise<readonly StoredProposal[]>
  counts(): Promise<ProposalCounts>
  lastSearch(): Promise<SearchReport | null>
  /** The customers of an open proposal; null when there is none. */
  pairOf(id: string): Promise<readonly [string, string] | null>
  mark(id: string, verdict: Verdict, actor: string, now: Date): Promise<void>
}

const BLOCK = 2_000
/** Customers that are read at most: they are held in memory. */
const MOST_PEOPLE = 300_000

/** Proposals of who may be one person, and what people say of them. Never merges by itself. */
export class ProposalService {
  readonly #parts: { readonly store: ProposalStore; readonly hand: HandDecisions; readonly clock: Clock }

  constructor(parts: { readonly store: ProposalStore; readonly hand: HandDecisions; readonly clock: Clock }) {
    this.#parts = parts
  }

  /** Looks for pairs anew. The same customers give the same proposals. */
  async search(progress: (stage: string, done: number, total: number) => void, signal: AbortSignal): Promise<SearchReport> {
    const { store, clock } = this.#parts
    const people: ComparedPerson[] = []
    let after = '00000000-0000-0000-0000-000000000000'
    let more = true
    while (more) {
      signal.throwIfAborted()
      const block = await store.people(after, BLOCK)
      for (const one of block) people.push(one)
      after = block.at(-1)?.customerId ?? after
      more = block.length === BLOCK && people.length < MOST_PEOPLE
      progress('customers', people.length, 0)
    }
    const { proposals, ...found } = await proposePairs(people, await store.apart(), 'identity', signal)
    const report = { ...found, complete: found.complete && people.length < MOST_PEOPLE, endedAt: clock.now(), found: proposals.length }
    signal.throwIfAborted()
    await store.replace(proposals, report)
    return report
  }

  async list(limit: number) {
    const { store } = this.#parts
    const [items, counts, lastSearch] = await Promise.all([store.open(limit), store.counts(), store.lastSearch()])
    return { items, counts, lastSearch }
  }

  /**
   * `accept` binds the two by hand, `reject` never proposes them again, `skip` asks later.
   *
   * @throws AppError not-found `proposal-not-found`, and as a decision by hand, conflict `identity-confirm` among them
   */
  async decide(
    id: string,
    verdict: Verdict,
    { actor, confirmed }: { readonly actor: string; readonly confirmed: boolean },
  ): Promise<HandOutcome | null> {
    const { store, hand, clock } = this.#parts
    const pair = await store.pairOf(id)
    if (pair === null) {
      throw new AppError('not-found', 'proposal-not-found', 'There is no such open proposal: it was decided, or the two are one already.')
    }
    const [a, b] = pair
    let outcome: HandOutcome | null = null
    if (verdict === 'accept') {
      const wish = { act: 'bind' as const, withId: b }
      const { state } = await hand.preview(a, wish)
      outcome = await hand.decide(a, wish, { state, confirmed, reason: `proposal ${id}`, actor })
    }
    await store.mark(id, verdict, actor, clock.now())
    return outcome
  }
}
