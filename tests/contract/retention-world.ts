import type { Kysely } from 'kysely'
import { SMTPServer } from 'smtp-server'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { encryptField, newDataKey } from '#privacy/field-encryption.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import type { Engines } from '#store/engines/engines.ts'
import { connect } from '#store/relational/connect.ts'
import type { Database } from '#store/relational/database.ts'
import { openEngines } from '../support/data-folder.ts'

export interface RetentionWorld {
  readonly dataDir: string
  readonly engines: Engines
  readonly db: Kysely<Database>
  readonly keyring: Keyring
  stop(): Promise<void>
}

/** Both engines on an empty folder, with the product's tables. */
export async function openRetentionWorld(clock: Clock): Promise<RetentionWorld> {
  const { engines, dataDir, stop } = await openEngines({ clock })
  return {
    dataDir,
    engines,
    db: connect(engines.pg),
    keyring: loadKeyring({ dataDir }),
    stop,
  }
}

export interface SeedCustomer {
  readonly email: string | null
  readonly consent: boolean | null
  readonly risk: number
  readonly tier: 'high' | 'medium' | 'low'
  readonly cause: string
  readonly name?: string
  readonly language?: string
  readonly valueClass?: string
}

/** Customers with encrypted addresses, consents, scores and profiles as of a time. Returns their ids in order. */
export async function seedCustomers(world: RetentionWorld, asOf: Date, customers: readonly SeedCustomer[]): Promise<string[]> {
  const { db, keyring, engines } = world
  const at = { created_at: asOf, updated_at: asOf }
  const seen = { source: 'test', first_seen_at: asOf, last_seen_at: asOf }
  const rows = customers.map((customer) => ({ ...customer, id: newId(asOf) }))
  for (let start = 0; start < rows.length; start += 500) {
    const block = rows.slice(start, start + 500).map((row) => ({ row, key: newDataKey(keyring, row.id) }))
    await db
      .insertInto('customers')
      .values(
        block.map(({ row, key }) => ({
          id: row.id,
          data_key: key.wrapped,
          display_name: row.name === undefined ? null : encryptField(key.key, row.id, 'name', row.name),
          masked_name: '张**',
          preferred_language: row.language ?? 'zh-CN',
          source: 'test',
          ...at,
        })),
      )
      .execute()
    const identifiers = block.flatMap(({ row, key }) =>
      row.email === null
        ? []
        : [
            {
              kind: 'email',
              blind_index: blindIndex(keyring, 'email', row.email),
              customer_id: row.id,
              origin_id: row.id,
              ciphertext: encryptField(key.key, row.id, 'email', row.email),
              masked: 'm***',
              ...seen,
            },
          ],
    )
    if (identifiers.length > 0) await db.insertInto('identifiers').values(identifiers).execute()
    const consents = block.flatMap(({ row }) =>
      row.consent === null
        ? []
        : [{ customer_id: row.id, purpose: 'marketing', channel: 'email', granted: row.consent, source: 'test', changed_at: asOf }],
    )
    if (consents.length > 0) await db.insertInto('consents').values(consents).execute()
  }
  const time = engineTime(asOf.getTime())
  await insertRows(
    engines.clickhouse,
    'customers',
    rows.map(({ id }) => ({ customer_id: id, source: 'file', is_test: 0, attributes: '{}', updated_at: engineTime(asOf.getTime()) })),
  )
  await insertRows(
    engines.clickhouse,
    'scores',
    rows.map((row) => ({
      kind: 'churn',
      as_of: time,
      customer_id: row.id,
      model_id: 'churn',
      model_version: 3,
      probability: row.risk,
      value: 300,
      tier: row.tier,
      cause: row.cause,
      reasons: '[]',
      computed_at: time,
    })),
  )
  await insertRows(
    engines.clickhouse,
    'profiles',
    rows.map((row) => ({
      as_of: time,
      customer_id: row.id,
      definition_version: '1',
      recency_days: 75,
      frequency: 3,
      monetary: '360',
      average_order: '120',
      r_score: 1,
      f_score: 2,
      m_score: 2,
      lifecycle_tier: 'at_risk',
      value_class: row.valueClass ?? 'general',
      favourite_category: '茶具',
      main_channel: 'web',
    })),
  )
  return rows.map(({ id }) => id)
}

/** One order of each customer, `days` after `asOf`. */
export async function seedOrders(
  world: RetentionWorld,
  asOf: Date,
  orders: readonly { readonly customerId: string; readonly days: number; readonly amount: number; readonly currency?: string }[],
): Promise<void> {
  await insertRows(
    world.engines.clickhouse,
    'order_lines',
    orders.map(({ customerId, days, amount, currency = 'CNY' }, i) => {
      const time = engineTime(asOf.getTime() + days * DAY_MS)
      return {
        line_key: String(i + 1),
        order_id: `o${i}`,
        origin_id: customerId,
        kind: 'sale',
        occurred_at: time,
        received_at: time,
        available_at: time,
        product_id: 'p',
        quantity: '1',
        unit_price: String(amount),
        amount: String(amount),
        currency,
        channel: 'web',
        is_duplicate: 0,
        is_test: 0,
        import_id: '',
      }
    }),
  )
}

export interface CaughtMail {
  readonly to: string
  readonly sendKey: string
  readonly messageId: string
  readonly source: string
}

/** A real SMTP server on a free loopback port. `refuse` answers an address with a code at RCPT TO. */
export async function catchMail(
  options: { readonly refuse?: (address: string) => number | null; readonly delayMs?: number; readonly onMail?: () => void } = {},
): Promise<{
  readonly port: number
  readonly mails: CaughtMail[]
  close(): Promise<void>
}> {
  const mails: CaughtMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    // Pooled connections of senders stay open; nobody waits for them.
    closeTimeout: 100,
    onRcptTo(address, _session, done) {
      const code = options.refuse?.(address.address) ?? null
      if (code === null) done()
      else done(Object.assign(new Error('no'), { responseCode: code }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString('utf8')
        const header = (name: string): string => new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(source)?.[1]?.trim() ?? ''
        mails.push({
          to: session.envelope.rcptTo[0]?.address ?? '',
          sendKey: header('X-Liuke-Send-Key'),
          messageId: header('Message-ID'),
          source,
        })
        options.onMail?.()
        setTimeout(() => done(), options.delayMs ?? 0)
      })
    },
  })
  // A killed client resets its connections; that is no failure of the server.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
