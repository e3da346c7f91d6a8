import { sql } from 'kysely'
import type { Kysely, RawBuilder, Selectable } from 'kysely'
import type { Scope } from '#access/scope.ts'
import type { MessagePurpose } from '#act/outgoing-message.ts'
import type { SendSource, SendSourceKind, SourceNames } from '#act/send-source.ts'
import { BASE } from '#act/content/variant-reasons.ts'
import type { SendDetail, SendFilter, SendLog, SendView } from '#act/send-store.ts'
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
import { readWaiting } from './waiting-sends.ts'

/**
 * What was sent to whom, for people who look it up. Cost: a page by the index of times, or of the run, source or customer; a tally and the number of a list one pass over what they hold for.
 * @param nameReaders say what a source is called; those of strategies are known here
 */
export function createSendLog(
  db: Kysely<Database>,
  keyring: Keyring,
  people: StoredPeople,
  nameReaders: Readonly<Partial<Record<SendSourceKind, SourceNames>>> = {},
): SendLog {
  /** Names by kind and id of what is no strategy. */
  const namesOf = async (sources: readonly SendSource[]): Promise<ReadonlyMap<string, BilingualText>> => {
    const names = new Map<string, BilingualText>()
    for (const [kind, same] of Map.groupBy(sources, (source) => source.kind)) {
      const known = (await nameReaders[kind]?.([...new Set(same.map(({ id }) => id))])) ?? []
      for (const [id, name] of known) names.set(`${kind}/${id}`, name)
    }
    return names
  }
  const rows = async (scope: Scope) =>
    db
      .selectFrom('send_ledger')
      .leftJoin('customers', 'customers.id', 'send_ledger.customer_id')
      .leftJoin('strategies', (join) =>
        join
          .on('send_ledger.source_kind', '=', 'strategy')
          .onRef('strategies.id', '=', 'send_ledger.source_id')
          .onRef('strategies.version', '=', 'send_ledger.source_version'),
      )
      .leftJoin('variant_sends', 'variant_sends.send_key', 'send_ledger.send_key')
      .selectAll('send_ledger')
      .select([
        'customers.masked_name',
        'variant_sends.variant',
        'variant_sends.name as variant_name',
        sql<BilingualText | null>`strategies.definition -> 'name'`.as('strategy_name'),
      ])
      .where(await people.condition(scope, 'send_ledger.customer_id'))
  return {
    async list(scope, { cursor, limit = 50, ...filter }) {
      let query = (await rows(scope))
        .orderBy('send_ledger.planned_at', 'desc')
        .orderBy('send_ledger.send_key', 'desc')
        .limit(limit + 1)
        .where(matching(filter))
      if (cursor !== undefined && cursor !== null) {
        const { time, key } = decodeCursor(cursor, 'text')
        query = query.where(sql<boolean>`(send_ledger.planned_at, send_ledger.send_key) < (${time}, ${key})`)
      }
      const page = toPage(await query.execute(), limit, (row) => ({ time: row.planned_at, key: row.send_key }))
      const names = await namesOf(page.items.map(sourceOf))
      return {
        items: page.items.map((row) => toView(row, row.strategy_name ?? names.get(`${row.source_kind}/${row.source_id}`))),
        nextCursor: page.nextCursor,
        ...(cursor === undefined || cursor === null ? { total: await countOf(query) } : {}),
      }
    },

    async tally(scope, filter) {
      const found = await db
        .selectFrom('send_ledger')
        .select(['state', 'reason', sql<string>`count(*)`.as('sends')])
        .where(await people.condition(scope, 'send_ledger.customer_id'))
        .where(matching(filter))
        .groupBy(['state', 'reason'])
        .execute()
      return found.map(({ state, reason, sends }) => ({ state: state as SendState, reason, sends: Number(sends) }))
    },

    waiting: async (scope, filter, now) =>
      await readWaiting(db, await people.condition(scope, 'send_ledger.customer_id'), matching(filter), now),

    async sources() {
      // Steps from one source to the next in the index, so that its cost is the number of sources and not that of sends.
      const { rows: found } = await sql<{ kind: SendSourceKind; id: string; name: BilingualText | null }>`
        WITH RECURSIVE source (kind, id) AS (
          (SELECT source_kind, source_id FROM send_ledger ORDER BY source_kind, source_id LIMIT 1)
          UNION ALL
          SELECT next.source_kind, next.source_id FROM source CROSS JOIN LATERAL (
            SELECT source_kind, source_id FROM send_ledger
            WHERE (source_kind, source_id) > (source.kind, source.id) ORDER BY source_kind, source_id LIMIT 1
          ) next
        )
        SELECT source.kind, source.id, (SELECT definition -> 'name' FROM strategies s WHERE s.id = source.id AND source.kind = 'strategy' ORDER BY version DESC LIMIT 1) AS name
        FROM source`.execute(db)
      const names = await namesOf(found)
      return found.map(({ kind, id, name }) => ({ kind, id, name: name ?? names.get(`${kind}/${id}`) ?? { zh: id, en: id } }))
    },

    async detail(scope, sendKey) {
      const row = await (await rows(scope)).where('send_ledger.send_key', '=', sendKey).executeTakeFirst()
      if (row === undefined) return null
      const [names, { rows: accounts }] = await Promise.all([
        namesOf([sourceOf(row)]),
        sql<{ name: string; provider: string }>`SELECT name, provider FROM channel_accounts WHERE id = ${row.account_id}`.execute(db),
      ])
      const [account] = accounts
      return {
        ...toView(row, row.strategy_name ?? names.get(`${row.source_kind}/${row.source_id}`)),
        steps: stepsOf(row),
        priority: row.priority,
        step: row.step,
        nextChannels: row.next_channels as Channel[],
        // One that was removed keeps its id.
        account: row.account_id === null ? null : { id: row.account_id, name: account?.name ?? '', provider: account?.provider ?? '' },
        providerId: row.provider_id,
        dueAt: row.not_before,
        expiresAt: row.expires_at,
        asks: row.asks,
        askAt: row.state === 'uncertain' ? row.ask_at : null,
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

/** The condition over the ledger that a filter comes to. */
function matching({
  runId,
  source,
  states,
  sendKeys,
  customerId,
  channel,
  accountId,
  reason,
  variant,
  from,
  until,
}: SendFilter): RawBuilder<boolean> {
  const parts = [sql<boolean>`true`]
  if (runId !== undefined) parts.push(sql<boolean>`send_ledger.run_id = ${runId}`)
  if (source !== undefined) parts.push(sql<boolean>`send_ledger.source_kind = ${source.kind}`)
  if (source?.id !== undefined) parts.push(sql<boolean>`send_ledger.source_id = ${source.id}`)
  // By its own index, since they are few among many.
  if (states?.every((state) => state === 'uncertain') === true) parts.push(sql<boolean>`send_ledger.phase = 1`)
  if (states !== undefined) parts.push(sql<boolean>`send_ledger.state = ANY(${[...states]}::text[])`)
  if (sendKeys !== undefined) parts.push(sql<boolean>`send_ledger.send_key = ANY(${[...sendKeys]}::text[])`)
  if (customerId !== undefined) parts.push(sql<boolean>`send_ledger.customer_id = ${customerId}`)
  if (channel !== undefined) parts.push(sql<boolean>`send_ledger.channel = ${channel}`)
  if (accountId !== undefined) parts.push(sql<boolean>`send_ledger.account_id = ${accountId}`)
  if (reason !== undefined) parts.push(sql<boolean>`send_ledger.reason = ${reason}`)
  if (variant !== undefined) {
    const id = variant === BASE ? '' : variant
    parts.push(
      sql<boolean>`send_ledger.handed_at IS NOT NULL AND EXISTS (SELECT FROM variant_sends v WHERE v.send_key = send_ledger.send_key AND v.variant = ${id})`,
    )
  }
  if (from !== undefined) parts.push(sql<boolean>`send_ledger.planned_at >= ${from}`)
  if (until !== undefined) parts.push(sql<boolean>`send_ledger.planned_at < ${until}`)
  return sql<boolean>`${sql.join(parts, sql` AND `)}`
}

function sourceOf(row: Pick<Selectable<SendLedgerTable>, 'source_kind' | 'source_id'>): SendSource {
  return { kind: row.source_kind as SendSourceKind, id: row.source_id }
}

/** Those that have a time, in its order. */
function stepsOf(row: Selectable<SendLedgerTable>): SendDetail['steps'] {
  const times = [
    ['planned', row.planned_at],
    [row.held_reason === 'paused' ? 'paused' : 'held', row.held_at],
    ['handed', row.handed_at],
    ['accepted', row.accepted_at],
    ['finished', row.finished_at],
  ] as const
  return times.flatMap(([kind, at]) => (at === null ? [] : [{ kind, at }])).toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

interface SeenRow extends Selectable<SendLedgerTable> {
  readonly masked_name: string | null
  readonly variant: string | null
  readonly variant_name: string | null
}

function toView(row: SeenRow, name: BilingualText | undefined): SendView {
  return {
    sendKey: row.send_key,
    runId: row.run_id,
    customerId: row.customer_id,
    maskedName: row.masked_name ?? '',
    source: {
      kind: row.source_kind as SendSourceKind,
      id: row.source_id,
      version: row.source_version,
      name: name ?? { zh: row.source_id, en: row.source_id },
    },
    content: row.content_id === null || row.content_version === null ? null : { id: row.content_id, version: row.content_version },
    // One that was made and did not leave is made once more.
    variant:
      row.variant === null || row.handed_at === null ? null : { id: row.variant === '' ? BASE : row.variant, name: row.variant_name ?? '' },
    purpose: row.purpose as MessagePurpose,
    channel: row.channel as Channel,
    state: row.state as SendState,
    reason: row.reason,
    attempts: row.attempts,
    plannedAt: row.planned_at,
    finishedAt: row.finished_at,
  }
}
