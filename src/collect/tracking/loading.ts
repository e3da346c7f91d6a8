import type { PlanTally } from '../plan/plan-tally.ts'
import type { InboxRequest, LoaderPorts, RefusedMessage, SourceCount } from './load-events.ts'
import type { LeftOutTally } from './left-out-tally.ts'
import type { MessageWatch } from './message-watch.ts'
import type { ConsentRule, SourceRule } from './source-rule.ts'
import { Quarantined } from './steps/step-result.ts'
import type { Dropped } from './steps/step-result.ts'
import type { StoredEvent, TrackedEvent } from './tracked-event.ts'

/** One load on its way. */
export interface Loading {
  readonly ports: LoaderPorts
  /** Of the sources that came up so far. */
  readonly rules: Map<string, SourceRule>
  /** By source and day. */
  readonly counts: Map<string, SourceCount>
  /** What a tracking plan or a rule of quality keeps out, as it were without them. */
  readonly ruledOut: RuledOut[]
  readonly refused: RefusedMessage[]
  /** Messages of this lease that are stored. */
  readonly taken: Set<string>
  /** Their events, including those stored by an earlier attempt that did not finish. */
  readonly stored: StoredEvent[]
  /** Sources that somebody looks at. */
  readonly watched: Set<string>
  readonly watch: MessageWatch
  readonly tally: PlanTally
  readonly leftOut: LeftOutTally
}

export interface Accepted {
  readonly event: TrackedEvent
  readonly count: SourceCount
  readonly rule: ConsentRule | null
  readonly request: InboxRequest
  readonly position: number
  /** As it came. */
  readonly record: unknown
}

export interface RuledOut extends Accepted {
  readonly verdict: Quarantined
}

/** A message and where it came from. */
export type Place = Omit<Accepted, 'event' | 'rule'>

/** Its way ends here: kept in quarantine, or counted and not kept because of consent. */
export function refuse(work: Loading, place: Place, verdict: Quarantined | Dropped<'no_consent'>): void {
  if (verdict instanceof Quarantined) quarantine(work, place, verdict)
  else {
    place.count.droppedByConsent += 1
    work.watch.ended(place.request, place.record, verdict)
  }
}

export function quarantine({ refused, watch, tally }: Loading, { count, request, position, record }: Place, verdict: Quarantined): void {
  const { step, reason, field, message } = verdict
  count.quarantined += 1
  const { inboxId, sourceId, receivedAt, sentAt } = request
  if (verdict.violations.length > 0) tally.add(sourceId, count.day, record, verdict.violations, false)
  refused.push({ originId: inboxId, position, record, sourceId, receivedAt, sentAt, step, reason, field, message })
  watch.ended(request, record, verdict)
}

/** What the ledger says to the purpose of each event's source, in order: null where it says nothing, or nobody is asked. */
export async function ledgerWords(
  { knownConsents }: Pick<LoaderPorts, 'knownConsents'>,
  entries: readonly Pick<Accepted, 'event' | 'rule'>[],
): Promise<readonly (boolean | null)[]> {
  const words: (boolean | null)[] = entries.map(() => null)
  const asked = entries.flatMap(({ event, rule }, i) => (rule === null ? [] : [{ i, event, purpose: rule.purpose }]))
  for (const [purpose, all] of Map.groupBy(asked, (one) => one.purpose)) {
    const known = await knownConsents(
      all.map(({ event }) => event),
      purpose,
    )
    for (const [at, { i }] of all.entries()) words[i] = known[at] ?? null
  }
  return words
}
