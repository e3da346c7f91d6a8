import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { OWN_NO } from '#act/suppressions/suppression.ts'
import type { Channel } from '#decide/strategy.ts'

/** `any`, or only what is not the person's own no to marketing: a dead address, a word of the team. */
type Reasons = 'any' | 'not_own'

function ofReasons(reasons: Reasons): RawBuilder<unknown> {
  return reasons === 'any' ? sql`` : sql` AND x.reason <> ALL (${[...OWN_NO]}::text[])`
}

/** Whether the address of an alias with `kind` and `blind_index` is refused on a channel at `now`. */
export function isAddressSuppressed(alias: string, channel: Channel, now: Date, reasons: Reasons = 'any'): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (SELECT FROM suppressions x WHERE x.kind = ${sql.ref(`${alias}.kind`)} AND x.blind_index = ${sql.ref(`${alias}.blind_index`)}
    AND x.channel = ${channel} AND (x.until IS NULL OR x.until > ${now})${ofReasons(reasons)})`
}

/** Whether the customer of an alias with `id` refuses a channel at `now`, by their own record or one that went into it. */
export function isPersonSuppressed(alias: string, channel: Channel, now: Date, reasons: Reasons = 'any'): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (
    SELECT FROM suppressions x WHERE x.kind = 'customer' AND x.channel = ${channel} AND (x.until IS NULL OR x.until > ${now})${ofReasons(reasons)}
      AND x.blind_index IN (SELECT uuid_send(m.id) FROM customers m WHERE m.id = ${sql.ref(`${alias}.id`)} OR m.merged_into = ${sql.ref(`${alias}.id`)}))`
}
