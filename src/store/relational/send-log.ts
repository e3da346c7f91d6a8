import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
import type { MessagePurpose } from '#act/outgoing-message.ts'
import type { SendSourceKind, SourceNames } from '#act/send-source.ts'
import type { SendLog, SendView } from '#act/send-store.ts'
import type { MessageText } from '#act/sent-message.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { decryptField } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { StoredPeople } from '../stored-people.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'
import type { SendLedgerTable } from './decision-tables.ts'
import { messageField } from './message-sealer.ts'
import { countOf, decodeCursor, toPage } from './page-cursor.ts'

/**
 * What was sent to whom, for people who look it up.
 * @param nameReaders say what a source is called; those of strategies are known here
 */
export function createSendLog(
  db: Kysely<Database>,
  keyring: Keyring,
  people: StoredPeople,
  nameReaders: Readonly<Partial<Record<SendSourceKind, SourceNames>>> = {},
): SendLog {
  return {
    async list(scope, { runId, source, states, sendKeys, customerId, cursor, limit = 50 }) {
      let query = db
        .selectFrom('send_ledger')
        .leftJoin('customers', 'customers.id', 'send_ledger.customer_id')
        .leftJoin('strategies', (join) =>
          join
            .on('send_ledger.source_kind', '=', 'strategy')
            .onRef('strategies.id', '=', 'send_ledger.source_id')
            .onRef('strategies.version', '=', 'send_ledger.source_version'),
        )
        .selectAll('send_ledger')
        .select(['customers.masked_name', sql<BilingualText | null>`strategies.definition -> 'name'`.as('strategy_name')])
        .orderBy('send_ledger.planned_at', 'desc')
        .orderBy('send_ledger.send_key', 'desc')
        .limit(limit + 1)
        .where(await people.condition(scope, 'send_ledger.customer_id'))
      if (runId !== undefined) query = query.where('send_ledger.run_id', '=', runId)
      if (source !== undefined) query = query.where('source_kind', '=', source.kind).where('source_id', '=', source.id)
      // By its own index, since they are few among many.
      if (states?.every((state) => state === 'uncertain')) query = query.where('send_ledger.phase', '=', 1)
      if (states !== undefined) query = query.where('send_ledger.state', 'in', states)
      if (sendKeys !== undefined) query = query.where(sql<boolean>`send_ledger.send_key = any(${sendKeys})`)
      if (customerId !== undefined) query = query.where('send_ledger.customer_id', '=', customerId)
      if (cursor !== undefined && cursor !== null) {
        const { time, key } = decodeCursor(cursor, 'text')
        query = query.where(sql<boolean>`(send_ledger.planned_at, send_ledger.send_key) < (${time}, ${key})`)
      }
      const page = toPage(await query.execute(), limit, (row) => ({ time: row.planned_at, key: row.send_key }))
      const names = new Map<string, BilingualText>()
      for (const [kind, rows] of Map.groupBy(page.items, (row) => row.source_kind as SendSourceKind)) {
        const known = (await nameReaders[kind]?.([...new Set(rows.map((row) => row.source_id))])) ?? []
        for (const [id, name] of known) names.set(`${kind}/${id}`, name)
      }
      return {
        items: page.items.map((row) => toView(row, row.masked_name, row.strategy_name ?? names.get(`${row.source_kind}/${row.source_id}`))),
        nextCursor: page.nextCursor,
        ...(cursor === undefined || cursor === null ? { total: await countOf(query) } : {}),
      }
    },

    async message(scope, sendKey) {
      const row = await db
        .selectFrom('send_ledger')
        .leftJoin('sent_messages', 'sent_messages.send_key', 'send_ledger.send_key')
        .select(['customer_id', 'channel', 'handed_at', 'sealed_for', 'sealed'])
        .where('send_ledger.send_key', '=', sendKey)
        .executeTakeFirst()
      if (row === undefined || !(await people.has(scope, row.customer_id))) return null
      const send = { customerId: row.customer_id, channel: row.channel as Channel, handedAt: row.handed_at }
      if (row.sealed_for === null || row.sealed === null) return { ...send, message: null }
      const key = (await readDataKeys(db, keyring, [row.sealed_for])).get(row.sealed_for)
      if (key === undefined) return { ...send, message: null }
      return { ...send, message: JSON.parse(decryptField(key, row.sealed_for, messageField(sendKey), row.sealed)) as MessageText }
    },
  }
}

function toView(row: Selectable<SendLedgerTable>, maskedName: string | null, name: BilingualText | undefined): SendView {
  return {
    sendKey: row.send_key,
    runId: row.run_id,
    customerId: row.customer_id,
    maskedName: maskedName ?? '',
    source: {
      kind: row.source_kind as SendSourceKind,
      id: row.source_id,
      version: row.source_version,
      name: name ?? { zh: row.source_id, en: row.source_id },
    },
    content: row.content_id === null || row.content_version === null ? null : { id: row.content_id, version: row.content_version },
    purpose: row.purpose as MessagePurpose,
    channel: row.channel as Channel,
    state: row.state as SendState,
    reason: row.reason,
    attempts: row.attempts,
    plannedAt: row.planned_at,
    finishedAt: row.finished_at,
  }
}
