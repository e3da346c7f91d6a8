import type { Pool } from 'pg'
import type { Signal } from '#act/signal.ts'
import type { ConsentEntry, ConsentPurpose, SpokenChannel } from '#privacy/consent.ts'
import { currentConsents } from '#privacy/current-consents.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { appendSignals } from './append-signals.ts'
import type { Ask } from './ask.ts'
import { askClient } from './ask.ts'
import { inTransaction } from './in-transaction.ts'

/** Number of the advisory lock for adding to the ledger, so that each derives the state from all that was said before. */
const CONSENT_LOCK = 7_301_203

/** How many people are looked at in one go. */
const PEOPLE_A_STEP = 4_000

export interface NewConsentEntry {
  readonly customerId: string
  readonly purpose: ConsentPurpose
  readonly channel: SpokenChannel
  readonly granted: boolean
  readonly source: string
  readonly evidence: string
  /** The text about data that the person had before them. */
  readonly noticeVersion?: string
  readonly actor?: string
  readonly importId?: string
  /** Of the file. */
  readonly line?: number
  readonly saidAt: Date
}

/** Waits until nobody else adds to the ledger; held until the transaction ends. Anyone who also takes the lock of identities takes that one first. */
export async function lockConsents(ask: Ask): Promise<void> {
  await ask('SELECT pg_advisory_xact_lock($1)', [CONSENT_LOCK])
}

/** Adds entries and derives the state of their people. What an import says twice of one person is one entry; people who are gone are left out. */
export async function appendConsents(ask: Ask, entries: readonly NewConsentEntry[]): Promise<void> {
  if (entries.length === 0) return
  await lockConsents(ask)
  await ask(
    `INSERT INTO consent_entries (customer_id, purpose, channel, state, source, evidence, notice_version, actor, import_id, line, said_at)
     SELECT e.customer_id, purpose, channel, state, e.source, evidence, notice_version, actor, import_id, line, said_at
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::bigint[],
       $11::timestamptz[]) WITH ORDINALITY AS e (customer_id, purpose, channel, state, source, evidence, notice_version, actor, import_id, line, said_at, place)
     JOIN customers c ON c.id = e.customer_id
     ORDER BY e.place
     ON CONFLICT DO NOTHING`,
    [
      entries.map((one) => one.customerId),
      entries.map((one) => one.purpose),
      entries.map((one) => one.channel),
      entries.map((one) => (one.granted ? 'granted' : 'withdrawn')),
      entries.map((one) => one.source),
      entries.map((one) => one.evidence),
      entries.map((one) => one.noticeVersion ?? ''),
      entries.map((one) => one.actor ?? ''),
      entries.map((one) => one.importId ?? null),
      entries.map((one) => one.line ?? null),
      entries.map((one) => one.saidAt),
    ],
  )
  await deriveConsents(
    ask,
    entries.map((one) => one.customerId),
    { historical: entries.some(({ importId }) => importId !== undefined) },
  )
}

/**
 * Works out the current state of the people behind these records, stores it in `consents` and signals what changed; call under the lock. `historical`: by a file,
 * by taking one back or by a merge, not by somebody's word of now.
 */
export async function deriveConsents(
  ask: Ask,
  customerIds: readonly string[],
  { historical }: { readonly historical: boolean },
): Promise<void> {
  const rows = await ask<EntryRow>(
    `WITH people AS (SELECT DISTINCT coalesce(merged_into, id) AS id FROM customers WHERE id = ANY ($1::uuid[])),
     records AS (SELECT id, id AS record FROM people UNION ALL SELECT p.id, c.id FROM people p JOIN customers c ON c.merged_into = p.id)
     SELECT r.id AS person, e.purpose, e.channel, e.state, e.source, e.evidence, e.import_id, e.said_at
     FROM records r JOIN consent_entries e ON e.customer_id = r.record
     ORDER BY e.id`,
    [customerIds],
  )
  const people = Map.groupBy(rows, ({ person }) => person)
  const states = [...people].flatMap(([person, entries]) => currentConsents(entries.map(entryOf)).map((state) => ({ person, ...state })))
  const before = await ask<StoredConsent>(
    `DELETE FROM consents WHERE customer_id = ANY ($1::uuid[]) OR customer_id IN (SELECT merged_into FROM customers WHERE id = ANY ($1::uuid[]))
     RETURNING customer_id AS person, purpose, channel, granted`,
    [customerIds],
  )
  await ask(
    `INSERT INTO consents (customer_id, purpose, channel, granted, source, evidence, changed_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::timestamptz[])`,
    [
      states.map((one) => one.person),
      states.map((one) => one.purpose),
      states.map((one) => one.channel),
      states.map((one) => one.granted),
      states.map((one) => one.source),
      states.map((one) => one.evidence),
      states.map((one) => one.saidAt),
    ],
  )
  // The copy of the analytical side follows (consent-copy.ts).
  await ask(
    `INSERT INTO consent_changes (customer_id)
     SELECT id FROM customers WHERE id = ANY ($1::uuid[]) UNION SELECT merged_into FROM customers WHERE id = ANY ($1::uuid[]) AND merged_into IS NOT NULL`,
    [customerIds],
  )
  await appendSignals(
    ask,
    consentChanges(before, states).flatMap(({ person, purpose, channel, granted }): Signal[] => {
      const last = people.get(person)?.at(-1)
      // A record that went into another one: the change is that of the other.
      if (last === undefined) return []
      const origin = last.import_id === null ? `consent:${last.source}` : `import:${last.import_id}`
      const payload = { purpose, channel, granted }
      return [{ kind: 'consent-changed', customerId: person, occurredAt: last.said_at, origin, historical, payload }]
    }),
  )
}

interface StoredConsent {
  readonly person: string
  readonly purpose: ConsentEntry['purpose']
  readonly channel: ConsentEntry['channel']
  readonly granted: boolean
}

/** States that differ from before, and those that are gone. */
function consentChanges(
  before: readonly StoredConsent[],
  states: readonly StoredConsent[],
): (Omit<StoredConsent, 'granted'> & { readonly granted: boolean | null })[] {
  const keyOf = ({ person, purpose, channel }: StoredConsent): string => `${person}/${purpose}/${channel}`
  const old = new Map(before.map((one) => [keyOf(one), one]))
  const changed = states.filter((one) => old.get(keyOf(one))?.granted !== one.granted)
  for (const one of states) old.delete(keyOf(one))
  return [...changed, ...[...old.values()].map((one) => ({ ...one, granted: null }))]
}

/** Voids what imports said, a block of people at a time; safe to repeat. */
export async function voidImportedConsents(pool: Pool, importIds: readonly string[], now: Date): Promise<void> {
  for (let after: string | null = null; ;) {
    const block: readonly string[] = await withEngineErrors('postgres', () =>
      inTransaction(pool, async (client) => {
        const ask = askClient(client)
        await lockConsents(ask)
        const rows = await ask<{ customer_id: string }>(
          `SELECT DISTINCT customer_id FROM consent_entries
           WHERE import_id = ANY ($1::uuid[]) AND ($2::uuid IS NULL OR customer_id > $2) ORDER BY customer_id LIMIT ${PEOPLE_A_STEP}`,
          [importIds, after],
        )
        const ids = rows.map((row) => row.customer_id)
        if (ids.length === 0) return ids
        await ask(
          `INSERT INTO consent_entries (customer_id, purpose, channel, state, source, import_id, said_at)
           SELECT DISTINCT customer_id, purpose, channel, 'void', 'undo', import_id, $3::timestamptz FROM consent_entries
           WHERE import_id = ANY ($1::uuid[]) AND customer_id = ANY ($2::uuid[])
           ON CONFLICT DO NOTHING`,
          [importIds, ids, now],
        )
        await deriveConsents(ask, ids, { historical: true })
        return ids
      }),
    )
    const last = block.at(-1)
    if (last === undefined) return
    after = last
  }
}

interface EntryRow {
  person: string
  purpose: ConsentEntry['purpose']
  channel: ConsentEntry['channel']
  state: ConsentEntry['state']
  source: string
  evidence: string
  import_id: string | null
  said_at: Date
}

function entryOf(row: EntryRow): ConsentEntry {
  const { purpose, channel, state, source, evidence } = row
  return { purpose, channel, state, source, evidence, importId: row.import_id, saidAt: row.said_at }
}
