import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { accountsOf, ADDRESS_KINDS, pushTargetOf } from '#act/addresses/channel-address.ts'
import type { AddressAccount } from '#act/addresses/channel-address.ts'
import type { ContactRoute } from '#act/contact-reader.ts'
import type { Channel } from '#decide/strategy.ts'
import { decryptField, openRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { addressIndex, adoptOpenIds, readAddressAccounts, readAddresses, readSubscriptions } from './address-store.ts'
import type { StoredAddress } from './address-store.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'

/** Channels whose addresses belong to one app each. */
export type RoutedChannel = Extract<Channel, 'wechat' | 'push'>

export function hasRoutes(channel: Channel): channel is RoutedChannel {
  return channel === 'wechat' || channel === 'push'
}

/**
 * The address of each customer that would be used first, as a hash; those without one are left out. An address counts only while there is an account that can
 * send to it: an openid whose app nobody named is used only while there is one account of WeChat.
 */
export async function readRouteHashes(
  db: Kysely<Database>,
  keyring: Keyring,
  customerIds: readonly string[],
  channel: RoutedChannel,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const { row } of await sendable(db, keyring, customerIds, channel)) {
    if (!found.has(row.customer_id)) found.set(row.customer_id, `${row.kind}:${row.blind_index.toString('base64')}`)
  }
  return found
}

/** All addresses of each customer that can be sent to, opened; the one seen last first. */
export async function readRoutes(
  db: Kysely<Database>,
  keyring: Keyring,
  customerIds: readonly string[],
  channel: RoutedChannel,
): Promise<ReadonlyMap<string, readonly ContactRoute[]>> {
  const rows = await sendable(db, keyring, customerIds, channel)
  const [keys, subscriptions] = await Promise.all([
    readDataKeys(
      db,
      keyring,
      rows.flatMap(({ row }) => row.sealed_for ?? []),
    ),
    readSubscriptions(
      db,
      rows.map(({ row }) => row.id),
    ),
  ])
  const found = new Map<string, ContactRoute[]>()
  for (const { row, accountIds } of rows) {
    const address = openAddress(keyring, row, keys)
    if (address === null) continue
    const push = pushTargetOf(row.kind, address)
    if (push === null && channel === 'push') continue
    const own = found.get(row.customer_id) ?? []
    own.push({ address, accountIds, push, windowUntil: row.window_until, subscriptions: subscriptions.get(row.id) ?? [] })
    found.set(row.customer_id, own)
  }
  return found
}

/** Ends the address that a provider refused for good. Without one, that which would have been used. False: it had ended already. */
export async function endRoute(
  db: Kysely<Database>,
  keyring: Keyring,
  customerId: string,
  channel: RoutedChannel,
  address: string | undefined,
  reason: string,
  now: Date,
): Promise<boolean> {
  const own = await sendable(db, keyring, [customerId], channel)
  const used =
    address === undefined
      ? own[0]
      : own.find(({ row }) => addressIndex(keyring, { kind: row.kind, app: row.app, value: address }).equals(row.blind_index))
  if (used === undefined) return false
  const result = await db
    .updateTable('channel_addresses')
    .set({ state: 'ended', reason: reason === '' ? 'refused' : reason, changed_at: now })
    .where('id', '=', used.row.id)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Whether an address of an alias has an account that can send to it, as `accountsOf` says: of its app, or the only one of its kind. */
export function isServed(accounts: readonly AddressAccount[], alias: string): RawBuilder<boolean> {
  const apps = accounts.flatMap(({ id, appId }) => (appId === '' ? [id] : [appId]))
  const alone = ADDRESS_KINDS.filter((kind) => accountsOf({ kind, app: '' }, accounts).length === 1)
  const [app, kind] = [sql.ref(`${alias}.app`), sql.ref(`${alias}.kind`)]
  return sql<boolean>`(${app} = ANY (${apps}::text[]) OR ${kind} = ANY (${alone}::text[]) AND (${app} = '' OR ${kind} <> 'openid'))`
}

async function sendable(
  db: Kysely<Database>,
  keyring: Keyring,
  customerIds: readonly string[],
  channel: RoutedChannel,
): Promise<readonly { readonly row: StoredAddress; readonly accountIds: readonly string[] }[]> {
  const accounts = await readAddressAccounts(db)
  if (accounts.length === 0 || customerIds.length === 0) return []
  if (channel === 'wechat') await adoptOpenIds(db, keyring, customerIds)
  return (await readAddresses(db, customerIds, [channel], true)).flatMap((row) => {
    const accountIds = accountsOf(row, accounts)
    return accountIds.length === 0 ? [] : [{ row, accountIds }]
  })
}

/** Null: the key of whom it belonged to is gone. */
function openAddress(keyring: Keyring, row: StoredAddress, keys: ReadonlyMap<string, Buffer>): string | null {
  if (row.sealed_for === null) return openRecord(keyring, `address:${row.blind_index.toString('base64')}`, row.sealed)
  const key = keys.get(row.sealed_for)
  return key === undefined ? null : decryptField(key, row.sealed_for, `address:${row.kind}`, row.sealed)
}
