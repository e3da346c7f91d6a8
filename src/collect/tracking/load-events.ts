import type { QualityGate } from '../quality-gate.ts'
import { TimeTally } from '../freshness/timeliness.ts'
import type { CountedTimes } from '../freshness/timeliness.ts'
import { PlanTally } from '../plan/plan-tally.ts'
import type { CountedViolation } from '../plan/plan-tally.ts'
import type { Accepted, Loading } from './loading.ts'
import { ledgerWords, quarantine } from './loading.ts'
import { type CountedLeftOut, LeftOutTally } from './left-out-tally.ts'
import { MessageWatch } from './message-watch.ts'
import type { WatchedMessage } from './message-watch.ts'
import type { MessageRefusal } from './message-fields.ts'
import { normaliseInParts, settleRuledOut } from './normalise-lease.ts'
import type { ToUtc } from './read-instant.ts'
import type { SourceRule } from './source-rule.ts'
import { consentStep } from './steps/consent-step.ts'
import type { KnownConsents } from './steps/consent-step.ts'
import { dedupeStep, messageKey } from './steps/dedupe-step.ts'
import type { StoredReceipt } from './steps/dedupe-step.ts'
import { enrichStep } from './steps/enrich-step.ts'
import { identifyStep } from './steps/identify-step.ts'
import type { ResolveCustomers } from './steps/identify-step.ts'
import { Dropped, Quarantined } from './steps/step-result.ts'
import type { StepName } from './steps/step-result.ts'
import { storeStep } from './steps/store-step.ts'
import type { InsertEvents } from './steps/store-step.ts'
import type { StoredEvent, TrackedEvent } from './tracked-event.ts'
import type { TrackingRequest } from './tracking-message.ts'

/** A request as it lies in the inbox. */
export interface InboxRequest extends TrackingRequest {
  readonly inboxId: string
  /** Place of the request within its inbox row. */
  readonly index: number
}

export interface RefusedMessage {
  readonly originId: string
  readonly position: number
  /** The step that refused it. */
  readonly step: StepName
  readonly reason: MessageRefusal
  readonly field: string
  readonly message: string
  /** As it came. */
  readonly record: unknown
  readonly sourceId: string
  readonly receivedAt: number
  /** As its request said. */
  readonly sentAt: string | null
}

/** What became of the messages of a source on one day (UTC): received = stored + duplicates + quarantined + droppedByConsent, always. */
export interface SourceCount {
  readonly sourceId: string
  readonly day: string
  received: number
  stored: number
  duplicates: number
  quarantined: number
  /** Counted and not kept, because the person does not want it or was not asked (`consent-step.ts`). */
  droppedByConsent: number
}

/** What one load made of the messages of its lease. */
export interface LoadOutcome {
  readonly counts: readonly SourceCount[]
  readonly refused: readonly RefusedMessage[]
  readonly stored: readonly StoredEvent[]
  /** Of sources that somebody watches. */
  readonly watched: readonly WatchedMessage[]
  /** What was not as the tracking plans say. */
  readonly violations: readonly CountedViolation[]
  /** Traits of identify calls that are no values of attributes. */
  readonly leftOut: readonly CountedLeftOut[]
  /** How long what was stored took since its receipt. */
  readonly times: readonly CountedTimes[]
}

/** One lease on some inbox rows. Ends with `finish` (rows gone, counters up, refused records kept, stored events signalled, all in one commit) or `release`. */
export interface InboxLease {
  /** In the order in which they came. Each is opened when it is its turn, so that a lease of many does not lie in memory at once. */
  readonly requests: Iterable<InboxRequest>
  finish(outcome: LoadOutcome): Promise<void>
  release(): Promise<void>
}

export interface LoaderPorts {
  lease(maxMessages: number): Promise<InboxLease | null>
  sourceRules(sourceIds: readonly string[]): Promise<ReadonlyMap<string, SourceRule>>
  /** For each event, in order: how the message came in that is stored with this id of this source, or of any before sources were kept; of two the first. */
  storedMessages(events: readonly TrackedEvent[]): Promise<readonly (StoredReceipt | undefined)[]>
  readonly knownConsents: KnownConsents
  readonly resolveCustomers: ResolveCustomers
  readonly insertEvents: InsertEvents
  /** Ends what an attempt before, which nobody waits for any more, still inserts: when this resolves, it is there as a whole or never will be. */
  readonly endLateInserts: () => Promise<void>
  /** Keeps what events say of orders; the same again changes nothing. */
  readonly recordOrders: (events: readonly StoredEvent[]) => Promise<void>
  /** Whether a failure is caused by the records themselves. If an engine is unavailable, full or over a limit, its records wait. */
  isAboutData(error: unknown): boolean
  /** From the clocks of the project's zone, as it is now. */
  toUtc(): ToUtc
  /** Epoch milliseconds; without it no times are counted. */
  now?(): number
  /** The project's currency. */
  readonly currency: string
  /** The rules of quality as they are now; without it none are asked. */
  readonly qualityGate?: () => QualityGate
  /** Secret of the installation for ids that must not be read. */
  readonly idSecret: string
}

export type LoadResult = Readonly<Omit<SourceCount, 'sourceId' | 'day'>>

/** Events that are stored in one go: a block costs the engine nearly the same whatever its size, and two of them are in memory at a time. */
const STORED_AT_ONCE = 10_000

const NOTHING: LoadResult = { received: 0, stored: 0, duplicates: 0, quarantined: 0, droppedByConsent: 0 }

/**
 * Moves one lease of the inbox through the steps of `steps/` into the events table: parse, consent, clock, validate and clean look at one message alone;
 * dedupe, consent (by the ledger), identify, enrich and store at a block of them; signal is part of the commit that ends the lease. Returns null when the inbox is empty.
 * A crash anywhere is repaired by repeating: an id stored with our own receipt was stored by the previous attempt and counts as stored.
 * Records that a store refuses are found by halving and kept in quarantine; the others are stored.
 */
export async function loadEvents(ports: LoaderPorts, maxMessages = 20_000): Promise<LoadResult | null> {
  const lease = await ports.lease(maxMessages)
  if (lease === null) return null
  try {
    const work = newLoading(ports)
    const parts = normaliseInParts(work, lease.requests, STORED_AT_ONCE)
    let [part] = await bothEnded(parts.next(), ports.endLateInserts())
    // While the stores work on one part, the next is made ready.
    while (part.done !== true) [part] = await bothEnded(parts.next(), storeHalving(work, part.value))
    const owed = await settleRuledOut(work)
    for (let start = 0; start < owed.length; start += STORED_AT_ONCE) await storeHalving(work, owed.slice(start, start + STORED_AT_ONCE))
    const counts = [...work.counts.values()]
    await lease.finish({
      counts,
      refused: work.refused,
      stored: work.stored,
      watched: work.watch.messages,
      violations: work.tally.counts,
      leftOut: work.leftOut.counts,
      times: timesOf(work, ports.now?.()),
    })
    return sum(counts)
  } catch (error) {
    await lease.release()
    throw error
  }
}

function newLoading(ports: LoaderPorts): Loading {
  const watched = new Set<string>()
  return {
    ports,
    rules: new Map(),
    counts: new Map(),
    ruledOut: [],
    refused: [],
    taken: new Set(),
    stored: [],
    watched,
    watch: new MessageWatch(watched, ports.idSecret),
    tally: new PlanTally(),
    leftOut: new LeftOutTally(),
  }
}

/** The outcomes of two pieces of work at once. Where one fails, the other has ended too before that is thrown. */
async function bothEnded<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second])
  return await Promise.all([first, second])
}

/** Of what this load stored. What came back from quarantine was seen late for a reason of its own, and says nothing of how fast the product is. */
function timesOf({ stored }: Loading, now: number | undefined): readonly CountedTimes[] {
  if (now === undefined) return []
  const tally = new TimeTally()
  const fresh = stored.filter(({ availableAt, receivedAt }) => availableAt <= receivedAt)
  for (const [receivedAt, all] of Map.groupBy(fresh, (event) => event.receivedAt)) {
    for (const [sourceId, events] of Map.groupBy(all, (event) => event.sourceId)) {
      tally.add(sourceId, new Date(receivedAt).toISOString().slice(0, 10), 'behaviour', now - receivedAt, events.length)
    }
  }
  return tally.counts
}

const REFUSED_BY_STORE = new Quarantined('store', 'store_refused', '', 'The databases refuse this message as it is.')

/** Stores a part; if its data make it fail, tries its halves, down to the one record that cannot be stored. */
async function storeHalving(work: Loading, part: readonly Accepted[]): Promise<void> {
  try {
    await storePart(work, part)
  } catch (error) {
    if (!work.ports.isAboutData(error)) throw error
    const [only] = part
    if (only === undefined) throw error
    if (part.length === 1) {
      quarantine(work, only, REFUSED_BY_STORE)
      return
    }
    const middle = Math.ceil(part.length / 2)
    await storeHalving(work, part.slice(0, middle))
    await storeHalving(work, part.slice(middle))
  }
}

/** The steps of a block. Counts only after everything succeeded, so that a failed part can be retried in pieces. */
async function storePart({ ports, taken, stored, watch, tally, leftOut }: Loading, part: readonly Accepted[]): Promise<void> {
  const receipts = await ports.storedMessages(part.map((entry) => entry.event))
  const seen = { lease: taken, block: new Set<string>() }
  const fresh: TrackedEvent[] = []
  const isThere: boolean[] = []
  const verdicts: (TrackedEvent | Dropped)[] = part.map(({ event }, i) => dedupeStep(event, receipts[i], seen))
  await dropUnwanted(ports, part, verdicts, receipts)
  for (const [i, verdict] of verdicts.entries()) {
    if (verdict instanceof Dropped) continue
    fresh.push(verdict)
    isThere.push(receipts[i] !== undefined)
  }
  const enriched = enrichStep(fresh, await identifyStep(fresh, ports.resolveCustomers))
  await storeStep(enriched, isThere, ports.insertEvents)
  const orders = enriched.filter(({ order }) => order !== null)
  if (orders.length > 0) await ports.recordOrders(orders)
  for (const event of enriched) {
    taken.add(messageKey(event))
    stored.push(event)
  }
  let at = 0
  for (const [i, { count, request, record }] of part.entries()) {
    const verdict = verdicts[i]
    if (!(verdict instanceof Dropped)) {
      count.stored += 1
      const event = enriched[at++] as StoredEvent
      if (event.violations !== undefined) tally.add(request.sourceId, count.day, record, event.violations, true)
      leftOut.add(event)
      watch.stored(request, record, event)
      continue
    }
    if (verdict.reason === 'no_consent') count.droppedByConsent += 1
    else count.duplicates += 1
    watch.ended(request, record, verdict)
  }
}

/** Asks the ledger about the new events of sources with a purpose, and puts the verdict of those that are not wanted in their place. */
async function dropUnwanted(
  ports: LoaderPorts,
  part: readonly Accepted[],
  verdicts: (TrackedEvent | Dropped)[],
  receipts: readonly (StoredReceipt | undefined)[],
): Promise<void> {
  const asked = part.flatMap((entry, i) =>
    entry.rule === null || receipts[i] !== undefined || verdicts[i] instanceof Dropped ? [] : [{ ...entry, rule: entry.rule, i }],
  )
  const words = await ledgerWords(ports, asked)
  for (const [at, { i, event, rule }] of asked.entries()) verdicts[i] = consentStep(event.consent, words[at] ?? null, rule) ?? event
}

function sum(counts: readonly SourceCount[]): LoadResult {
  const total = { ...NOTHING }
  for (const count of counts) {
    total.received += count.received
    total.stored += count.stored
    total.duplicates += count.duplicates
    total.quarantined += count.quarantined
    total.droppedByConsent += count.droppedByConsent
  }
  return total
}
