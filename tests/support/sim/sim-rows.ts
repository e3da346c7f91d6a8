import type { InboxRequest, LoadOutcome, SourceCount } from '#collect/tracking/load-events.ts'
import { messageKey } from '#collect/tracking/steps/dedupe-step.ts'
import type { TrackingRequest } from '#collect/tracking/tracking-message.ts'
import type { CustomerProfile, CustomerSecret } from '#identity/identity-store.ts'
import type { HeldRow, InboxRow, PeopleTables, SimTables } from './sim-tables.ts'

export function requestsOf({ id, payload }: InboxRow): InboxRequest[] {
  return (JSON.parse(payload) as TrackingRequest[]).map((request, index) => ({ ...request, inboxId: String(id), index }))
}

export function withInboxRow(tables: SimTables, requests: readonly TrackingRequest[]): SimTables {
  const id = tables.nextInboxId
  const arrived = new Map(tables.arrived)
  for (const { sourceId, messages, putBackAt } of requests)
    if (putBackAt === undefined) arrived.set(sourceId, (arrived.get(sourceId) ?? 0) + messages.length)
  return { ...tables, nextInboxId: id + 1, arrived, inbox: new Map([...tables.inbox, [id, { id, payload: JSON.stringify(requests) }]]) }
}

export function withoutInboxRows(tables: SimTables, rows: readonly InboxRow[]): SimTables {
  const gone = new Set(rows.map(({ id }) => id))
  return { ...tables, inbox: new Map([...tables.inbox].filter(([id]) => !gone.has(id))) }
}

/** The oldest rows that together hold no more messages than these; one at least. */
export function rowsWithin(inbox: ReadonlyMap<number, InboxRow>, maxMessages: number): InboxRow[] {
  const rows: InboxRow[] = []
  let messages = 0
  for (const row of inbox.values()) {
    messages += requestsOf(row).reduce((sum, request) => sum + request.messages.length, 0)
    if (rows.length > 0 && messages > maxMessages) break
    rows.push(row)
  }
  return rows
}

export function withCounts(tables: SimTables, added: readonly SourceCount[]): SimTables {
  const counts = new Map(tables.counts)
  for (const one of added) {
    const key = `${one.sourceId}/${one.day}`
    const old = counts.get(key)
    counts.set(
      key,
      old === undefined
        ? { ...one }
        : {
            ...old,
            received: old.received + one.received,
            stored: old.stored + one.stored,
            duplicates: old.duplicates + one.duplicates,
            quarantined: old.quarantined + one.quarantined,
            droppedByConsent: old.droppedByConsent + one.droppedByConsent,
          },
    )
  }
  return { ...tables, counts }
}

/** What a load ends with besides its counts: refused messages, each once, and what may be signalled. */
export function withRefusedAndStored(tables: SimTables, { refused, stored }: LoadOutcome): SimTables {
  const held = new Map(tables.held)
  for (const one of refused) {
    // By its place, so that ids are in the order in which messages came.
    const id = `${one.originId.padStart(8, '0')}/${String(one.position).padStart(8, '0')}`
    if (!held.has(id)) held.set(id, { ...one, id, state: 'open' } satisfies HeldRow)
  }
  return { ...tables, held, signalled: [...tables.signalled, ...stored.map(messageKey)] }
}

export function secretsOf(people: PeopleTables, customerIds: readonly string[]): CustomerSecret[] {
  const asked = new Set(customerIds)
  return [...people.identifiers.values()]
    .filter(({ customerId }) => asked.has(customerId))
    .map(({ customerId, kind, blindIndex, ciphertext, masked }) => ({ customerId, kind, blindIndex, ciphertext, masked }))
}

export function profilesOf(people: PeopleTables, customerIds: readonly string[]): CustomerProfile[] {
  return customerIds.flatMap((id): CustomerProfile[] => {
    const row = people.customers.get(id)
    if (row === undefined) return []
    const { registeredAt, createdAt, source, attributes, isTest } = row
    return [
      { customerId: id, registeredAt, firstSeenAt: createdAt, source, attributes, custom: [], isTest, isFakeSignUp: false, filled: [] },
    ]
  })
}
