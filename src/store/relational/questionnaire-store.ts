import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Questionnaire, QuestionnaireContent } from '#act/questionnaires/questionnaire.ts'
import type { QuestionnaireStore, StoredAnswers } from '#act/questionnaires/questionnaire-ports.ts'
import type { PersonKind } from '#collect/identity-claim.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { isId } from '#kernel/id.ts'
import { decryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import type { Database } from './database.ts'
import { inTransaction } from './in-transaction.ts'
import type { SettingStore } from './setting-store.ts'
import { createSourceCatalogue } from './source-catalogue.ts'

const SOURCE = 'questionnaire-source'
/** What names one customer and is seldom shared comes first. */
const ORDER = ['user_id', 'member_number', 'custom_id', 'unionid', 'openid', 'email', 'phone']
const MOST_IDENTIFIERS = 8

interface Row {
  readonly id: string
  readonly content: QuestionnaireContent
  readonly version: number
  readonly saved_at: Date
  readonly saved_by: string
  readonly archived_at: Date | null
}

/** Records of customers that are not erased, with the customer that they belong to now. */
const OF_PERSON = 'JOIN customers c ON c.id = a.customer_id AND c.data_key IS NOT NULL'
const PERSON = 'coalesce(c.merged_into, c.id)'

export function createQuestionnaireStore(parts: {
  readonly pool: Pool
  readonly db: Kysely<Database>
  readonly keyring: Keyring
  readonly settings: SettingStore
}): QuestionnaireStore {
  const { pool, db, keyring, settings } = parts
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  return {
    async all() {
      const rows = await ask<Row>('SELECT * FROM questionnaires ORDER BY id')
      return rows.map(({ id, content, version, saved_at, saved_by, archived_at }): Questionnaire => ({
        ...content,
        id,
        version,
        savedAt: saved_at,
        savedBy: saved_by,
        archivedAt: archived_at,
      }))
    },

    add: ({ id, version, savedAt, savedBy, archivedAt: _none, ...content }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(
            'INSERT INTO questionnaires (id, content, version, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
            [id, JSON.stringify(content), version, savedAt, savedBy],
          )
          if (rowCount !== 1) return false
          await client.query('INSERT INTO questionnaire_versions VALUES ($1, $2, $3, $4, $5)', [
            id,
            version,
            JSON.stringify(content),
            savedAt,
            savedBy,
          ])
          return true
        }),
      ),

    save: (id, base, content, { at, by }) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          const { rowCount } = await client.query(
            'UPDATE questionnaires SET content = $3, version = $2 + 1, saved_at = $4, saved_by = $5 WHERE id = $1 AND version = $2',
            [id, base, JSON.stringify(content), at, by],
          )
          if (rowCount !== 1) return false
          await client.query('INSERT INTO questionnaire_versions VALUES ($1, $2, $3, $4, $5)', [
            id,
            base + 1,
            JSON.stringify(content),
            at,
            by,
          ])
          return true
        }),
      ),

    async archive(id, at) {
      await ask('UPDATE questionnaires SET archived_at = $2 WHERE id = $1', [id, at])
    },

    async counts() {
      const rows = await ask<{ id: string; sent: string; opened: string; answered: string }>(
        `SELECT q.id,
           (SELECT count(DISTINCT ${PERSON}) FROM questionnaire_links a ${OF_PERSON} WHERE a.questionnaire = q.id)::text AS sent,
           (SELECT count(DISTINCT ${PERSON}) FROM questionnaire_links a ${OF_PERSON} WHERE a.questionnaire = q.id AND a.opened_at IS NOT NULL)::text AS opened,
           (SELECT count(DISTINCT ${PERSON}) FROM questionnaire_answers a ${OF_PERSON} WHERE a.questionnaire = q.id)::text AS answered
         FROM questionnaires q`,
      )
      return new Map(
        rows.map(({ id, sent, opened, answered }) => [id, { sent: Number(sent), opened: Number(opened), answered: Number(answered) }]),
      )
    },

    async results(id) {
      const rows = await ask<{ question: string; value: string; customers: string }>(
        `SELECT e.key AS question, v.value, count(*)::text AS customers
         FROM (SELECT DISTINCT ON (${PERSON}) a.answers FROM questionnaire_answers a ${OF_PERSON} WHERE a.questionnaire = $1 ORDER BY ${PERSON}, a.said_at DESC) l
         CROSS JOIN LATERAL jsonb_each(l.answers) e
         CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(e.value) WHEN 'array' THEN e.value ELSE jsonb_build_array(e.value) END) v
         GROUP BY e.key, v.value ORDER BY e.key, count(*) DESC, v.value LIMIT 2000`,
        [id],
      )
      return rows.map(({ question, value, customers }) => ({ question, value, customers: Number(customers) }))
    },

    async noteSent(id, customerId, at) {
      await ask('INSERT INTO questionnaire_links (questionnaire, customer_id, sent_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        id,
        customerId,
        at,
      ])
    },

    async noteOpened(id, customerId, at) {
      await ask('UPDATE questionnaire_links SET opened_at = $3 WHERE questionnaire = $1 AND customer_id = $2 AND opened_at IS NULL', [
        id,
        customerId,
        at,
      ])
    },

    async keep({ questionnaire, customerId, version, answers, saidAt, by }) {
      await ask(
        `INSERT INTO questionnaire_answers (questionnaire, customer_id, version, answers, said_at, said_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (questionnaire, customer_id) DO UPDATE SET version = excluded.version, answers = excluded.answers, said_at = excluded.said_at, said_by = excluded.said_by`,
        [questionnaire, customerId, version, JSON.stringify(answers), saidAt, by],
      )
    },

    async of(customerId) {
      const rows = await ask<{
        questionnaire: string
        customer_id: string
        version: number
        answers: StoredAnswers['answers']
        said_at: Date
        said_by: StoredAnswers['by']
      }>(
        `SELECT DISTINCT ON (a.questionnaire) a.* FROM questionnaire_answers a ${OF_PERSON} WHERE ${PERSON} = $1 ORDER BY a.questionnaire, a.said_at DESC`,
        [customerId],
      )
      return rows.map(({ customer_id, said_at, said_by, ...row }) => ({ ...row, customerId: customer_id, saidAt: said_at, by: said_by }))
    },

    async personOf(customerId) {
      if (!isId(customerId)) return null
      const [row] = await ask<{ id: string }>(`SELECT ${PERSON} AS id FROM customers c WHERE c.id = $1 AND c.data_key IS NOT NULL`, [
        customerId,
      ])
      return row?.id ?? null
    },

    async identifiersOf(customerId) {
      const rows = await ask<{ kind: string; ciphertext: Buffer; data_key: Buffer }>(
        `SELECT i.kind, i.ciphertext, c.data_key FROM identifiers i JOIN customers c ON c.id = i.customer_id
         WHERE i.customer_id = $1 AND c.data_key IS NOT NULL ORDER BY array_position($2::text[], i.kind), i.first_seen_at LIMIT ${MOST_IDENTIFIERS}`,
        [customerId, ORDER],
      )
      return rows
        .filter(({ kind }) => kind !== 'device')
        .map(({ kind, ciphertext, data_key: sealed }) => ({
          kind: kind as PersonKind,
          value: decryptField(unwrapDataKey(keyring, customerId, sealed), customerId, kind, ciphertext),
        }))
    },

    async sourceId(now) {
      const known = (await settings.read(SOURCE)) as { readonly id?: string } | null
      const [found] = await ask<{ id: string }>(
        'SELECT id FROM sources WHERE id::text = $1 OR name = $2 ORDER BY id::text = $1 DESC LIMIT 1',
        [known?.id ?? '', 'Questionnaires'],
      )
      if (found !== undefined) return found.id
      const { source } = await createSourceCatalogue(db).create(
        { name: 'Questionnaires', kind: 'server', userIdKind: 'user_id', consent: null },
        now,
      )
      await settings.write(SOURCE, { id: source.id }, now)
      return source.id
    },
  }
}

/** What questionnaires are called now, by id. Grain: one row per id that there is. */
export async function readQuestionnaireNames(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, BilingualText>> {
  const { rows } = await withEngineErrors('postgres', () =>
    pool.query<{ id: string; title: BilingualText }>(
      "SELECT id, content -> 'title' AS title FROM questionnaires WHERE id = ANY ($1::text[])",
      [ids],
    ),
  )
  return new Map(rows.map(({ id, title }) => [id, title]))
}
