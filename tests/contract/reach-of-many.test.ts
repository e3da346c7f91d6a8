import { afterAll, beforeAll, expect, test } from 'vitest'
import { blocksOf, reachByte } from '#decide/reach-block.ts'
import { contactBlock } from '#decide/candidate.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

// Who can be reached is read in two ways, one by one as objects and of many as columns; both must say the same.

const NOW = new Date('2026-03-01T00:00:00Z')
const clock = new ManualClock(NOW)
let world: RetentionWorld
let ids: string[]

beforeAll(async () => {
  world = await openRetentionWorld(clock)
  const seeded = Array.from({ length: 120 }, (_, i) => ({
    email: i % 7 === 0 ? null : `p${i}@example.com`,
    consent: ([true, false, null] as const)[i % 3] ?? null,
    risk: 0.7,
    tier: 'high' as const,
    cause: 'other',
  }))
  ids = await seedCustomers(world, NOW, seeded)
  const { pg } = world.engines
  const of = (from: number, to: number) => [ids.slice(from, to)]
  await pg.query(
    `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at, named_by)
     SELECT 'phone', sha256(id::text::bytea), id, id, '\\x00', '***', 'test', $2, $2, CASE WHEN id = ANY ($3::uuid[]) THEN $1::uuid[] ELSE ARRAY[id] END FROM unnest($1::uuid[]) AS c (id)`,
    [ids.filter((_, i) => i % 4 !== 0), NOW, ids.slice(60)],
  )
  // A second phone that was seen later, refused by text message but not by call.
  await pg.query(
    `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at)
     SELECT 'phone', sha256(('second' || id)::bytea), id, id, '\\x00', '***', 'test', $2::timestamptz, $2::timestamptz + interval '1 day' FROM unnest($1::uuid[]) AS c (id)`,
    [ids.slice(10, 20), NOW],
  )
  await pg.query(
    `INSERT INTO suppressions (kind, blind_index, channel, reason, source, created_at, masked)
     SELECT 'phone', sha256(('second' || id)::bytea), 'sms', 'unsubscribed', 'test', $2::timestamptz, '' FROM unnest($1::uuid[]) AS c (id)
     UNION ALL SELECT 'customer', uuid_send(id), 'email', 'unsubscribed', 'test', $2::timestamptz, '' FROM unnest($3::uuid[]) AS c (id)`,
    [ids.slice(10, 15), NOW, ids.slice(20, 30)],
  )
  await pg.query(
    `INSERT INTO contact_stops (customer_id, reason, actor, created_at) SELECT id, 'test', 'test', $2 FROM unnest($1::uuid[]) AS c (id)`,
    [...of(30, 35), NOW],
  )
  await pg.query('UPDATE customers SET is_test = true WHERE id = ANY ($1::uuid[])', of(35, 38))
  await pg.query('UPDATE customers SET merged_into = $2 WHERE id = ANY ($1::uuid[])', [...of(20, 22), ids[50]])
  await pg.query(`INSERT INTO control_groups (id, share, started_at, started_by) VALUES ($1, 0.15, $2, 'test')`, [newId(NOW), NOW])
})
afterAll(async () => {
  await world.stop()
})

test('of many customers on every channel the same is known as of each alone, unknown ones among them', async () => {
  const store = createContactStore(world.db, world.keyring, clock)
  const asked = [...ids, newId(NOW)]
  const { bytes, addresses } = await store.reachOfMany(asked, CHANNELS)
  const seen = new Set<string>()
  for (const [k, channel] of CHANNELS.entries()) {
    const reach = await store.reach(asked, channel)
    const expected = asked.map((id) => {
      const row = reach.get(id)
      return row === undefined ? 0 : reachByte(row)
    })
    expect([channel, [...(bytes[k] ?? [])]]).toEqual([channel, expected])
    const blocks = blocksOf(channel)
    for (const [i, id] of asked.entries()) {
      const block = blocks[bytes[k]?.[i] ?? 0]
      expect(block).toBe(contactBlock(channel, reach.get(id)))
      seen.add(String(block))
    }
  }
  // Every reason there is takes part.
  expect([...seen].toSorted()).toEqual(['global_control', 'held_out_contact', 'no_address', 'no_consent', 'null', 'suppressed'])
  const [email] = addresses
  const mails = await store.reach(asked, 'email')
  for (const [i, id] of asked.entries()) {
    const hash = mails.get(id)?.contactHash ?? null
    const words = hash === null ? [0, 0] : [0, 4].map((from) => Buffer.from(hash.slice(hash.indexOf(':') + 1), 'base64').readUInt32BE(from))
    expect([...(email?.subarray(i * 2, i * 2 + 2) ?? [])]).toEqual(words)
  }
})
