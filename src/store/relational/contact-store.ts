import { isRealCustomer } from './real-customer.ts'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Contact, ContactPauser, ContactReader, ContactStopper } from '#act/contact-reader.ts'
import { OF_CUSTOMER, SUPPRESSED_CHANNELS } from '#act/suppressions/suppression.ts'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import type { HeldOut, Reach, ReachReader } from '#decide/candidate.ts'
import { isDirect } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import { isOwnWord } from '#privacy/consent.ts'
import type { ConsentChannel } from '#privacy/consent.ts'
import type { Clock } from '#kernel/clock.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { decryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { askKysely } from './ask.ts'
import { appendConsents } from './consent-ledger.ts'
import { endRoute, hasRoutes, readRouteHashes, readRoutes } from './address-routes.ts'
import { ROUTES } from './contact-routes.ts'
import type { Database } from './database.ts'
import { rememberKey } from './contact-keys.ts'
import { heldOutReason, LIVE_CONTROL } from './held-out.ts'
import { readReachOfMany } from './reach-of-many.ts'
import { addSuppressions, complaintsStopEverything } from './suppression-store.ts'
import type { NewSuppression } from './suppression-store.ts'
import { isAddressSuppressed, isPersonSuppressed } from './suppressed.ts'

const BLOCK = 5_000

interface ContactRow {
  readonly id: string
  readonly masked_name: string
  readonly preferred_language: string
  readonly data_key: Buffer | null
  readonly display_name: Buffer | null
  readonly blind_index: Buffer | null
  readonly ciphertext: Buffer | null
  readonly suppressed: boolean | null
  readonly closed: boolean | null
  readonly granted: boolean | null
  readonly held_out: HeldOut | null
  readonly shared_with: string[] | null
}

/** Who may be reached, read from identifiers, consents and suppressions; addresses are opened only for a message that is about to leave. */
export function createContactStore(
  db: Kysely<Database>,
  keyring: Keyring,
  clock: Clock,
): ReachReader & ContactReader & ContactStopper & ContactPauser {
  return {
    async reach(customerIds, channel) {
      const found = new Map<string, Reach>()
      const now = clock.now()
      for (let start = 0; start < customerIds.length; start += BLOCK) {
        const block = customerIds.slice(start, start + BLOCK)
        const hashes = hasRoutes(channel) ? await readRouteHashes(db, keyring, block, channel) : null
        for (const row of await readContacts(db, block, channel, now)) {
          const contactHash = hashes === null ? hashOf(row, channel) : (hashes.get(row.id) ?? null)
          found.set(row.id, {
            customerId: row.id,
            maskedName: row.masked_name,
            hasAddress: !isDirect(channel) || contactHash !== null,
            consent: row.granted,
            suppressed: row.suppressed === true,
            closed: row.closed === true,
            heldOut: row.held_out,
            sharedWith: row.shared_with ?? [],
            contactHash,
          })
        }
      }
      return found
    },

    reachOfMany: (customerIds, channels) => readReachOfMany(db, keyring, customerIds, channels, clock.now()),

    async addressOf(customerIds, channel) {
      const rows = await readContacts(db, customerIds, channel, clock.now())
      const contacts = rows.map((row) => toContact(row, channel, keyring))
      if (!hasRoutes(channel)) return contacts
      const routes = await readRoutes(db, keyring, customerIds, channel)
      return contacts.map((contact) => {
        const own = routes.get(contact.customerId) ?? []
        return { ...contact, address: own[0]?.address ?? null, addressHash: null, routes: own }
      })
    },

    async stop(customerId, channel, reason, source, now, address) {
      if (hasRoutes(channel) && reason === 'hard_bounce') {
        const own = Buffer.isBuffer(address) ? ((await readRoutes(db, keyring, [customerId], channel)).get(customerId) ?? []) : []
        const used = Buffer.isBuffer(address)
          ? own.find((route) => hashAddress(keyring, channel, route.address).equals(address))?.address
          : address
        // The one that was used is not theirs any more: the others are not to blame.
        if (Buffer.isBuffer(address) && used === undefined) return false
        return await endRoute(db, keyring, customerId, channel, used, source, now)
      }
      return db.transaction().execute(async (trx) => {
        // A bounce says something about one address, the one that was used; a word of the person is about all of them.
        if (reason === 'hard_bounce') {
          const used =
            address === undefined
              ? ((await readContacts(trx, [customerId], channel, now))[0]?.blind_index ?? null)
              : Buffer.isBuffer(address)
                ? address
                : hashAddress(keyring, channel, address)
          return used === null ? false : await suppress(trx, customerId, channel, { reason, source, now, only: used })
        }
        const everywhere = reason === 'complaint' && (await complaintsStopEverything(trx))
        let changed = false
        for (const one of everywhere ? SUPPRESSED_CHANNELS : [channel]) {
          changed = (await suppress(trx, customerId, one, { reason, source, now })) || changed
          changed = (await withdraw(trx, customerId, ROUTES[one].consent, { reason, source, now })) || changed
        }
        return changed
      })
    },

    async pause(customerId, channels, { source, until, now }) {
      await db.transaction().execute(async (trx) => {
        for (const channel of channels) {
          await suppress(trx, customerId, channel, { reason: 'pause', source, now, until })
          // Also for addresses that they give later.
          await suppressPerson(trx, customerId, channel, { reason: 'pause', source, now, until })
        }
      })
    },
  }
}

/** A word of a person on a channel: their addresses there, or `only` one of them. True when that is new. */
async function suppress(
  db: Kysely<Database>,
  customerId: string,
  channel: Channel,
  { only, ...how }: NewSuppression & { readonly only?: Buffer },
): Promise<boolean> {
  const { kind } = ROUTES[channel]
  if (kind === '') return only === undefined ? await suppressPerson(db, customerId, channel, how) : false
  let addresses = db
    .selectFrom('identifiers')
    .select(['kind', 'blind_index as blindIndex', 'masked'])
    .where('customer_id', '=', customerId)
    .where('kind', '=', kind)
  if (only !== undefined) addresses = addresses.where('blind_index', '=', only)
  return (await addSuppressions(db, await addresses.execute(), [channel], how)) > 0
}

/** For channels whose addresses change, and for those that a person will have. True when that is new. */
async function suppressPerson(db: Kysely<Database>, customerId: string, channel: Channel, how: NewSuppression): Promise<boolean> {
  const person = { kind: OF_CUSTOMER, blindIndex: Buffer.from(customerId.replaceAll('-', ''), 'hex'), masked: '' }
  return (await addSuppressions(db, [person], [channel], how)) > 0
}

/** False: the person's own no stands already. */
async function withdraw(
  db: Kysely<Database>,
  customerId: string,
  consent: ConsentChannel,
  { reason, source, now }: NewSuppression,
): Promise<boolean> {
  const standing = await db
    .selectFrom('consents')
    .select(['granted', 'source'])
    .where('customer_id', '=', customerId)
    .where('purpose', '=', CONTACT_PURPOSE)
    .where('channel', '=', consent)
    .executeTakeFirst()
  // Also over the no of a file or record: another one may turn that one into a yes, and never the person's own.
  if (standing?.granted === false && isOwnWord(standing.source)) return false
  const word = { purpose: CONTACT_PURPOSE, channel: consent, granted: false, source: reason, evidence: source, saidAt: now }
  await appendConsents(askKysely(db), [{ customerId, ...word }])
  return true
}

/** Blind index of a normalised address of a channel; of those that are identifiers of people, the same as theirs. */
export function hashAddress(keyring: Keyring, channel: Channel, address: string): Buffer {
  return blindIndex(keyring, ROUTES[channel].kind === '' ? channel : ROUTES[channel].kind, address)
}

/** Grain: one row per known customer who is neither merged away nor a test record, with the newest address that is not suppressed, if any. */
async function readContacts(
  db: Kysely<Database>,
  customerIds: readonly string[],
  channel: Channel,
  now: Date,
): Promise<readonly ContactRow[]> {
  const { kind, consent } = ROUTES[channel]
  const result = await sql<ContactRow>`
    SELECT c.id, c.masked_name, c.preferred_language, c.data_key, c.display_name, a.blind_index, a.ciphertext, s.granted,
      ${sql.raw(heldOutReason(kind !== ''))} AS held_out,
      CASE WHEN cardinality(a.named_by) > 0 THEN ARRAY(
        SELECT coalesce(o.merged_into, o.id)::text FROM customers o WHERE o.id = ANY (a.named_by) AND coalesce(o.merged_into, o.id) <> c.id
      ) END AS shared_with,
      coalesce(a.suppressed, false) OR EXISTS (SELECT FROM contact_stops p WHERE p.customer_id = c.id)
        OR ${isPersonSuppressed('c', channel, now)} AS suppressed,
      coalesce(a.closed, false) OR EXISTS (SELECT FROM contact_stops p WHERE p.customer_id = c.id)
        OR ${isPersonSuppressed('c', channel, now, 'not_own')} AS closed
    FROM customers c
    LEFT JOIN LATERAL (
      SELECT i.blind_index, i.ciphertext, i.named_by,
        ${isAddressSuppressed('i', channel, now)} AS suppressed,
        ${isAddressSuppressed('i', channel, now, 'not_own')} AS closed
      FROM identifiers i
      WHERE i.customer_id = c.id AND i.kind = ${kind}
      ORDER BY suppressed, i.last_seen_at DESC, i.blind_index
      LIMIT 1
    ) a ON true
    LEFT JOIN ${sql.raw(LIVE_CONTROL)} live ON true
    LEFT JOIN consents s ON s.customer_id = c.id AND s.purpose = ${CONTACT_PURPOSE} AND s.channel = ${consent}
    WHERE c.id = ANY(${[...customerIds]}::uuid[]) AND ${sql.raw(isRealCustomer('c'))} AND c.merged_into IS NULL`.execute(db)
  return result.rows
}

function hashOf({ blind_index }: ContactRow, channel: Channel): string | null {
  return blind_index === null ? null : `${ROUTES[channel].kind}:${blind_index.toString('base64')}`
}

/** Only what ends at the customer needs an address and a name in clear; for the other channels nothing is opened, and the name is the masked one. */
function toContact(row: ContactRow, channel: Channel, keyring: Keyring): Contact {
  const key = isDirect(channel) && row.data_key !== null ? unwrapDataKey(keyring, row.id, row.data_key) : null
  const contact: Contact = {
    customerId: row.id,
    address: key === null || row.ciphertext === null ? null : decryptField(key, row.id, ROUTES[channel].kind, row.ciphertext),
    addressHash: row.blind_index,
    language: row.preferred_language,
    name: !isDirect(channel)
      ? row.masked_name
      : key === null || row.display_name === null
        ? ''
        : decryptField(key, row.id, 'name', row.display_name),
    consent: row.granted,
    suppressed: row.suppressed === true,
    closed: row.closed === true,
    heldOut: row.held_out,
  }
  if (key !== null) rememberKey(contact, key)
  return contact
}
