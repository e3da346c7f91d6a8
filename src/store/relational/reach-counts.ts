import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import { REACH_CHANNELS } from '#act/reach/audience-reach.ts'
import type { ChannelReach, ReachChannel } from '#act/reach/audience-reach.ts'
import { OF_CUSTOMER } from '#act/suppressions/suppression.ts'
import { readAddressAccounts } from './address-store.ts'
import { isServed } from './address-routes.ts'
import { isDirect } from '#decide/strategy.ts'
import { ROUTES } from './contact-routes.ts'
import type { Database } from './database.ts'
import { isInLiveControl, LIVE_CONTROL } from './held-out.ts'
import { isRealCustomer } from './real-customer.ts'

interface Row {
  readonly channel: ReachChannel
  readonly with_address: string
  readonly suppressed: string
  readonly not_agreed: string
  readonly held_out: string
  readonly open: string
}

/**
 * How many of some customers (null: of all) have an address of each channel, and may be contacted there, by the rules of `contactBlock`; who shares an address with
 * somebody in the global control group is not told apart here. Merged and test records are nobody.
 * Grain: one row per channel. Cost: one pass over the addresses of the customers, and over what is suppressed.
 */
export async function readReach(
  db: Kysely<Database>,
  now: Date,
  customerIds: readonly string[] | null,
  channels: readonly ReachChannel[] = REACH_CHANNELS,
): Promise<readonly ChannelReach[]> {
  const people = customerIds === null ? sql`true` : sql`c.id = ANY (${[...customerIds]}::uuid[])`
  const served = isServed(await readAddressAccounts(db), 'a')
  const { rows } = await sql<Row>`
    WITH route (channel, kind, consent, direct) AS (
      SELECT * FROM unnest(${[...channels]}::text[], ${channels.map((one) => ROUTES[one].kind)}::text[],
        ${channels.map((one) => ROUTES[one].consent)}::text[], ${channels.map(isDirect)}::boolean[])
    ), people AS MATERIALIZED (
      SELECT c.id, live.id IS NOT NULL AND ${sql.raw(isInLiveControl('c.id'))} AS held_out,
        EXISTS (SELECT FROM contact_stops p WHERE p.customer_id = c.id) AS stopped
      FROM customers c LEFT JOIN ${sql.raw(LIVE_CONTROL)} live ON true
      WHERE ${sql.raw(isRealCustomer('c'))} AND c.merged_into IS NULL AND ${people}
    ), standing AS MATERIALIZED (
      SELECT x.kind, x.blind_index, x.channel FROM suppressions x WHERE x.until IS NULL OR x.until > ${now} GROUP BY 1, 2, 3
    ), refused AS MATERIALIZED (
      SELECT DISTINCT coalesce(m.merged_into, m.id) AS id, x.channel FROM standing x
      JOIN customers m ON m.id = encode(x.blind_index, 'hex')::uuid WHERE x.kind = ${OF_CUSTOMER} AND length(x.blind_index) = 16
    ), found AS (
      SELECT i.customer_id AS id, route.channel, bool_and(x.kind IS NOT NULL) AS refused
      FROM route JOIN identifiers i ON i.kind = route.kind AND route.kind <> ''
      JOIN people ON people.id = i.customer_id
      LEFT JOIN standing x ON x.kind = i.kind AND x.blind_index = i.blind_index AND x.channel = route.channel
      GROUP BY 1, 2
      UNION ALL
      SELECT DISTINCT people.id, route.channel, false
      FROM route JOIN channel_addresses a ON a.channel = route.channel AND route.kind = ''
      LEFT JOIN identifiers i ON i.kind = a.kind AND i.blind_index = a.blind_index
      JOIN people ON people.id = coalesce(i.customer_id, a.customer_id)
      WHERE a.state = 'active' AND ${served}
    ), judged AS (
      SELECT found.channel, people.held_out, found.refused OR people.stopped OR refused.id IS NOT NULL AS refused,
        CASE WHEN route.direct THEN s.granted IS TRUE ELSE s.granted IS NOT FALSE END AS agreed
      FROM found JOIN people USING (id) JOIN route USING (channel)
      LEFT JOIN refused ON refused.id = found.id AND refused.channel = found.channel
      LEFT JOIN consents s ON s.customer_id = found.id AND s.purpose = ${CONTACT_PURPOSE} AND s.channel = route.consent
    )
    SELECT channel, count(*) AS with_address, count(*) FILTER (WHERE refused) AS suppressed, count(*) FILTER (WHERE NOT refused AND NOT agreed) AS not_agreed,
      count(*) FILTER (WHERE NOT refused AND agreed AND held_out) AS held_out, count(*) FILTER (WHERE NOT refused AND agreed AND NOT held_out) AS open
    FROM judged GROUP BY channel`.execute(db)
  const found = new Map(rows.map((row) => [row.channel, row]))
  return channels.map((channel) => {
    const row = found.get(channel)
    return {
      channel,
      withAddress: Number(row?.with_address ?? 0),
      suppressed: Number(row?.suppressed ?? 0),
      notAgreed: Number(row?.not_agreed ?? 0),
      heldOut: Number(row?.held_out ?? 0),
      open: Number(row?.open ?? 0),
    }
  })
}

/** The sums of two parts of the same customers. */
export function addReach(some: readonly ChannelReach[], more: readonly ChannelReach[]): readonly ChannelReach[] {
  return some.map((one) => {
    const other = more.find(({ channel }) => channel === one.channel)
    return other === undefined
      ? one
      : {
          channel: one.channel,
          withAddress: one.withAddress + other.withAddress,
          suppressed: one.suppressed + other.suppressed,
          notAgreed: one.notAgreed + other.notAgreed,
          heldOut: one.heldOut + other.heldOut,
          open: one.open + other.open,
        }
  })
}

/** Customers that are neither merged away nor test records, and how many of them can be written to by email. */
export async function readReachCounts(
  db: Kysely<Database>,
  now: Date,
): Promise<{ readonly customers: number; readonly withEmail: number; readonly reachable: number }> {
  const [{ rows }, [email]] = await Promise.all([
    sql<{ customers: string }>`
      SELECT count(*) AS customers FROM customers c WHERE ${sql.raw(isRealCustomer('c'))} AND c.merged_into IS NULL`.execute(db),
    readReach(db, now, null, ['email']),
  ])
  const reachable = (email?.open ?? 0) + (email?.heldOut ?? 0)
  return { customers: Number(rows[0]?.customers ?? 0), withEmail: email?.withAddress ?? 0, reachable }
}
