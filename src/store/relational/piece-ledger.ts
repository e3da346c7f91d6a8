import type { Pool, PoolClient } from 'pg'
import type { LivePiece, PieceReasons } from '#act/pieces/choose-piece.ts'
import type { ContentPiece, PieceForm, PieceTag } from '#act/pieces/content-piece.ts'
import type { HadPiece, PieceLedger } from '#act/pieces/piece-ports.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { inTransaction } from './in-transaction.ts'
import { IS_HAD, WAS_DELIVERED } from './piece-states.ts'

interface PieceRow {
  readonly id: string
  readonly version: number
  readonly body: ContentPiece
}

interface UseRow {
  readonly send_key: string
  readonly slot: number
  readonly piece: string
  readonly form: PieceForm
  readonly language: TextLanguage
  readonly reasons: PieceReasons
}

/** Which pieces stand in which messages. Cost: by keys of the messages and the ledger's index of customers, but for the counts. */
export function createPieceLedger(pool: Pool): PieceLedger {
  const ask = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    withEngineErrors('postgres', async () => (await pool.query<T>(text, [...values])).rows)
  const change = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => withEngineErrors('postgres', () => inTransaction(pool, work))
  return {
    live: async () => (await ask<PieceRow>('SELECT id, version, body FROM content_pieces WHERE archived_at IS NULL')).map(toLive),

    byIds: async (ids) =>
      (await ask<PieceRow>('SELECT id, version, body FROM content_pieces WHERE id = ANY($1::uuid[])', [ids])).map(toLive),

    tags: () => ask<PieceTag>('SELECT name, words FROM piece_tags'),

    async counts(form, since) {
      const rows = await ask<{ piece: string; delivered: number; clicked: number }>(
        `SELECT u.piece, count(*) FILTER (WHERE ${WAS_DELIVERED})::int AS delivered, count(u.clicked_at)::int AS clicked
         FROM piece_sends u JOIN send_ledger s ON s.send_key = u.send_key WHERE u.form = $1 AND u.chosen_at >= $2 GROUP BY u.piece`,
        [form, since],
      )
      return new Map(rows.map(({ piece, delivered, clicked }) => [piece, { delivered, clicked }]))
    },

    usesOf: async (sendKeys) =>
      (await ask<UseRow>('SELECT * FROM piece_sends WHERE send_key = ANY($1::text[]) ORDER BY send_key, slot', [sendKeys])).map(
        ({ send_key: sendKey, slot, piece, form, language, reasons }) => ({ sendKey, slot, piece, form, language, reasons }),
      ),

    hadBy: (customerIds) =>
      ask<HadPiece>(
        `SELECT s.customer_id AS "customerId", u.send_key AS "sendKey", u.piece, p.tags, u.clicked_at IS NOT NULL AS clicked
         FROM send_ledger s JOIN piece_sends u ON u.send_key = s.send_key JOIN content_pieces p ON p.id = u.piece
         WHERE s.customer_id = ANY($1::uuid[]) AND ${IS_HAD}`,
        [customerIds],
      ),

    async keep(sendKeys, uses, now) {
      if (sendKeys.length === 0) return
      await change(async (client) => {
        await client.query(
          `DELETE FROM piece_sends u WHERE u.send_key = ANY($1::text[])
             AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::int[], $4::uuid[], $5::text[]) AS k (send_key, slot, piece, form)
               WHERE k.send_key = u.send_key AND k.slot = u.slot AND k.piece = u.piece AND k.form = u.form)`,
          [
            sendKeys,
            uses.map(({ sendKey }) => sendKey),
            uses.map(({ slot }) => slot),
            uses.map(({ piece }) => piece),
            uses.map(({ form }) => form),
          ],
        )
        if (uses.length === 0) return
        // A message that is not in the ledger is nobody's, as that of a test.
        await client.query(
          `INSERT INTO piece_sends (send_key, slot, piece, form, language, reasons, chosen_at)
           SELECT k.send_key, k.slot, k.piece, k.form, k.language, k.reasons, $7
           FROM unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[]) AS k (send_key, slot, piece, form, language, reasons)
           JOIN send_ledger s ON s.send_key = k.send_key
           ON CONFLICT (send_key, slot) DO NOTHING`,
          [
            uses.map(({ sendKey }) => sendKey),
            uses.map(({ slot }) => slot),
            uses.map(({ piece }) => piece),
            uses.map(({ form }) => form),
            uses.map(({ language }) => language),
            uses.map(({ reasons }) => JSON.stringify(reasons)),
            now,
          ],
        )
      })
    },

    async clicked(sendKey, piece, at) {
      await ask('UPDATE piece_sends SET clicked_at = $3 WHERE send_key = $1 AND piece = $2 AND clicked_at IS NULL', [sendKey, piece, at])
    },
  }
}

function toLive({ id, version, body }: PieceRow): LivePiece {
  return { id, version, piece: body }
}
