import type { ActKind, Span, Window } from '#segment/conditions/condition.ts'
import type { Tag, TagCalculation } from '#segment/tags/tag.ts'
import { actRows, numberOfAct, textOfAct } from '../conditions/act-sources.ts'
import type { AskSql } from '../conditions/act-sql.ts'
import { calculatedSql, selectedActs } from '../conditions/act-sql.ts'

/** A value as a query gives it: tag, text, amount and confidence; without a text and an amount there is none. */
export function foundTuple(tag: string, text: string, amount: string, confidence: string): string {
  return `tuple(${tag}, ${text}, CAST(${amount} AS Nullable(Float64)), CAST(${confidence} AS Nullable(Float64)))`
}

export interface CalculatedTag {
  readonly name: Tag['name']
  readonly calculation: TagCalculation
}

/** One pass over the acts of a kind for all tags of it. Grain: one row per customer, `found` being tuples. */
export function calculatedQuery(kind: ActKind, tags: readonly CalculatedTag[], ask: AskSql): string {
  const { bind, timeZone, whose } = ask
  const columns = tags.flatMap(({ calculation: { fn, of, ...selection } }, i) => {
    const where = (window: Window | undefined) =>
      selectedActs({ ...selection, ...(window === undefined ? {} : { window }) }, ask, 'date').where
    const counts = [`${where(selection.window)} AS k${i}`, ...(fn === 'trend' ? [`${where(windowBefore(selection.window))} AS b${i}`] : [])]
    if (of === undefined) return counts
    return isOfText(fn)
      ? [...counts, `${textOfAct(of, timeZone, bind)} AS x${i}`]
      : [...counts, `toNullable(${numberOfAct(of, timeZone, bind)}) AS n${i}`]
  })
  const some = tags.flatMap(({ calculation }, i) => [`k${i}`, ...(calculation.fn === 'trend' ? [`b${i}`] : [])]).join(' OR ')
  const tuples = tags.map(({ name, calculation }, i) => tupleOf(bind.text(name), calculation, i, ask))
  return `SELECT customer_id, [${tuples.join(', ')}] AS found FROM (
    SELECT f.customer_id AS customer_id, f.at AS at, f.id AS id, ${columns.join(', ')} FROM (${actRows(kind, whose.facts)}) AS f WHERE ${some}
  ) GROUP BY customer_id`
}

function isOfText(fn: TagCalculation['fn']): boolean {
  return fn === 'first' || fn === 'last' || fn === 'frequent'
}

/** The window of the same length before one that goes back from now. */
function windowBefore(window: Window | undefined): Window {
  if (window === undefined || !('last' in window)) throw new TypeError('A change is against the window before one that goes back from now.')
  const { n, unit }: Span = window.last
  return { from: { n: 2 * n, unit }, to: { n, unit } }
}

function tupleOf(tag: string, { fn, of }: TagCalculation, i: number, { bind, timeZone }: AskSql): string {
  const [k, n, x] = [`k${i}`, `n${i}`, `x${i}`]
  switch (fn) {
    case 'frequent': {
      // Of as many, the one that came last; of one time the first by letter.
      const [keys, counts] = [
        `sumMapIf([${x}], [toUInt64(1)], ${k} AND ${x} != '')`,
        `maxMapIf([${x}], [toUnixTimestamp64Milli(at)], ${k} AND ${x} != '')`,
      ]
      const all = `arrayZip(${keys}.1, ${keys}.2, ${counts}.2)`
      const best = `arraySort(one -> (-toInt64(one.2), -one.3, one.1), ${all})[1]`
      return foundTuple(tag, `${best}.1`, 'NULL', `${best}.2 / arraySum(${keys}.2)`)
    }
    case 'first':
      return foundTuple(tag, `argMinIf(${x}, (at, id), ${k} AND ${x} != '')`, 'NULL', '1')
    case 'last':
      return foundTuple(tag, `argMaxIf(${x}, (at, id), ${k} AND ${x} != '')`, 'NULL', '1')
    case 'trend': {
      const [now, before] = [k, `b${i}`].map((counts) =>
        of === undefined ? `countIf(${counts})` : calculatedSql({ fn: 'sum', of }, counts, n, timeZone, bind).value,
      )
      return foundTuple(tag, "''", `if(${before} > 0, ${now} / ${before} - 1, NULL)`, '1')
    }
    default: {
      const { value } = calculatedSql(fn === 'count' || fn === 'days' ? { fn } : { fn, of: of ?? '' }, k, n, timeZone, bind)
      const known = of === undefined ? `countIf(${k}) > 0` : `countIf(${k} AND ${n} IS NOT NULL) > 0`
      return foundTuple(tag, "''", `if(${known}, toFloat64(${value}), NULL)`, '1')
    }
  }
}
