import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Channel } from '#decide/strategy.ts'

/** Whether the address of an alias with `kind` and `blind_index` is refused on a channel at `now`. */
export function isAddressSuppressed(alias: string, channel: Channel, now: Date): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (SELECT FROM suppressions x WHERE x.kind = ${sql.ref(`${alias}.kind`)} AND x.blind_index = ${sql.ref(`${alias}.blind_index`)}
    AND x.channel = ${channel} AND (x.until IS NULL OR x.until > ${now}))`
}

/** Whether the customer of an alias with `id` refuses a channel at `now`, by their own record or one that went into it. */
export function isPersonSuppressed(alias: string, channel: Channel, now: Date): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (
    SELECT FROM suppressions x WHERE x.kind = 'customer' AND x.channel = ${channel} AND (x.until IS NULL OR x.until > ${now})
      AND x.blind_index IN (SELECT uuid_send(m.id) FROM customers m WHERE m.id = ${sql.ref(`${alias}.id`)} OR m.merged_into = ${sql.ref(`${alias}.id`)}))`
}
