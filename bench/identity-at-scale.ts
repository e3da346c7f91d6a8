import { NO_CUSTOMER } from '../src/kernel/id.ts'
import type { IdentityClaim } from '../src/collect/identity-claim.ts'
import { type IntakeWorld, openIntakeWorld } from '../tests/journey/intake-world.ts'

/** Senders of a block, and of those how many come for the first time. */
const [SENDERS, NEWCOMERS] = [2_000, 200]

interface Scale {
  readonly customers: number
  readonly rounds: number
}

/**
 * How much longer identity takes for a block of senders in a house of `large` customers than in one of `small`; median of the rounds of the one over that of the other, taken in turn.
 * The houses are filled by statements of the engine, with an identifier, a device and an edge for each customer.
 */
export async function identityRatio(
  small: number,
  large: number,
  rounds: number,
): Promise<{ ratio: number; smallMs: number; largeMs: number }> {
  const houses = [await house({ customers: small, rounds }), await house({ customers: large, rounds })] as const
  try {
    const times: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, { identity }] of houses.entries()) {
        const claims = senders(round)
        const from = performance.now()
        const { owners } = await identity.resolve(claims)
        times[i as 0 | 1].push(performance.now() - from)
        if (owners.some(({ customerId }) => customerId === NO_CUSTOMER)) throw new Error('A sender that names itself is nobody.')
      }
    }
    const [smallMs, largeMs] = times.map(median) as [number, number]
    return { ratio: largeMs / smallMs, smallMs, largeMs }
  } finally {
    for (const { stop } of houses) await stop()
  }
}

/** Mostly the same people in every block, and some that no block had before. */
function senders(round: number): IdentityClaim[] {
  return Array.from({ length: SENDERS }, (_, i) => {
    const who = i < SENDERS - NEWCOMERS ? `user-${i}` : `new-${round}-${i}`
    return {
      identifiers: [
        { kind: 'user_id', value: who },
        { kind: 'device', value: `device-${who}` },
      ],
      source: 'bench',
      seenAt: new Date(Date.UTC(2026, 0, 1)),
    }
  })
}

async function house({ customers, rounds }: Scale): Promise<IntakeWorld> {
  const world = await openIntakeWorld()
  await world.identity.resolve(senders(rounds))
  const { pg } = world.engines
  await pg.query(
    `INSERT INTO customers (id, data_key, source, created_at, updated_at)
     SELECT gen_random_uuid(), '\\x00', 'filled', '2025-01-01', '2025-01-01' FROM generate_series(1, $1::integer)`,
    [customers - SENDERS],
  )
  await pg.query(
    `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at)
     SELECT 'user_id', sha256(id::text::bytea), id, id, '\\x00', '', 'filled', '2025-01-01', '2025-01-01' FROM customers WHERE source = 'filled'`,
  )
  await pg.query(
    `INSERT INTO device_people (device_id, person_id, masked, source, seen_at)
     SELECT gen_random_uuid(), id, '', 'filled', '2025-01-01' FROM customers WHERE source = 'filled'`,
  )
  await pg.query(
    `INSERT INTO identity_edges (customer_id, rule, kind, blind_index, masked, reason, source, actor, seen_at, created_at)
     SELECT id, 'device', 'device', sha256(('device' || id::text)::bytea), '', '', 'filled', 'system', '2025-01-01', '2025-01-01'
     FROM customers WHERE source = 'filled'`,
  )
  await pg.query('ANALYZE customers, identifiers, device_people, identity_edges')
  return world
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
