import type { PoolClient } from 'pg'
import { UNDO_DAYS } from '#collect/import/undo-import.ts'
import type { Saying, SettledProfile } from '#identity/identity-store.ts'
import { FILES, joinedWords, type SaidWord, type Statement, type Word, withWord } from '#identity/survivorship/word.ts'
import type { RuleKind } from '#identity/survivorship/rule-kind.ts'
import type { SurvivorshipRule, SurvivorshipRules } from '#identity/survivorship/survivorship-rule.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import type { Ask } from './ask.ts'

interface StatementRow {
  customer_id: string
  said_by: string
  source: string
  said_at: Date
  words: Record<string, Word[]>
}

/** Adds to what speakers said of records before. Under the identity lock. */
export async function saySayings(client: PoolClient, sayings: readonly Saying[]): Promise<void> {
  const saying = sayings.filter(({ said }) => said.length > 0)
  if (saying.length === 0) return
  const rows = new Map((await statementsOf(client, saying)).map((row) => [keyOf(row), row]))
  for (const { recordId, saidBy, source, said } of saying) {
    const key = keyOf({ customer_id: recordId, said_by: saidBy, source })
    const row = rows.get(key) ?? { customer_id: recordId, said_by: saidBy, source, said_at: new Date(0), words: {} }
    const words: Record<string, readonly Word[]> = { ...row.words }
    for (const { fact, value, at } of said) words[fact] = withWord(words[fact] ?? [], value, at)
    const said_at = new Date(Math.max(row.said_at.getTime(), ...said.map(({ at }) => at)))
    rows.set(key, { ...row, said_at, words: words as StatementRow['words'] })
  }
  await writeStatements(client, [...rows.values()])
  await foldOldFiles(
    client,
    saying.filter(({ source }) => source === FILES),
  )
}

/** What the speakers said of these records until now. Cost: by key. */
async function statementsOf(client: PoolClient, sayings: readonly Saying[]): Promise<StatementRow[]> {
  const { rows } = await client.query<StatementRow>(
    `SELECT s.customer_id, s.said_by, s.source, s.said_at, s.words FROM customer_statements s
     JOIN (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w (customer_id, said_by, source)) AS wanted USING (customer_id, said_by, source)`,
    [sayings.map(({ recordId }) => recordId), sayings.map(({ saidBy }) => saidBy), sayings.map(({ source }) => source)],
  )
  return rows
}

async function writeStatements(client: PoolClient, rows: readonly StatementRow[]): Promise<void> {
  await client.query(
    `INSERT INTO customer_statements (customer_id, said_by, source, said_at, words)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::jsonb[])
     ON CONFLICT (customer_id, said_by, source) DO UPDATE SET said_at = excluded.said_at, words = excluded.words`,
    [
      rows.map((row) => row.customer_id),
      rows.map((row) => row.said_by),
      rows.map((row) => row.source),
      rows.map((row) => row.said_at),
      rows.map((row) => JSON.stringify(row.words)),
    ],
  )
}

/** Files that can be undone no more become one speaker, so that a file a day does not make a row a day. Cost: by key. */
async function foldOldFiles(client: PoolClient, sayings: readonly Saying[]): Promise<void> {
  if (sayings.length === 0) return
  const { rows } = await client.query<StatementRow>(
    `DELETE FROM customer_statements s USING imports i
     WHERE s.customer_id = ANY ($1::uuid[]) AND s.source = $2 AND i.id = s.said_by
       AND i.started_at < (SELECT max(started_at) FROM imports WHERE id = ANY ($3::uuid[])) - make_interval(days => $4)
     RETURNING s.customer_id, s.said_by, s.source, s.said_at, s.words`,
    [sayings.map(({ recordId }) => recordId), FILES, [...new Set(sayings.map(({ saidBy }) => saidBy))], UNDO_DAYS],
  )
  if (rows.length === 0) return
  const { rows: before } = await client.query<StatementRow>(
    'SELECT * FROM customer_statements WHERE customer_id = ANY ($1::uuid[]) AND source = $2 AND said_by = $3',
    [rows.map(({ customer_id }) => customer_id), FILES, NO_CUSTOMER],
  )
  const folded = new Map<string, StatementRow>()
  for (const row of [...before, ...rows]) {
    const old = folded.get(row.customer_id)
    const words = (old === undefined ? row.words : joinedWords(old.words, row.words)) as StatementRow['words']
    const said_at = old === undefined || old.said_at < row.said_at ? row.said_at : old.said_at
    folded.set(row.customer_id, { ...row, said_by: NO_CUSTOMER, said_at, words })
  }
  await writeStatements(client, [...folded.values()])
}

/** The statements of all records of customers, by customer. What is sealed of an erased record is left out. Cost: by key. */
export async function readStatements(ask: Ask, customerIds: readonly string[]): Promise<Map<string, Statement[]>> {
  if (customerIds.length === 0) return new Map()
  const rows = await ask<StatementRow & { person_id: string; is_erased: boolean }>(
    `SELECT s.customer_id, s.said_by, s.source, s.said_at, s.words, coalesce(c.merged_into, c.id) AS person_id, c.data_key IS NULL AS is_erased
     FROM customers c JOIN customer_statements s ON s.customer_id = c.id
     WHERE c.id = ANY ($1::uuid[]) AND c.merged_into IS NULL OR c.merged_into = ANY ($1::uuid[])`,
    [customerIds],
  )
  const statements = new Map<string, Statement[]>()
  for (const { customer_id, said_by, source, words, person_id, is_erased } of rows) {
    const list = statements.get(person_id) ?? []
    statements.set(person_id, list)
    const readable = Object.entries(words).map(([fact, all]) => [fact, is_erased ? all.filter((word) => word.value !== undefined) : all])
    list.push({ recordId: customer_id, saidBy: said_by, source, words: is_erased ? Object.fromEntries(readable) : words })
  }
  return statements
}

/** The words of each fact in statements. */
export function wordsOfFacts(statements: readonly Statement[]): Map<string, SaidWord[]> {
  const facts = new Map<string, SaidWord[]>()
  for (const { recordId, saidBy, source, words } of statements) {
    for (const [fact, said] of Object.entries(words)) {
      const list = facts.get(fact) ?? []
      facts.set(fact, list)
      for (const word of said) list.push({ ...word, recordId, saidBy, source })
    }
  }
  return facts
}

/** The rules that hold. Cost: one row for each version of a rule. */
export async function readSurvivorshipRules(ask: Ask): Promise<SurvivorshipRules> {
  const rows = await ask<{ fact: string; rule: RuleKind; sources: string[] }>(
    'SELECT DISTINCT ON (fact) fact, rule, sources FROM survivorship_rules ORDER BY fact, version DESC',
    [],
  )
  return new Map(rows.map(({ fact, rule, sources }): [string, SurvivorshipRule] => [fact, { rule, sources }]))
}

/** Writes the values that count. Returns the customers of whom analysis has to be told. */
export async function setProfiles(client: PoolClient, profiles: readonly SettledProfile[], now: Date): Promise<string[]> {
  if (profiles.length === 0) return []
  const { rows } = await client.query<{ id: string }>(
    `WITH said AS (
       SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::jsonb[], $5::text[], $6::text[])
         AS s (id, display_name, masked_name, attributes, preferred_language, time_zone)
     ),
     changing AS (SELECT c.id FROM customers c JOIN said USING (id) WHERE c.attributes <> said.attributes),
     written AS (
       UPDATE customers c SET display_name = said.display_name, masked_name = said.masked_name, attributes = said.attributes,
         preferred_language = said.preferred_language, time_zone = said.time_zone, updated_at = $7
       FROM said WHERE c.id = said.id
     )
     SELECT id FROM changing`,
    [
      profiles.map((one) => one.customerId),
      profiles.map((one) => one.displayName),
      profiles.map((one) => one.maskedName),
      profiles.map((one) => JSON.stringify(one.attributes)),
      profiles.map((one) => one.preferredLanguage),
      profiles.map((one) => one.timeZone),
      now,
    ],
  )
  return rows.map(({ id }) => id)
}

function keyOf({ customer_id, said_by, source }: Pick<StatementRow, 'customer_id' | 'said_by' | 'source'>): string {
  return `${customer_id} ${said_by} ${source}`
}
