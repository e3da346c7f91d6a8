import { Breather } from '#kernel/breather.ts'
import type { InboxRequest, SourceCount } from './load-events.ts'
import type { Accepted, Loading, RuledOut } from './loading.ts'
import { ledgerWords, refuse } from './loading.ts'
import { normaliseMessage } from './normalise-message.ts'
import { readInstant } from './read-instant.ts'
import type { RequestOrigin } from './request-origin.ts'
import { NO_RULE } from './source-rule.ts'
import type { SourceRule } from './source-rule.ts'
import { consentStep } from './steps/consent-step.ts'
import { isOwn, messageKey } from './steps/dedupe-step.ts'
import { Dropped, Quarantined } from './steps/step-result.ts'

/** Messages of one request in an inbox row have these many places. */
const PLACES = 10_000

/** What passes the steps that look at one message alone, in parts of about `most`: a request is not divided. What does not is put into its place in the load. */
export async function* normaliseInParts(
  work: Loading,
  requests: Iterable<InboxRequest>,
  most: number,
): AsyncGenerator<readonly Accepted[], void> {
  const breather = new Breather()
  const toUtc = work.ports.toUtc()
  const quality = work.ports.qualityGate?.()
  let part: Accepted[] = []
  for (const request of requests) {
    const { sourceId, receivedAt, sentAt, inboxId, putBackAt } = request
    const rule = work.rules.get(sourceId) ?? (await learnRule(work, sourceId))
    const origin: RequestOrigin = {
      sourceId,
      receivedAt,
      sentAt: readInstant(sentAt, toUtc),
      toUtc,
      inboxId,
      ...rule,
      ...(putBackAt === undefined ? {} : { putBackAt }),
      currency: work.ports.currency,
      secret: work.ports.idSecret,
      ...(quality === undefined ? {} : { quality }),
    }
    const count = countOf(work, request)
    let position = request.index * PLACES
    for (const record of request.messages) {
      if (breather.isDue) await breather.pause()
      // What comes back was received and counted as quarantined before.
      if (putBackAt === undefined) count.received += 1
      else count.quarantined -= 1
      const event = normaliseMessage(record, origin, position)
      const entry = { count, rule: rule.consent ?? null, request, position, record }
      if (!(event instanceof Quarantined || event instanceof Dropped)) {
        part.push({ ...entry, event })
      } else {
        const ruledOut = keptOutByRule(record, origin, position, event)
        if (ruledOut === null) refuse(work, entry, event)
        else work.ruledOut.push({ ...entry, ...ruledOut })
      }
      position += 1
    }
    if (part.length >= most) {
      yield part
      part = []
    }
  }
  if (part.length > 0) yield part
}

async function learnRule({ ports, rules, watched }: Loading, sourceId: string): Promise<SourceRule> {
  const rule = (await ports.sourceRules([sourceId])).get(sourceId) ?? NO_RULE
  rules.set(sourceId, rule)
  if (rule.isWatched === true) watched.add(sourceId)
  return rule
}

function countOf({ counts }: Loading, { sourceId, receivedAt }: InboxRequest): SourceCount {
  const day = new Date(receivedAt).toISOString().slice(0, 10)
  const key = `${sourceId}/${day}`
  let count = counts.get(key)
  if (count === undefined) {
    count = { sourceId, day, received: 0, stored: 0, duplicates: 0, quarantined: 0, droppedByConsent: 0 }
    counts.set(key, count)
  }
  return count
}

/**
 * What a tracking plan or a rule of quality keeps out, as it were without them; null where something else does. Of what they refuse nothing is kept without the
 * yes that it needs, which the ledger may have.
 */
function keptOutByRule(
  record: unknown,
  origin: RequestOrigin,
  position: number,
  verdict: Quarantined | Dropped,
): Pick<RuledOut, 'event' | 'verdict'> | null {
  const { plan, quality, ...unruled } = origin
  if (plan === undefined && quality === undefined) return null
  const { consent } = origin
  const held =
    verdict instanceof Dropped && consent?.required === true
      ? normaliseMessage(record, { ...origin, consent: { ...consent, required: false } }, position)
      : verdict
  if (!(held instanceof Quarantined) || (held.violations.length === 0 && held.reason !== 'quality_rule')) return null
  const event = normaliseMessage(record, unruled, position)
  return event instanceof Quarantined || event instanceof Dropped ? null : { event, verdict: held }
}

/**
 * Plans and rules may become stricter between an attempt that stored a message and could not finish, and the next one: what is stored with this very request
 * counts as stored, and everything else that they keep out is refused. To be called when everything that was accepted is stored; returns what is to be counted as stored beside it.
 */
export async function settleRuledOut(work: Loading): Promise<readonly Accepted[]> {
  if (work.ruledOut.length === 0) return []
  const receipts = await work.ports.storedMessages(work.ruledOut.map(({ event }) => event))
  const claimed = new Set(work.taken)
  const owed: Accepted[] = []
  const others: RuledOut[] = []
  for (const [i, entry] of work.ruledOut.entries()) {
    const receipt = receipts[i]
    const key = messageKey(entry.event)
    if (receipt === undefined || !isOwn(receipt, entry.event) || claimed.has(key)) others.push(entry)
    else {
      claimed.add(key)
      owed.push(entry)
    }
  }
  const words = await ledgerWords(work.ports, others)
  for (const [i, { verdict, ...entry }] of others.entries()) {
    const unwanted = entry.rule === null ? null : consentStep(entry.event.consent, words[i] ?? null, entry.rule)
    refuse(work, entry, unwanted ?? verdict)
  }
  return owed
}
