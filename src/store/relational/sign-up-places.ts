import type { Pool } from 'pg'
import type { NotedSignUp } from '#collect/sign-ups/sign-up.ts'
import type { StoredFact } from '#quality/rules/repeated-facts.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** Notes where customers signed up; of one speaker the earliest counts. An origin that is no customer, such as a device, has none. */
export async function noteSignUps(pool: Pool, signUps: readonly NotedSignUp[]): Promise<void> {
  const rows = signUps.flatMap(({ places, ...rest }) => places.map((place) => ({ ...rest, ...place })))
  if (rows.length === 0) return
  await withEngineErrors('postgres', () =>
    pool.query(
      `INSERT INTO sign_up_places AS p (origin_id, kind, said_by, code, signed_up_at, is_stated)
       SELECT DISTINCT ON (n.origin_id, n.kind, n.said_by) n.* FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[])
         AS n (origin_id, kind, said_by, code, signed_up_at, is_stated)
       JOIN customers c ON c.id = n.origin_id ORDER BY n.origin_id, n.kind, n.said_by, n.signed_up_at
       ON CONFLICT (origin_id, kind, said_by) DO UPDATE SET code = excluded.code, signed_up_at = excluded.signed_up_at, is_stated = excluded.is_stated
       WHERE excluded.signed_up_at < p.signed_up_at`,
      [
        rows.map(({ originId }) => originId),
        rows.map(({ kind }) => kind),
        rows.map(({ saidBy }) => saidBy),
        rows.map(({ code }) => code),
        rows.map(({ at }) => new Date(at)),
        rows.map(({ isStated }) => isStated),
      ],
    ),
  )
}

/**
 * Grain: one row per customer and kind of place, the earliest word on it. A place counts where nobody knew the customer more than a day before. When the first events
 * come in, all who log in look new: for 30 days events count only where they say when the account was made. Cost: the places of the customers asked for.
 */
const PLACES = `
SELECT DISTINCT ON (coalesce(o.merged_into, o.id), p.kind) coalesce(o.merged_into, o.id) AS customer_id, p.kind, p.code, p.signed_up_at
FROM sign_up_places p JOIN customers o ON o.id = p.origin_id JOIN customers c ON c.id = coalesce(o.merged_into, o.id)
WHERE coalesce(o.merged_into, o.id) = ANY ($1::uuid[])
  AND p.signed_up_at <= least(c.created_at, c.registered_at) + interval '1 day'
  AND (p.is_stated OR p.signed_up_at > (SELECT min(signed_up_at) + interval '30 days' FROM sign_up_places WHERE said_by = p.said_by))
ORDER BY coalesce(o.merged_into, o.id), p.kind, p.signed_up_at`

/** The facts with the places of sign-ups, as codes, and the times. */
export async function withSignUps(pool: Pool, facts: readonly StoredFact[]): Promise<readonly StoredFact[]> {
  const { rows } = await withEngineErrors('postgres', () =>
    pool.query<{ customer_id: string; kind: string; code: string; signed_up_at: Date }>(PLACES, [facts.map(({ key }) => key)]),
  )
  const found = new Map<string, { registeredIp?: string; registeredDevice?: string; signedUpAt: number }>()
  for (const { customer_id, kind, code, signed_up_at } of rows) {
    const before = found.get(customer_id)
    const signedUpAt = Math.min(before?.signedUpAt ?? Number.POSITIVE_INFINITY, signed_up_at.getTime())
    found.set(customer_id, { ...before, [kind === 'address' ? 'registeredIp' : 'registeredDevice']: code, signedUpAt })
  }
  return facts.map((fact) => {
    const own = found.get(fact.key)
    return {
      ...fact,
      read: (field) =>
        field === 'registeredIp' || field === 'registeredDevice' || field === 'signedUpAt' ? (own?.[field] ?? null) : fact.read(field),
    }
  })
}
