import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { accountsOf, lookUpText, splitOpenId } from '#act/addresses/channel-address.ts'
import type { AddressAccount, AddressKind, AddressStore, AddressView, SaidAddress } from '#act/addresses/channel-address.ts'
import { newId } from '#kernel/id.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { decryptField, encryptField, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { StoredPeople } from '../stored-people.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'

/** What is written of one address. */
interface AddressRow extends SaidAddress {
  readonly state: 'active' | 'ended'
  readonly reason: string
}

interface SealedRow extends AddressRow {
  readonly id: string
  readonly index: Buffer
  readonly bytes: Buffer
  readonly sealedFor: string | null
}

const BLOCK = 1_000

export function createAddressStore(db: Kysely<Database>, keyring: Keyring, people: StoredPeople): AddressStore {
  const write = async (rows: readonly AddressRow[]): Promise<void> => {
    for (let start = 0; start < rows.length; start += BLOCK) await writeAddresses(db, keyring, rows.slice(start, start + BLOCK))
  }
  const idOf = async (address: Pick<SaidAddress, 'kind' | 'app' | 'value'>): Promise<string | null> => {
    const row = await db
      .selectFrom('channel_addresses')
      .select('id')
      .where('kind', '=', address.kind)
      .where('blind_index', '=', addressIndex(keyring, address))
      .executeTakeFirst()
    return row?.id ?? null
  }
  return {
    say: (addresses) => write(addresses.map((one) => ({ ...one, state: 'active', reason: '' }))),

    end: (address, reason, at) => write([{ ...address, customerId: null, at, source: 'provider', state: 'ended', reason }]),

    async subscribe(address, template, agreed, key) {
      // No means no to this template; the openid stays good for everything else, and a follower stays one.
      if (agreed || (await idOf(address)) === null) await write([{ ...address, state: 'active', reason: '' }])
      const id = await idOf(address)
      if (id === null) return
      await sql`
        INSERT INTO address_subscriptions AS s (address_id, template, left_count, changed_at, told)
        VALUES (${id}, ${template}, ${agreed ? 1 : 0}, ${address.at}, ${[key]}::text[])
        ON CONFLICT (address_id, template) DO UPDATE SET
          left_count = CASE WHEN ${agreed} THEN s.left_count + 1 ELSE 0 END,
          changed_at = greatest(s.changed_at, excluded.changed_at),
          told = (s.told || excluded.told)[greatest(array_length(s.told, 1) - 48, 1):]
        WHERE NOT s.told @> excluded.told AND (${agreed} OR s.changed_at <= excluded.changed_at)`.execute(db)
    },

    async used(address, template) {
      const id = await idOf(address)
      if (id === null) return
      await sql`UPDATE address_subscriptions SET left_count = greatest(left_count - 1, 0) WHERE address_id = ${id} AND template = ${template}`.execute(
        db,
      )
    },

    async openWindow(address, until) {
      await write([{ ...address, state: 'active', reason: '' }])
      await db
        .updateTable('channel_addresses')
        .set({ window_until: sql`greatest(window_until, ${until})` })
        .where('kind', '=', address.kind)
        .where('blind_index', '=', addressIndex(keyring, address))
        .execute()
    },

    adopt: () => adoptOpenIds(db, keyring, null),

    async ofCustomer(scope, customerId) {
      if (!(await people.has(scope, customerId))) return null
      const known = await db.selectFrom('customers').select('id').where('id', '=', customerId).executeTakeFirst()
      if (known === undefined) return null
      await adoptOpenIds(db, keyring, [customerId])
      const [rows, accounts] = await Promise.all([readAddresses(db, [customerId], ['wechat', 'push'], false), readAddressAccounts(db)])
      const subscriptions = await readSubscriptions(
        db,
        rows.map(({ id }) => id),
      )
      return rows.map((row): AddressView => ({
        id: row.id,
        kind: row.kind,
        app: row.app,
        accountIds: accountsOf(row, accounts),
        masked: row.masked,
        state: row.state,
        reason: row.reason,
        source: row.source,
        since: row.since,
        lastSeenAt: row.last_seen_at,
        windowUntil: row.window_until,
        subscriptions: subscriptions.get(row.id) ?? [],
      }))
    },

    async endById(scope, customerId, addressId, reason, at) {
      if (!(await people.has(scope, customerId))) return false
      const own = (await readAddresses(db, [customerId], ['wechat', 'push'], true)).some(({ id }) => id === addressId)
      if (!own) return false
      const result = await db
        .updateTable('channel_addresses')
        .set({ state: 'ended', reason, changed_at: at })
        .where('id', '=', addressId)
        .where('state', '=', 'active')
        .executeTakeFirst()
      return result.numUpdatedRows === 1n
    },

    accounts: () => readAddressAccounts(db),
  }
}

/** The blind index of an address; of an openid the one of its identifier. */
export function addressIndex(keyring: Keyring, address: Pick<SaidAddress, 'kind' | 'app' | 'value'>): Buffer {
  const text = lookUpText(address)
  return blindIndex(keyring, address.kind, address.kind === 'openid' ? (normaliseIdentifier('openid', text) ?? text) : text)
}

/** Accounts that send to addresses of apps, in the order that the team prefers. */
export async function readAddressAccounts(db: Kysely<Database>): Promise<readonly AddressAccount[]> {
  const { rows } = await sql<{ id: string; provider: string; app_id: string | null }>`
    SELECT id, provider, settings->>'appId' AS app_id FROM channel_accounts WHERE side IN ('wechat', 'push') ORDER BY preference, id`.execute(
    db,
  )
  return rows.map(({ id, provider, app_id }) => ({ id, provider, appId: app_id ?? '' }))
}

/** An ended address comes back: by any word but those of tracking and of identifiers, which may be old news of a device. */
const REVIVED = sql`(a.state = 'ended' AND excluded.state = 'active' AND excluded.last_seen_at >= a.changed_at AND excluded.source NOT IN ('tracking', 'identifier'))`
const MOVED = sql`(excluded.customer_id IS NOT NULL AND excluded.customer_id IS DISTINCT FROM a.customer_id)`

/** Grain: one row per address; of two words on one in a block the later counts. */
async function writeAddresses(db: Kysely<Database>, keyring: Keyring, said: readonly AddressRow[]): Promise<void> {
  const latest = new Map<string, AddressRow & { readonly index: Buffer }>()
  for (const row of said) {
    const index = addressIndex(keyring, row)
    const name = `${row.kind}:${index.toString('base64')}`
    const known = latest.get(name)
    if (known === undefined || known.at.getTime() <= row.at.getTime()) latest.set(name, { ...row, index })
  }
  const rows = [...latest.values()]
  const keys = await readDataKeys(
    db,
    keyring,
    rows.flatMap(({ customerId }) => customerId ?? []),
  )
  const sealed = rows.flatMap((row): SealedRow[] => {
    const id = newId(row.at)
    if (row.customerId === null)
      return [{ ...row, id, bytes: sealRecord(keyring, `address:${row.index.toString('base64')}`, row.value), sealedFor: null }]
    const key = keys.get(row.customerId)
    // Whoever was erased gets no new address.
    if (key === undefined) return []
    return [{ ...row, id, bytes: encryptField(key, row.customerId, `address:${row.kind}`, row.value), sealedFor: row.customerId }]
  })
  if (sealed.length === 0) return
  await sql`
    INSERT INTO channel_addresses AS a
      (id, channel, kind, app, blind_index, customer_id, sealed_for, sealed, masked, state, reason, source, since, changed_at, last_seen_at)
    SELECT n.id, CASE n.kind WHEN 'openid' THEN 'wechat' ELSE 'push' END, n.kind, n.app, n.blind_index, coalesce(c.merged_into, c.id), n.sealed_for,
      n.sealed, n.masked, n.state, n.reason, n.source, n.at, n.at, n.at
    FROM unnest(${sealed.map(({ id }) => id)}::uuid[], ${sealed.map(({ kind }) => kind)}::text[], ${sealed.map(({ app }) => app)}::text[],
      ${sealed.map(({ index }) => index)}::bytea[], ${sealed.map(({ sealedFor }) => sealedFor)}::uuid[], ${sealed.map(({ bytes }) => bytes)}::bytea[],
      ${sealed.map((row) => maskedAddress(row))}::text[], ${sealed.map(({ state }) => state)}::text[], ${sealed.map(({ reason }) => reason)}::text[],
      ${sealed.map(({ source }) => source)}::text[], ${sealed.map(({ at }) => at)}::timestamptz[])
      AS n (id, kind, app, blind_index, sealed_for, sealed, masked, state, reason, source, at)
    LEFT JOIN customers c ON c.id = n.sealed_for
    ON CONFLICT (kind, blind_index) DO UPDATE SET
      app = CASE WHEN excluded.app = '' THEN a.app ELSE excluded.app END,
      customer_id = coalesce(excluded.customer_id, a.customer_id),
      origin_id = CASE WHEN excluded.customer_id IS NULL OR excluded.customer_id = a.customer_id THEN a.origin_id END,
      sealed_for = CASE WHEN excluded.sealed_for IS NULL THEN a.sealed_for ELSE excluded.sealed_for END,
      sealed = CASE WHEN excluded.sealed_for IS NULL THEN a.sealed ELSE excluded.sealed END,
      state = CASE WHEN ${REVIVED} OR excluded.state = 'ended' THEN excluded.state ELSE a.state END,
      reason = CASE WHEN ${REVIVED} OR excluded.state = 'ended' THEN excluded.reason ELSE a.reason END,
      since = CASE WHEN ${REVIVED} OR ${MOVED} THEN excluded.since ELSE a.since END,
      changed_at = CASE WHEN ${REVIVED} OR ${MOVED} OR excluded.state = 'ended' AND a.state = 'active'
        THEN greatest(a.changed_at, excluded.changed_at) ELSE a.changed_at END,
      source = CASE WHEN ${REVIVED} OR ${MOVED} THEN excluded.source ELSE a.source END,
      last_seen_at = greatest(a.last_seen_at, excluded.last_seen_at)
    WHERE excluded.last_seen_at >= a.last_seen_at AND excluded.last_seen_at >= a.changed_at
      OR a.customer_id IS NULL AND excluded.customer_id IS NOT NULL`.execute(db)
}

/** A browser is known by the host of its service, a token by its end. */
function maskedAddress({ kind, value }: Pick<SaidAddress, 'kind' | 'value'>): string {
  if (kind !== 'web') return mask('device', value)
  const endpoint = lookUpText({ kind, app: '', value })
  return `${URL.parse(endpoint)?.host ?? ''} ${mask('device', endpoint)}`
}

export interface StoredAddress {
  readonly id: string
  readonly customer_id: string
  readonly kind: AddressKind
  readonly app: string
  readonly blind_index: Buffer
  readonly sealed_for: string | null
  readonly sealed: Buffer
  readonly masked: string
  readonly state: 'active' | 'ended'
  readonly reason: string
  readonly source: string
  readonly since: Date
  readonly last_seen_at: Date
  readonly window_until: Date | null
}

/**
 * Grain: one row per address of these customers, active ones first, the newest of them first. Whose an openid is, is what its identifier says where there is one: identifiers
 * move between customers by hand, too. Cost: the addresses and openids of the customers asked for.
 */
export async function readAddresses(
  db: Kysely<Database>,
  customerIds: readonly string[],
  channels: readonly string[],
  onlyActive: boolean,
): Promise<readonly StoredAddress[]> {
  const { rows } = await sql<StoredAddress>`
    SELECT * FROM (
      SELECT a.id, a.customer_id, a.kind, a.app, a.blind_index, a.sealed_for, a.sealed, a.masked, a.state, a.reason, a.source, a.since, a.last_seen_at,
        a.window_until
      FROM channel_addresses a
      WHERE a.customer_id = ANY (${[...customerIds]}::uuid[]) AND a.channel = ANY (${[...channels]}::text[])
        AND NOT EXISTS (SELECT FROM identifiers i WHERE i.kind = a.kind AND i.blind_index = a.blind_index AND i.customer_id <> a.customer_id)
      UNION ALL
      SELECT a.id, i.customer_id, a.kind, a.app, a.blind_index, a.sealed_for, a.sealed, a.masked, a.state, a.reason, a.source, a.since, a.last_seen_at,
        a.window_until
      FROM identifiers i JOIN channel_addresses a ON a.kind = i.kind AND a.blind_index = i.blind_index
      WHERE i.customer_id = ANY (${[...customerIds]}::uuid[]) AND i.kind = 'openid' AND 'wechat' = ANY (${[...channels]}::text[])
        AND a.customer_id IS DISTINCT FROM i.customer_id
    ) found
    WHERE ${onlyActive ? sql`state = 'active'` : sql`true`}
    ORDER BY state, last_seen_at DESC, id`.execute(db)
  return rows
}

export async function readSubscriptions(
  db: Kysely<Database>,
  addressIds: readonly string[],
): Promise<ReadonlyMap<string, readonly { readonly template: string; readonly left: number }[]>> {
  const found = new Map<string, { template: string; left: number }[]>()
  if (addressIds.length === 0) return found
  const rows = await db
    .selectFrom('address_subscriptions')
    .select(['address_id', 'template', 'left_count'])
    .where('address_id', 'in', [...addressIds])
    .orderBy('template')
    .execute()
  for (const { address_id, template, left_count } of rows) {
    const own = found.get(address_id) ?? []
    own.push({ template, left: left_count })
    found.set(address_id, own)
  }
  return found
}

/**
 * Gives openids that are known as identifiers a place among the addresses, with their app. Of these customers, or of a block of all of them; returns how many
 * there were. Cost: the openids without a place.
 */
export async function adoptOpenIds(db: Kysely<Database>, keyring: Keyring, customerIds: readonly string[] | null): Promise<number> {
  const { rows } = await sql<{ customer_id: string; ciphertext: Buffer; last_seen_at: Date }>`
    SELECT i.customer_id, i.ciphertext, i.last_seen_at FROM identifiers i
    JOIN customers c ON c.id = i.customer_id AND c.data_key IS NOT NULL
    WHERE i.kind = 'openid' AND ${customerIds === null ? sql`true` : sql`i.customer_id = ANY (${[...customerIds]}::uuid[])`}
      AND NOT EXISTS (SELECT FROM channel_addresses a WHERE a.kind = 'openid' AND a.blind_index = i.blind_index)
    LIMIT ${customerIds === null ? BLOCK : 1_000_000}`.execute(db)
  if (rows.length === 0) return 0
  const keys = await readDataKeys(
    db,
    keyring,
    rows.map((row) => row.customer_id),
  )
  const said = rows.flatMap(({ customer_id, ciphertext, last_seen_at }): AddressRow[] => {
    const key = keys.get(customer_id)
    if (key === undefined) return []
    const identifier = decryptField(key, customer_id, 'openid', ciphertext)
    return [
      {
        kind: 'openid',
        ...splitOpenId(identifier),
        customerId: customer_id,
        at: last_seen_at,
        source: 'identifier',
        state: 'active',
        reason: '',
      },
    ]
  })
  for (let start = 0; start < said.length; start += BLOCK) await writeAddresses(db, keyring, said.slice(start, start + BLOCK))
  return said.length
}
