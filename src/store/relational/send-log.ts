import { sql } from 'kysely'
import type { Kysely, Selectable } from 'kysely'
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

/** What was sent to whom, for people who look it up. */
export function createSendLog(db: Kysely<Database>, keyring: Keyring, people: StoredPeople): SendLog {
  return {
    async list(scope, { runId, states, sendKeys, customerId, cursor, limit = 50 }) {
      let query = db
        .selectFrom('send_ledger')
        .leftJoin('customers', 'customers.id', 'send_ledger.customer_id')
        .leftJoin('strategies', (join) =>
          join.onRef('strategies.id', '=', 'send_ledger.strategy_id').onRef('strategies.version', '=', 'send_ledger.strategy_version'),
        )
        .selectAll('send_ledger')
        .select(['customers.masked_name', sql<BilingualText | null>`strategies.definition -> 'name'`.as('strategy_name')])
        .orderBy('send_ledger.planned_at', 'desc')
        .orderBy('send_ledger.send_key', 'desc')
        .limit(limit + 1)
        .where(await people.condition(scope, 'send_ledger.customer_id'))
      if (runId !== undefined) query = query.where('send_ledger.run_id', '=', runId)
      if (states !== undefined) query = query.where('send_ledger.state', 'in', states)
      if (sendKeys !== undefined) query = query.where(sql<boolean>`send_ledger.send_key = any(${sendKeys})`)
      if (customerId !== undefined) query = query.where('send_ledger.customer_id', '=', customerId)
      if (cursor !== undefined && cursor !== null) {
        const { time, key } = decodeCursor(cursor, 'text')
        query = query.where(sql<boolean>`(send_ledger.planned_at, send_ledger.send_key) < (${time}, ${key})`)
      }
      const page = toPage(await query.execute(), limit, (row) => ({ time: row.planned_at, key: row.send_key }))
      return {
        items: page.items.map((row) => toView(row, row.masked_name, row.strategy_name)),
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

function toView(row: Selectable<SendLedgerTable>, maskedName: string | null, strategyName: BilingualText | null): SendView {
  return {
    sendKey: row.send_key,
    runId: row.run_id,
    customerId: row.customer_id,
    maskedName: maskedName ?? '',
    strategyId: row.strategy_id,
    strategyName: strategyName ?? { zh: row.strategy_id, en: row.strategy_id },
    channel: row.channel as Channel,
    state: row.state as SendState,
    reason: row.reason,
    attempts: row.attempts,
    plannedAt: row.planned_at,
    finishedAt: row.finished_at,
  }
}
