import type { Tag } from '#segment/tags/tag.ts'
import { SqlBinder } from '../conditions/sql-binder.ts'
import { tagHolds } from '../conditions/field-sources.ts'
import type { FoundTags } from './found-tags.ts'

/** Columns that both tables of values have. */
const VALUE = 'tag, customer_id, number, is_there, text, amount, confidence, source, version, since, as_of, until'

/** @param of A condition over customer_id. @param historical Of whom nothing is told, as a condition over customer_id. */
export interface TagRefreshParts {
  readonly tags: readonly Pick<Tag, 'name' | 'source' | 'version' | 'lifetimeDays'>[]
  readonly number: string
  readonly now: Date
  readonly of: string
  readonly historical: string
}

/**
 * Writes what changed between the values that are stored and those that were found. A value of a tag without a lifetime goes when it is not found; one with a lifetime stays until
 * its time, and is renewed by each look that finds it. Grain: one row per value that is new, other, renewed or gone. Cost: beside the query of the values one read of those tags.
 */
export function tagRefreshQuery(found: FoundTags, { tags, number, now, of, historical }: TagRefreshParts): FoundTags {
  const bind = new SqlBinder('r')
  const names = bind.texts(tags.map(({ name }) => name))
  const at = bind.time(now)
  const pick = (values: readonly string[], type: string) => `CAST([${values.join(', ')}] AS Array(${type}))[indexOf(${names}, tag)]`
  const days = pick(
    tags.map(({ lifetimeDays }) => String(lifetimeDays ?? 0)),
    'UInt32',
  )
  const isSame = 'now_text = old_text AND ifNull(now_amount = old_amount, now_amount IS NULL AND old_amount IS NULL)'
  const sameConfidence = 'ifNull(now_confidence = old_confidence, now_confidence IS NULL AND old_confidence IS NULL)'
  return {
    query: `INSERT INTO tag_changes (is_change, historical, ${VALUE})
SELECT NOT (is_now AND held AND is_same) AS is_change, ${historical}, tag, customer_id, ${bind.integer(Number(number))}, is_now, now_text, now_amount, now_confidence,
  ${pick(
    tags.map(({ source }) => bind.text(source.kind)),
    'String',
  )},
  ${pick(
    tags.map(({ version }) => String(version)),
    'UInt32',
  )},
  if(is_now AND held AND is_same, old_since, ${at}), ${at}, if(is_now AND days > 0, toNullable(${at} + toIntervalDay(days)), NULL)
FROM (
  SELECT *, ${days} AS days, ${isSame} AS is_same FROM (
    SELECT tag, customer_id, max(is_found) AS is_now, max(1 - is_found) AS was, maxIf(holds, is_found = 0) AS held,
      anyIf(text, is_found = 1) AS now_text, anyIf(amount, is_found = 1) AS now_amount, anyIf(confidence, is_found = 1) AS now_confidence,
      anyIf(text, is_found = 0) AS old_text, anyIf(amount, is_found = 0) AS old_amount, anyIf(confidence, is_found = 0) AS old_confidence,
      anyIf(since, is_found = 0) AS old_since
    FROM (
      SELECT tag, customer_id, text, amount, confidence, 1 AS is_found, 1 AS holds, ${at} AS since FROM (${found.query})
      UNION ALL
      SELECT toString(tag), customer_id, text, amount, confidence, 0, toUInt8(${tagHolds(at)}), since FROM customer_tags FINAL
      WHERE is_there = 1 AND tag IN ${names} AND ${of}
    )
    GROUP BY tag, customer_id
  )
)
WHERE if(is_now, NOT (held AND is_same AND ${sameConfidence}) OR days > 0, was AND (days = 0 OR NOT held))`,
    params: { ...found.params, ...bind.params },
  }
}

/** Lets the values of refreshes hold. The same again changes nothing. */
export const HOLD_CHANGES = `INSERT INTO customer_tags (${VALUE})
SELECT ${VALUE} FROM tag_changes FINAL WHERE number > {from:UInt64} AND number <= {to:UInt64}`
