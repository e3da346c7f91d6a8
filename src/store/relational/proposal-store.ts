import type { Pool, PoolClient } from 'pg'
import { isRealCustomer } from './real-customer.ts'
import { attributeField } from '#collect/columns/attribute.ts'
import type { IdentityQuestion } from '#identity/identity-store.ts'
import { pairKey } from '#identity/proposals/block-people.ts'
import { addressParts } from '#identity/proposals/compare-address.ts'
import { readBirthday } from '#identity/proposals/compare-birthday.ts'
import type { ComparedPerson } from '#identity/proposals/compare-people.ts'
import type { Evidence } from '#identity/proposals/match-weights.ts'
import type { ProposalStore, ProposedCustomer } from '#identity/proposals/proposal-service.ts'
import { decryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'

/** Grain: one row per customer that is no test and not erased. Cost: by key. */
const PEOPLE = `
SELECT c.id, c.data_key, c.display_name, c.attributes,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'sealed', encode(i.ciphertext, 'base64')) ORDER BY i.kind, i.blind_index), '[]')
   FROM (SELECT * FROM identifiers WHERE customer_id = c.id AND kind IN ('phone', 'email') ORDER BY last_seen_at DESC LIMIT 16) AS i) AS identifiers,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', said.name, 'value', said.word -> 'value', 'sealed', said.word -> 'sealed', 'recordId', said.id,
     'key', encode(said.data_key, 'base64')) ORDER BY (said.word ->> 'last')::bigint DESC, said.id), '[]')
   FROM (SELECT r.id, r.data_key, substr(entry.key, length('attribute:') + 1) AS name, word
     FROM customers r JOIN customer_statements s ON s.customer_id = r.id, jsonb_each(s.words) AS entry, jsonb_array_elements(entry.value) AS word
     WHERE (r.id = c.id OR r.merged_into = c.id) AND r.data_key IS NOT NULL AND entry.key = ANY ($3::text[])) AS said) AS own
FROM customers c
WHERE c.id > $1 AND c.merged_into IS NULL AND c.data_key IS NOT NULL AND ${isRealCustomer('c')} ORDER BY c.id LIMIT $2`

const CUSTOMER = (
  alias: string,
): string => `jsonb_build_object('customerId', ${alias}.id, 'name', ${alias}.masked_name, 'since', ${alias}.created_at,
  'identifiers', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'masked', i.masked) ORDER BY i.kind, i.first_seen_at), '[]')
    FROM (SELECT * FROM identifiers WHERE customer_id = ${alias}.id ORDER BY kind, first_seen_at LIMIT 12) AS i))`

/** Still open: both are customers of their own. */
const STILL_TWO = `identity_proposals p JOIN customers a ON a.id = p.a AND a.merged_into IS NULL JOIN customers b ON b.id = p.b AND b.merged_into IS NULL
 WHERE p.state = 'open'`

/** Names of attributes of the shop's own that hold an address or a birthday, the best first. */
const ADDRESSES = [
  'address',
  'home_address',
  'residential_address',
  'mailing_address',
  'delivery_address',
  'shipping_address',
  '地址',
  '家庭地址',
  '住址',
  '居住地址',
  '联系地址',
  '通讯地址',
  '收货地址',
  '详细地址',
]
const BIRTHDAYS = ['birthday', 'birth_date', 'date_of_birth', 'dob', '生日', '出生日期']

interface PersonRow {
  id: string
  data_key: Buffer
  display_name: Buffer | null
  attributes: Record<string, unknown>
  identifiers: { kind: string; sealed: string }[]
  /** The newest word first. */
  own: { name: string; value: string | number | boolean | null; sealed: string | null; recordId: string; key: string }[]
}

type CustomerJson = Omit<ProposedCustomer, 'since'> & { since: string }

export function createProposalStore(pool: Pool, keyring: Keyring): ProposalStore {
  const query = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    await withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)
  return {
    people: async (after, limit) =>
      (await query<PersonRow>(PEOPLE, [after, limit, [...ADDRESSES, ...BIRTHDAYS].map(attributeField)])).map((row) =>
        openPerson(keyring, row),
      ),
    async apart() {
      const rows = await query<{ a: string; b: string }>(
        `SELECT coalesce(a.merged_into, a.id) AS a, coalesce(b.merged_into, b.id) AS b
         FROM identity_edges e JOIN customers a ON a.id = e.customer_id JOIN customers b ON b.id = e.other_customer_id
         WHERE e.rule IN ('separated', 'unbound')
         UNION
         SELECT coalesce(a.merged_into, a.id), coalesce(b.merged_into, b.id)
         FROM identity_proposals p JOIN customers a ON a.id = p.a JOIN customers b ON b.id = p.b WHERE p.state = 'rejected'`,
      )
      return new Set(rows.map(({ a, b }) => pairKey(a, b)))
    },
    replace: (proposals, report) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          await client.query('SELECT pg_advisory_xact_lock(7301223)')
          await client.query(
            `INSERT INTO identity_proposals AS kept (a, b, chance, evidence, found_at)
             SELECT a, b, chance, evidence, $5 FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::jsonb[]) AS new (a, b, chance, evidence)
             ON CONFLICT (a, b) DO UPDATE SET chance = excluded.chance, evidence = excluded.evidence, found_at = excluded.found_at,
               state = CASE WHEN kept.state = 'accepted' THEN 'open' ELSE kept.state END`,
            [
              proposals.map(({ a }) => a),
              proposals.map(({ b }) => b),
              proposals.map(({ chance }) => chance),
              proposals.map(({ evidence }) => JSON.stringify(evidence)),
              report.endedAt,
            ],
          )
          await client.query("DELETE FROM identity_proposals WHERE state = 'open' AND chance IS NOT NULL AND found_at < $1", [
            report.endedAt,
          ])
          await client.query(
            `INSERT INTO identity_searches (ended_at, people, is_enough, compared, large_blocks, complete, found) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
            [report.endedAt, report.people, report.isEnough, report.compared, report.largeBlocks, report.complete, report.found],
          )
        }),
      ),
    async open(limit) {
      const rows = await query<{
        id: string
        chance: number | null
        evidence: Evidence[]
        found_at: Date
        one: CustomerJson
        other: CustomerJson
      }>(
        `SELECT p.id::text, p.chance, p.evidence, p.found_at, ${CUSTOMER('a')} AS one, ${CUSTOMER('b')} AS other
         FROM ${STILL_TWO} ORDER BY p.skipped_at NULLS FIRST, p.chance DESC NULLS FIRST, p.id LIMIT $1`,
        [limit],
      )
      const read = (one: CustomerJson): ProposedCustomer => ({ ...one, since: new Date(one.since) })
      return rows.map(({ id, chance, evidence, found_at, one, other }) => ({
        id,
        chance,
        evidence,
        foundAt: found_at,
        a: read(one),
        b: read(other),
      }))
    },
    async counts() {
      const [row] = await query<{ open: number; accepted: number; rejected: number }>(
        `SELECT (SELECT count(*)::int FROM ${STILL_TWO}) AS open,
           count(*) FILTER (WHERE state = 'accepted')::int AS accepted, count(*) FILTER (WHERE state = 'rejected')::int AS rejected
         FROM identity_proposals`,
      )
      return row ?? { open: 0, accepted: 0, rejected: 0 }
    },
    async lastSearch() {
      const [row] = await query<{
        ended_at: Date
        people: number
        is_enough: boolean
        compared: number
        large_blocks: number
        complete: boolean
        found: number
      }>('SELECT * FROM identity_searches ORDER BY id DESC LIMIT 1')
      if (row === undefined) return null
      const { people, compared, complete, found } = row
      return { endedAt: row.ended_at, people, isEnough: row.is_enough, compared, largeBlocks: row.large_blocks, complete, found }
    },
    async pairOf(id) {
      const [row] = await query<{ a: string; b: string }>(`SELECT p.a, p.b FROM ${STILL_TWO} AND p.id = $1`, [id])
      return row === undefined ? null : [row.a, row.b]
    },
    async mark(id, verdict, actor, now) {
      if (verdict === 'skip') await query('UPDATE identity_proposals SET skipped_at = $2 WHERE id = $1', [id, now])
      else {
        await query('UPDATE identity_proposals SET state = $2, decided_at = $3, decided_by = $4 WHERE id = $1', [
          id,
          verdict === 'accept' ? 'accepted' : 'rejected',
          now,
          actor,
        ])
      }
    },
  }
}

/** Keeps questions that records raise; a pair that was asked about before, or is proposed, stays as it is. */
export async function askWhetherOne(client: PoolClient, questions: readonly IdentityQuestion[]): Promise<void> {
  for (const { a, b, areNamesAlike, askedAt } of questions) {
    const evidence = [{ field: 'silentNumber', level: areNamesAlike ? 'names-alike' : 'names-unknown', bits: 0 }]
    await client.query(
      `INSERT INTO identity_proposals (a, b, chance, evidence, found_at) VALUES ($1, $2, NULL, $3, $4) ON CONFLICT (a, b) DO NOTHING`,
      [a, b, JSON.stringify(evidence), askedAt],
    )
  }
}

function openPerson(keyring: Keyring, row: PersonRow): ComparedPerson {
  const key = unwrapDataKey(keyring, row.id, row.data_key)
  const of = (wanted: string): string[] =>
    row.identifiers.flatMap(({ kind, sealed }) => (kind === wanted ? [decryptField(key, row.id, kind, Buffer.from(sealed, 'base64'))] : []))
  const own = (names: readonly string[]): string => {
    const name = names.find((wanted) => row.own.some((said) => said.name === wanted))
    const said = row.own.find((one) => one.name === name)
    if (said === undefined) return ''
    const { value, sealed, recordId } = said
    if (sealed === null) return String(value ?? '')
    const recordKey = unwrapDataKey(keyring, recordId, Buffer.from(said.key, 'base64'))
    return decryptField(recordKey, recordId, attributeField(said.name), Buffer.from(sealed, 'base64'))
  }
  const text = (name: string): string => (typeof row.attributes[name] === 'string' ? row.attributes[name] : '')
  return {
    customerId: row.id,
    name: row.display_name === null ? '' : decryptField(key, row.id, 'name', row.display_name),
    birthday: readBirthday(own(BIRTHDAYS)),
    address: addressParts(own(ADDRESSES)),
    isAddressCommon: false,
    birthYear: Number(row.attributes['birthYear'] ?? row.attributes['birth_year'] ?? 0) || 0,
    gender: text('gender'),
    region: text('region'),
    phones: of('phone'),
    emails: of('email'),
  }
}
