import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import { reachByte } from '#decide/reach-block.ts'
import type { ReachBlock } from '#decide/reach-block.ts'
import { isDirect } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { hasRoutes, readRouteHashes } from './address-routes.ts'
import { ROUTES } from './contact-routes.ts'
import type { Database } from './database.ts'
import { heldOutReason, LIVE_CONTROL } from './held-out.ts'
import { isRealCustomer } from './real-customer.ts'
import { isAddressSuppressed } from './suppressed.ts'

/** Of a blind index, hexadecimal: as much as tells a hundred million addresses apart. */
const HASH_DIGITS = 16
const NO_HASH = '0'.repeat(HASH_DIGITS)
const FIRST_CHARACTER = 'A'.charCodeAt(0)
/** What a byte says before the address of an app is known. */
const HAS_ADDRESS =
  reachByte({ hasAddress: true, consent: null, suppressed: false }) - reachByte({ hasAddress: false, consent: null, suppressed: false })

/**
 * As `reach` of the contact store says, of many customers on many channels: one query for a block. Each row is one text, since a million rows of many columns take
 * longer to be read than to be found: a letter for each channel (`reachByte`), then the start of the blind index for each whose addresses are identifiers.
 * Grain: one row per customer asked for, in their order. Cost: by key, some rows of each table a customer.
 */
export async function readReachOfMany(
  db: Kysely<Database>,
  keyring: Keyring,
  customerIds: readonly string[],
  channels: readonly Channel[],
  now: Date,
): Promise<ReachBlock> {
  const named = channels.map((channel, i) => ({ channel, alias: `a${i}`, ...ROUTES[channel] }))
  const kinds = named.filter(({ kind }) => kind !== '')
  const { rows } = await sql<{ r: string }>`
    SELECT concat(${sql.join([...named.map(letterOf), ...kinds.map(({ alias }) => hashSql(alias))])}) AS r
    FROM unnest(${[...customerIds]}::uuid[]) WITH ORDINALITY AS asked (id, n)
    LEFT JOIN customers c ON c.id = asked.id AND ${sql.raw(isRealCustomer('c'))} AND c.merged_into IS NULL
    LEFT JOIN ${sql.raw(LIVE_CONTROL)} live ON true
    LEFT JOIN LATERAL (
      SELECT EXISTS (SELECT FROM contact_stops p WHERE p.customer_id = c.id) AS stopped, ${sql.join(named.map(({ channel, consent, alias }) => sql`bool_or(s.granted) FILTER (WHERE s.channel = ${consent}) AS ${sql.ref(`${alias}_granted`)}, ${refused(channel, now)} AS ${sql.ref(`${alias}_refused`)}`))}
      FROM consents s WHERE s.customer_id = c.id AND s.purpose = ${CONTACT_PURPOSE}
    ) person ON true
    ${sql.join(
      kinds.map(
        ({ channel, kind, alias }) => sql`LEFT JOIN LATERAL (
          SELECT i.blind_index, i.named_by, ${isAddressSuppressed('i', channel, now)} AS suppressed
          FROM identifiers i WHERE i.customer_id = c.id AND i.kind = ${kind}
          ORDER BY suppressed, i.last_seen_at DESC, i.blind_index LIMIT 1
        ) ${sql.ref(alias)} ON true`,
      ),
      sql` `,
    )}
    ORDER BY asked.n`.execute(db)

  const bytes = channels.map(() => new Uint8Array(customerIds.length))
  const addresses = kinds.map(() => new Uint32Array(customerIds.length * 2))
  for (const [i, { r }] of rows.entries()) {
    for (const [k, own] of bytes.entries()) own[i] = r.charCodeAt(k) - FIRST_CHARACTER
    for (const [k, own] of addresses.entries())
      addHash(own, i, r.slice(channels.length + k * HASH_DIGITS, channels.length + (k + 1) * HASH_DIGITS))
  }
  for (const [k, channel] of channels.entries()) {
    if (!hasRoutes(channel)) continue
    const own = new Uint32Array(customerIds.length * 2)
    const hashes = await readRouteHashes(db, keyring, customerIds, channel)
    if (hashes.size === 0) continue
    for (const [i, id] of customerIds.entries()) {
      const hash = hashes.get(id)
      const known = bytes[k]?.[i] ?? 0
      if (hash === undefined || known === 0) continue
      ;(bytes[k] as Uint8Array)[i] = known + HAS_ADDRESS
      addHash(own, i, Buffer.from(hash.slice(hash.indexOf(':') + 1), 'base64').toString('hex', 0, HASH_DIGITS / 2))
    }
    addresses.push(own)
  }
  return { bytes, addresses }
}

interface Named {
  readonly channel: Channel
  readonly alias: string
  readonly kind: string
}

/** One letter for what is known on a channel, in the steps of `reachByte`. */
function letterOf({ channel, alias, kind }: Named): RawBuilder<string> {
  const [suppressed, hasAddress] = [sql.ref(`${alias}.suppressed`), sql`${sql.ref(`${alias}.blind_index`)} IS NOT NULL`]
  const [granted, isRefused] = [sql.ref(`person.${alias}_granted`), sql.ref(`person.${alias}_refused`)]
  return sql<string>`CASE WHEN c.id IS NULL THEN ${String.fromCharCode(FIRST_CHARACTER)} ELSE chr(${FIRST_CHARACTER + 1}::int
    + CASE WHEN ${!isDirect(channel) ? sql`true` : kind === '' ? sql`false` : hasAddress} THEN 1 ELSE 0 END
    + CASE WHEN ${kind === '' ? sql`false` : sql`coalesce(${suppressed}, false)`} OR person.stopped OR ${isRefused} THEN 2 ELSE 0 END
    + CASE ${granted} WHEN false THEN 4 WHEN true THEN 8 ELSE 0 END
    + CASE ${sql.raw(heldOutReason(kind !== '', alias))} WHEN 'global_control' THEN 12 WHEN 'held_out_contact' THEN 24 ELSE 0 END) END`
}

function hashSql(alias: string): RawBuilder<string> {
  return sql<string>`coalesce(encode(substring(${sql.ref(`${alias}.blind_index`)} for 8), 'hex'), ${NO_HASH})`
}

/** Whether the customer themselves refuses a channel, by their own record or one that went into it. */
function refused(channel: Channel, now: Date): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (
    SELECT FROM suppressions x WHERE x.kind = 'customer' AND x.channel = ${channel} AND (x.until IS NULL OR x.until > ${now})
      AND x.blind_index = ANY (ARRAY(SELECT uuid_send(m.id) FROM customers m WHERE m.id = c.id OR m.merged_into = c.id)))`
}

/** The customer's address as two words; of none both stay zero. */
function addHash(words: Uint32Array, customer: number, hex: string): void {
  if (hex === NO_HASH) return
  words[customer * 2] = Number.parseInt(hex.slice(0, 8), 16)
  words[customer * 2 + 1] = Number.parseInt(hex.slice(8, 16), 16)
}
