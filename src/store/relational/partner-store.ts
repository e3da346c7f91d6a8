import type { Pool } from 'pg'
import type { AgreedIdentifier, PartnerAgreement } from '#collect/partners/partner-agreement.ts'
import type { PartnerTag } from '#collect/partners/partner-tag.ts'
import type { ReadPurposeConsents } from '#identity/event-consents.ts'
import type { ConsentPurpose } from '#privacy/consent.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** How many tags a partner's agreement has brought. */
export interface PartnerTagCounts {
  readonly tags: number
  /** Of the tags: those that do not hold any more. */
  readonly ended: number
  readonly customers: number
}

/** A tag of a customer as it is shown. */
export interface ShownPartnerTag {
  readonly sourceId: string
  readonly partner: string
  readonly tag: string
  readonly value: string
  readonly saidAt: Date
  readonly validUntil: Date | null
  readonly isValid: boolean
}

export interface CustomerPartnerTags {
  readonly items: readonly ShownPartnerTag[]
  /** Tags of partners whose purpose the customer has refused since: they are not shown. */
  readonly withheld: number
}

const AT_ONCE = 2_000

const SAY = `
INSERT INTO partner_tags AS t (source_id, person_id, tag, value, said_at, valid_until, received_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
ON CONFLICT (source_id, person_id, tag) DO UPDATE SET value = excluded.value, said_at = excluded.said_at, valid_until = excluded.valid_until, received_at = excluded.received_at
WHERE excluded.said_at >= t.said_at`

/** Until when a tag holds; null: until it is said otherwise. */
const HOLDS_UNTIL = 'coalesce(t.valid_until, t.said_at + make_interval(days => a.tag_days))'

/** Grain: one row per partner and tag of one customer, the newest word of the records that are theirs. Cost: their key range. */
const OF_CUSTOMER = `
SELECT DISTINCT ON (s.name, t.source_id, t.tag) t.source_id, s.name AS partner, s.purpose, t.tag, t.value, t.said_at, ${HOLDS_UNTIL} AS valid_until
FROM partner_tags t JOIN partner_agreements a ON a.source_id = t.source_id JOIN sources s ON s.id = t.source_id
WHERE t.person_id = ANY ($1::uuid[])
ORDER BY s.name, t.source_id, t.tag, t.said_at DESC, t.received_at DESC`

interface TagRow {
  source_id: string
  partner: string
  purpose: ConsentPurpose | null
  tag: string
  value: string
  said_at: Date
  valid_until: Date | null
}

/** Agreements with partners and what they say of customers, in PostgreSQL. */
export function createPartnerStore(pool: Pool, readConsents: ReadPurposeConsents) {
  return {
    /** Null where the source is no partner. */
    of: (sourceId: string): Promise<PartnerAgreement | null> =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ identifier: AgreedIdentifier; tag_days: number | null; agreed_at: Date }>(
          'SELECT identifier, tag_days, agreed_at FROM partner_agreements WHERE source_id::text = $1',
          [sourceId],
        )
        const [row] = rows
        return row === undefined ? null : { identifier: row.identifier, tagDays: row.tag_days, agreedAt: row.agreed_at }
      }),
    /** From the next records on; the time of the first agreement stays. */
    agree: (sourceId: string, { identifier, tagDays, agreedAt }: PartnerAgreement): Promise<void> =>
      withEngineErrors('postgres', async () => {
        await pool.query(
          `INSERT INTO partner_agreements (source_id, identifier, tag_days, agreed_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (source_id) DO UPDATE SET identifier = excluded.identifier, tag_days = excluded.tag_days`,
          [sourceId, identifier, tagDays, agreedAt],
        )
      }),
    /** Ends the agreement and takes its tags away. How many tags went; null where there was none. */
    end: (sourceId: string): Promise<number | null> =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ n: string }>(
          `WITH gone AS (DELETE FROM partner_agreements WHERE source_id::text = $1 RETURNING source_id)
           SELECT (SELECT count(*) FROM partner_tags t WHERE t.source_id = gone.source_id) AS n FROM gone`,
          [sourceId],
        )
        return rows[0] === undefined ? null : Number(rows[0].n)
      }),
    counts: (sourceId: string, now: Date): Promise<PartnerTagCounts> =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ tags: string; ended: string; customers: string }>(
          `SELECT count(*) AS tags, count(*) FILTER (WHERE ${HOLDS_UNTIL} <= $2) AS ended, count(DISTINCT coalesce(c.merged_into, c.id)) AS customers
           FROM partner_tags t JOIN partner_agreements a ON a.source_id = t.source_id JOIN customers c ON c.id = t.person_id WHERE t.source_id::text = $1`,
          [sourceId, now],
        )
        const [row] = rows
        return { tags: Number(row?.tags ?? 0), ended: Number(row?.ended ?? 0), customers: Number(row?.customers ?? 0) }
      }),
    /** @param tags One for each partner, person and tag */
    say: (tags: readonly PartnerTag[]): Promise<void> =>
      withEngineErrors('postgres', async () => {
        for (let start = 0; start < tags.length; start += AT_ONCE) {
          const part = tags.slice(start, start + AT_ONCE)
          await pool.query(SAY, [
            part.map((one) => one.sourceId),
            part.map((one) => one.personId),
            part.map((one) => one.tag),
            part.map((one) => one.value),
            part.map((one) => new Date(one.saidAt)),
            part.map((one) => (one.validUntil === null ? null : new Date(one.validUntil))),
            part.map((one) => new Date(one.receivedAt)),
          ])
        }
      }),
    /** @param customerIds All ids that mean the customer, as `readCustomerIds` finds them */
    ofCustomer: (customerIds: readonly string[], now: Date): Promise<CustomerPartnerTags> =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<TagRow>(OF_CUSTOMER, [customerIds])
        const refused = new Set<ConsentPurpose>()
        for (const purpose of new Set(rows.flatMap((row) => row.purpose ?? []))) {
          const words = await readConsents(customerIds, purpose)
          if ([...words.values()].includes(false)) refused.add(purpose)
        }
        const shown = rows.filter(({ purpose }) => purpose === null || !refused.has(purpose))
        return {
          items: shown.map((row) => ({
            sourceId: row.source_id,
            partner: row.partner,
            tag: row.tag,
            value: row.value,
            saidAt: row.said_at,
            validUntil: row.valid_until,
            isValid: row.valid_until === null || row.valid_until > now,
          })),
          withheld: rows.length - shown.length,
        }
      }),
  }
}
export type PartnerStore = ReturnType<typeof createPartnerStore>
