import type { Pool } from 'pg'
import type { Closing, SettledRow } from '#quality/quarantine.ts'

/** The import that answers for the rows of a file: the newest that is done, else the newest. */
const IMPORT_OF = `SELECT i.id FROM imports i WHERE i.origin_id = chain.origin_id AND i.reading IS NOT NULL AND i.state NOT IN ('undoing', 'undone')
  ORDER BY i.state = 'done' DESC, i.started_at DESC, i.id DESC LIMIT 1`

/** The rows, and those that they were in files before, each with its file. */
const chainOf = (rows: string): string => `chain AS (
    SELECT id, origin_id, outcome FROM ${rows} WHERE outcome IN ('stored', 'duplicate')
    UNION SELECT before.id, before.origin_id, chain.outcome FROM quarantine before JOIN chain ON before.mended_as = chain.id
  ), moved AS (
    SELECT import.id, count(*) FILTER (WHERE outcome = 'stored') AS stored, count(*) FILTER (WHERE outcome = 'duplicate') AS duplicates
    FROM chain CROSS JOIN LATERAL (${IMPORT_OF}) AS import GROUP BY import.id
  )`

/**
 * Closes open rows, and moves those that came in over in the counts of the imports that had refused them. One statement is one transaction: rows and counts
 * change together. Grain: a row of quarantine, by its key.
 */
export async function settleRefused(pool: Pool, rows: readonly SettledRow[], { actor, now }: Closing): Promise<void> {
  await pool.query(
    `WITH RECURSIVE closed AS (
       UPDATE quarantine q SET state = 'resolved', resolved_by = $4, resolved_at = $5, outcome = s.outcome, mended_as = s.mended_as
       FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS s (id, outcome, mended_as)
       WHERE q.id = s.id AND q.state = 'open' AND q.origin = 'import'
       RETURNING q.id, q.origin_id, q.outcome
     ), ${chainOf('closed')}
     UPDATE imports i SET stored = i.stored + m.stored, duplicates = i.duplicates + m.duplicates, mended = i.mended + m.stored + m.duplicates,
       quarantined = greatest(i.quarantined - m.stored - m.duplicates, 0),
       -- An import that died between keeping a row and counting it has neither counted it as read.
       rows = i.rows + greatest(m.stored + m.duplicates - i.quarantined, 0)
     FROM moved m WHERE i.id = m.id`,
    [rows.map(({ id }) => id), rows.map(({ outcome }) => outcome), rows.map(({ mendedAs }) => mendedAs ?? null), actor, now],
  )
}

/** Opens the rows again that these imports had brought mended, with the counts as they were. May be repeated. Grain: as above. */
export async function reopenRefused(pool: Pool, importIds: readonly string[]): Promise<void> {
  const actors = importIds.map(actorOfImport)
  // What these refused once more and another import brought in since stays in by that one.
  await pool.query(
    `UPDATE quarantine q SET outcome = later.outcome, mended_as = later.mended_as, resolved_by = later.resolved_by, resolved_at = later.resolved_at
     FROM quarantine later
     WHERE q.resolved_by = ANY ($1::text[]) AND q.mended_as = later.id AND later.state = 'resolved' AND later.resolved_by <> ALL ($1::text[])`,
    [actors],
  )
  await pool.query(
    `WITH RECURSIVE opened AS (
       UPDATE quarantine q SET state = 'open', resolved_by = '', resolved_at = NULL, outcome = '', mended_as = NULL
       FROM quarantine before WHERE before.id = q.id AND q.resolved_by = ANY ($1::text[])
       RETURNING q.id, q.origin_id, before.outcome
     ), ${chainOf('opened')}
     UPDATE imports i SET stored = i.stored - m.stored, duplicates = i.duplicates - m.duplicates, mended = i.mended - m.stored - m.duplicates,
       quarantined = i.quarantined + m.stored + m.duplicates
     FROM moved m WHERE i.id = m.id`,
    [actors],
  )
}

/** Who a row is closed by that a file gave back. */
export function actorOfImport(importId: string): string {
  return `import:${importId}`
}
