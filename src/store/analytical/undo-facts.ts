import type { ClickHouseClient } from '@clickhouse/client'
import type { Feedback } from '#collect/import/feedback-row-step.ts'
import type { CustomerOf, ImportRun } from '#collect/import/import-ports.ts'
import type { OrderLine } from '#collect/import/order-line.ts'
import type { TrackedEvent } from '#collect/tracking/tracked-event.ts'
import type { TicketRow } from '#collect/import/ticket-row-step.ts'
import type { StoredMeasure } from '#collect/records/stored-measure.ts'
import type { SubscriptionFact } from '#collect/subscriptions/subscription-fact.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { CUSTOMER_OF_ORIGIN, JOIN_MAPPING } from './customer-of-origin.ts'
import { engineTime, insertRows } from './insert.ts'
import { insertOrderLines, insertTickets, LINE_COLUMNS, linesOf, TICKET_COLUMNS } from './order-lines-store.ts'
import { SUBSCRIPTION_COLUMNS } from './subscriptions-store.ts'
import { packedTexts } from './packed-texts.ts'
import { readRows } from './queries/read-rows.ts'
import { IS_SOMETHING } from './sold-line.ts'

const LINES = { table: 'order_lines', versions: 'line_versions', columns: LINE_COLUMNS, key: 'line_key' } as const
const TICKETS = { table: 'service_tickets', versions: 'ticket_versions', columns: TICKET_COLUMNS, key: 'ticket_id, opened_at' } as const
const MEASURES = {
  table: 'measures',
  versions: 'measure_versions',
  columns: ['origin_id', 'owner_id', 'name', 'unit', 'measured_at', 'value', 'received_at', 'available_at', 'import_id'],
  key: 'origin_id, name, unit, measured_at',
} as const
const FEEDBACK = {
  table: 'feedback',
  versions: 'feedback_versions',
  columns: [
    'feedback_id',
    'origin_id',
    'owner_id',
    'kind',
    'score',
    'least',
    'most',
    'topic',
    'product_id',
    'order_id',
    'store_id',
    'channel',
    'comment',
    'answered_at',
    'received_at',
    'available_at',
    'is_removed',
    'import_id',
  ],
  key: 'origin_id, feedback_id',
} as const
const SUBSCRIPTIONS = {
  table: 'subscription_facts',
  versions: 'subscription_versions',
  columns: SUBSCRIPTION_COLUMNS,
  key: 'origin_id, subscription_id, said_at, kind',
} as const
const FACTS = { lines: LINES, tickets: TICKETS, measures: MEASURES, feedback: FEEDBACK, subscriptions: SUBSCRIPTIONS } as const
type Facts = (typeof FACTS)[FactsOfImports]

/** Of a line that counts nowhere any more. */
const VOID: Readonly<Record<string, string>> = { kind: "'adjustment'", quantity: '0', amount: '0', import_id: '{run:String}' }

const IMPORTS = 'import_id IN {ids:Array(String)}'
const OTHER_COPIES = `SELECT message_hash, message_id, source_id FROM event_copies WHERE NOT ${IMPORTS}`
const DONE = { lightweight_deletes_sync: '2', insert_deduplicate: 0 } as const
/** A statement of ids must stay under the 256 KB that a server parses. */
const IDS_A_QUERY = 1_000
/** Deleting costs the same for one customer as for many, and so does looking through all facts: longer statements, and few of them. */
const CUSTOMERS_A_QUERY = 50_000
const LONG = { max_query_size: String(16 * 1024 * 1024), max_execution_time: 600 }

/** Facts that imports say. */
export type FactsOfImports = 'lines' | 'tickets' | 'measures' | 'feedback' | 'subscriptions'

/** What imports did to facts, and how it is taken back. */
export interface UndoFacts {
  keepOrderLines(keys: readonly bigint[], from: number, to: number, run: ImportRun): Promise<void>
  voidOrderLines(keys: readonly bigint[], from: number, to: number, run: ImportRun, again?: 'again'): Promise<void>
  noteOrderLines(lines: Iterable<CustomerOf<OrderLine>>, run: ImportRun, token: string): Promise<void>
  keepTickets(tickets: readonly CustomerOf<TicketRow>[], run: ImportRun): Promise<void>
  noteTickets(tickets: readonly CustomerOf<TicketRow>[], run: ImportRun, token: string): Promise<void>
  keepMeasures(measures: readonly StoredMeasure[], run: ImportRun): Promise<void>
  keepFeedback(feedback: readonly CustomerOf<Feedback>[], run: ImportRun): Promise<void>
  keepSubscriptions(facts: readonly SubscriptionFact[], run: ImportRun): Promise<void>
  /** How many rows the imports hold, and how many of them another import holds too. */
  count(kind: FactsOfImports, ids: readonly string[]): Promise<{ readonly rows: number; readonly stay: number }>
  takeBack(kind: FactsOfImports, ids: readonly string[], now: Date): Promise<void>
  noteCopies(events: readonly Pick<TrackedEvent, 'sourceId' | 'messageId' | 'messageHash'>[], importId: string): Promise<void>
  /** As `count`, of page views of logs. */
  countEvents(ids: readonly string[]): Promise<{ readonly rows: number; readonly stay: number }>
  takeBackEvents(ids: readonly string[]): Promise<void>
  /** For each of the orders that are there, an import that has it. */
  ordersThere(orderIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Those of the customers about whom something is known that no fact of the imports says. */
  customersWithFacts(customerIds: readonly string[], ids: readonly string[]): Promise<ReadonlySet<string>>
  forgetCustomers(customerIds: readonly string[]): Promise<void>
  forgetCouponUses(sendKeys: readonly string[]): Promise<void>
}

export function createUndoFacts(client: ClickHouseClient): UndoFacts {
  const run = (query: string, params: Record<string, unknown> = {}): Promise<void> =>
    withEngineErrors('clickhouse', async () => {
      await client.command({ query, query_params: params, clickhouse_settings: { ...DONE, ...LONG } })
    })
  const ask = <T>(query: string, params: Record<string, unknown>): Promise<T[]> =>
    withEngineErrors('clickhouse', () => readRows<T>(client, query, params, LONG))
  const keep = (
    { table, versions, columns }: Facts,
    condition: string,
    importId: string,
    params: Record<string, unknown> = {},
    others = "import_id NOT IN ('', {run:String})",
  ): Promise<void> => {
    const names = columns.join(', ')
    return run(`INSERT INTO ${versions} (${names}) SELECT ${names} FROM ${table} FINAL WHERE ${condition} AND ${others}`, {
      run: importId,
      ...params,
    })
  }
  /** What an API or an event said is kept as well: there is nothing else to bring it back. */
  const ALSO_OF_NO_FILE = 'import_id != {run:String}'
  return {
    async keepOrderLines(keys, from, to, { id }) {
      for (const lines of linesOf(keys, from, to)) await keep(LINES, lines, id)
    },
    async voidOrderLines(keys, from, to, { id, receivedAt }, again) {
      const counting = again === undefined ? ` AND ${IS_SOMETHING}` : ''
      const columns = LINES.columns.join(', ')
      const values = writtenAgain(LINES.columns, receivedAt).map((value) => VOID[value] ?? value)
      for (const lines of linesOf(keys, from, to)) {
        await run(
          `INSERT INTO order_lines (${columns}) SELECT ${values.join(', ')} FROM (
             SELECT ${columns} FROM order_lines FINAL WHERE ${lines} AND import_id NOT IN ('', {run:String})${counting}
           ) AS v ${JOIN_MAPPING}`,
          { run: id },
        )
      }
    },
    noteOrderLines: (lines, importRun, token) => insertOrderLines(client, lines, importRun, token, 'line_versions'),
    async keepTickets(tickets, { id }) {
      for (const part of parts(tickets)) {
        await keep(TICKETS, `ticket_id IN ${packedTexts(part.map(({ value }) => value.ticketId))}`, id)
      }
    },
    async keepMeasures(measures, { id }) {
      for (const part of parts(measures)) {
        const times = part.map(({ measuredAt }) => measuredAt)
        await keep(
          MEASURES,
          `origin_id IN ${packedTexts([...new Set(part.map(({ originId }) => originId))], 'toUUID')} AND name IN {names:Array(String)}
           AND measured_at BETWEEN {from:DateTime64(3, 'UTC')} AND {to:DateTime64(3, 'UTC')}`,
          id,
          {
            names: [...new Set(part.map(({ measure }) => measure))],
            from: engineTime(times.reduce((a, b) => Math.min(a, b))),
            to: engineTime(times.reduce((a, b) => Math.max(a, b))),
          },
          ALSO_OF_NO_FILE,
        )
      }
    },
    async keepFeedback(feedback, { id }) {
      for (const part of parts(feedback)) {
        const ids = packedTexts(part.map(({ value }) => value.feedbackId))
        await keep(FEEDBACK, `feedback_id IN ${ids}`, id, {}, ALSO_OF_NO_FILE)
      }
    },
    async keepSubscriptions(facts, { id }) {
      for (const part of parts(facts)) {
        const origins = packedTexts([...new Set(part.map(({ originId }) => originId))], 'toUUID')
        const ids = packedTexts([...new Set(part.map(({ subscriptionId }) => subscriptionId))])
        await keep(SUBSCRIPTIONS, `origin_id IN ${origins} AND subscription_id IN ${ids}`, id, {}, ALSO_OF_NO_FILE)
      }
    },
    noteTickets: (tickets, importRun, token) => insertTickets(client, tickets, importRun, token, 'ticket_versions'),

    async count(kind, ids) {
      const facts = FACTS[kind]
      const [row] = await ask<{ n: string; stay: string }>(
        `SELECT count() AS n, countIf((${facts.key}) IN (SELECT ${facts.key} FROM ${facts.versions} WHERE NOT ${IMPORTS})) AS stay
         FROM ${facts.table} FINAL WHERE ${IMPORTS}`,
        { ids },
      )
      return { rows: Number(row?.n ?? 0), stay: Number(row?.stay ?? 0) }
    },
    /**
     * The newest row that another import has of a line is stored over it first, then what is left of the imports is deleted: at any moment in between
     * the same again ends the same.
     */
    async takeBack(kind, ids, now) {
      const { table, versions, columns, key } = FACTS[kind]
      const names = columns.join(', ')
      await run(
        `INSERT INTO ${table} (${names}) SELECT ${writtenAgain(columns, now.getTime()).join(', ')} FROM (
           SELECT * FROM ${versions} FINAL
           WHERE NOT ${IMPORTS} AND (${key}) IN (SELECT ${key} FROM ${table} FINAL WHERE ${IMPORTS})
           ORDER BY received_at DESC, import_id DESC LIMIT 1 BY ${key}
         ) AS v ${JOIN_MAPPING}`,
        { ids },
      )
      await run(`DELETE FROM ${table} WHERE ${IMPORTS}`, { ids })
      await run(`DELETE FROM ${versions} WHERE ${IMPORTS}`, { ids })
    },

    noteCopies: (events, importId) =>
      withEngineErrors('clickhouse', () =>
        insertRows(
          client,
          'event_copies',
          events.map(({ sourceId, messageId, messageHash }) => ({
            import_id: importId,
            source_id: sourceId,
            message_id: messageId,
            message_hash: String(messageHash),
          })),
        ),
      ),
    async countEvents(ids) {
      const [row] = await ask<{ n: string; stay: string }>(
        `SELECT count() AS n, countIf((message_hash, message_id, source_id) IN (${OTHER_COPIES})) AS stay FROM events WHERE ${IMPORTS}`,
        { ids },
      )
      return { rows: Number(row?.n ?? 0), stay: Number(row?.stay ?? 0) }
    },
    /** Page views that a later log also has become its own first; then the others go. The same again at any moment ends the same. */
    async takeBackEvents(ids) {
      const others = await ask<{ id: string }>(`SELECT DISTINCT import_id AS id FROM event_copies WHERE NOT ${IMPORTS} ORDER BY id`, {
        ids,
      })
      for (const { id } of others) {
        await client.command({
          query: `ALTER TABLE events UPDATE import_id = {to:String} WHERE ${IMPORTS} AND (message_hash, message_id, source_id) IN (
            SELECT message_hash, message_id, source_id FROM event_copies WHERE import_id = {to:String})`,
          query_params: { ids, to: id },
          clickhouse_settings: { mutations_sync: '2', max_execution_time: 0 },
        })
      }
      await run(`DELETE FROM events WHERE ${IMPORTS}`, { ids })
      await run(`DELETE FROM event_copies WHERE ${IMPORTS}`, { ids })
    },

    async ordersThere(orderIds) {
      const found = new Map<string, string>()
      for (const part of parts(orderIds)) {
        const rows = await ask<{ order_id: string; import_id: string }>(
          `SELECT order_id, max(import_id) AS import_id FROM order_lines FINAL WHERE order_id IN ${packedTexts(part)} GROUP BY order_id`,
          {},
        )
        for (const { order_id, import_id } of rows) found.set(order_id, import_id)
      }
      return found
    },
    async customersWithFacts(customerIds, ids) {
      const found = new Set<string>()
      for (const part of parts(customerIds, CUSTOMERS_A_QUERY)) {
        const rows = await ask<{ id: string }>(
          `SELECT DISTINCT toString(customer_id) AS id FROM (
             SELECT customer_id FROM order_lines WHERE NOT ${IMPORTS}
             UNION ALL SELECT customer_id FROM service_tickets WHERE NOT ${IMPORTS}
             UNION ALL SELECT customer_id FROM events WHERE NOT ${IMPORTS}
             UNION ALL SELECT customer_id FROM feedback WHERE NOT ${IMPORTS}
             UNION ALL SELECT customer_id FROM measures WHERE NOT ${IMPORTS}
             UNION ALL SELECT customer_id FROM subscription_facts WHERE NOT ${IMPORTS}
             UNION ALL SELECT customer_id FROM touches
             UNION ALL SELECT customer_id FROM decisions
           ) WHERE customer_id IN ${packedTexts(part, 'toUUID')}`,
          { ids },
        )
        for (const { id } of rows) found.add(id)
      }
      return found
    },
    async forgetCustomers(customerIds) {
      for (const part of parts(customerIds, CUSTOMERS_A_QUERY)) {
        const people = packedTexts(part, 'toUUID')
        for (const table of ['customers', 'profiles', 'scores', 'value_predictions', 'cluster_members', 'recommendations'])
          await run(`DELETE FROM ${table} WHERE customer_id IN ${people}`)
        await run(`DELETE FROM customer_alias WHERE from_id IN ${people}`)
        // Somebody who comes again has the same id, and counts for nobody else.
        await run(`INSERT INTO customer_overrides (origin_id, customer_id) SELECT id, id FROM ${people}`)
      }
    },
    async forgetCouponUses(sendKeys) {
      for (const part of parts(sendKeys)) await run(`DELETE FROM touches WHERE kind = 'coupon_used' AND send_key IN ${packedTexts(part)}`)
    },
  }
}

/** What a stored row is written again as: received now, and of the customer who its origin has now. */
function writtenAgain(columns: readonly string[], receivedAt: number): string[] {
  const given: Readonly<Record<string, string>> = {
    received_at: `toDateTime64('${engineTime(receivedAt)}', 3, 'UTC')`,
    owner_id: CUSTOMER_OF_ORIGIN,
  }
  return columns.map((name) => given[name] ?? name)
}

function parts<T>(list: readonly T[], size = IDS_A_QUERY): T[][] {
  const blocks: T[][] = []
  for (let start = 0; start < list.length; start += size) blocks.push(list.slice(start, start + size))
  return blocks
}
