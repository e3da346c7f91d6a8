import { Breather } from '#kernel/breather.ts'
import type { InboxRequest, SourceCount } from './load-events.ts'
import type { Loading, RuledOut } from './loading.ts'
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

export async function normaliseAll(
  work: Loading,
  requests: readonly InboxRequest[],
  rules: ReadonlyMap<string, SourceRule>,
): Promise<readonly SourceCount[]> {
  const counts = new Map<string, SourceCount>()
  const breather = new Breather()
  const toUtc = work.ports.toUtc()
  const quality = work.ports.qualityGate?.()
  for (const request of requests) {
    const { sourceId, receivedAt, sentAt, inboxId, putBackAt } = request
    const rule = rules.get(sourceId) ?? NO_RULE
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
    const day = new Date(receivedAt).toISOString().slice(0, 10)
    const key = `${sourceId}/${day}`
    const count = counts.get(key) ?? { sourceId, day, received: 0, stored: 0, duplicates: 0, quarantined: 0, droppedByConsent: 0 }
    counts.set(key, count)
    let position = request.index * PLACES
    for (const record of request.messages) {
      if (breather.isDue) await breather.pause()
      // What comes back was received and counted as quarantined before.
      if (putBackAt === undefined) count.received += 1
      else count.quarantined -= 1
      const event = normaliseMessage(record, origin, position)
      const entry = { count, rule: rule.consent ?? null, request, position, record }
      if (!(event instanceof Quarantined || event instanceof Dropped)) work.accepted.push({ ...entry, event })
      else {
        const ruledOut = keptOutByRule(record, origin, position, event)
        if (ruledOut === null) refuse(work, entry, event)
        else work.ruledOut.push({ ...entry, ...ruledOut })
      }
      position += 1
    }
  }
  return [...counts.values()]
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
 * counts as stored, and everything else that they keep out is refused.
 */
export async function settleRuledOut(work: Loading): Promise<void> {
  if (work.ruledOut.length === 0) return
  const receipts = await work.ports.storedMessages(work.ruledOut.map(({ event }) => event))
  const known = new Set(receipts.some((receipt) => receipt !== undefined) ? work.accepted.map(({ event }) => messageKey(event)) : [])
  const others: RuledOut[] = []
  for (const [i, entry] of work.ruledOut.entries()) {
    const receipt = receipts[i]
    const key = messageKey(entry.event)
    if (receipt === undefined || !isOwn(receipt, entry.event) || known.has(key)) others.push(entry)
    else {
      known.add(key)
      work.accepted.push(entry)
    }
  }
  const words = await ledgerWords(work.ports, others)
  for (const [i, { verdict, ...entry }] of others.entries()) {
    const unwanted = entry.rule === null ? null : consentStep(entry.event.consent, words[i] ?? null, entry.rule)
    refuse(work, entry, unwanted ?? verdict)
  }
}
