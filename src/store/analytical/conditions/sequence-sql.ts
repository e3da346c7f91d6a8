import type { SequenceTest } from '#segment/conditions/condition.ts'
import { fixedMs } from '#segment/conditions/condition-window.ts'
import type { AskSql } from './act-sql.ts'
import { selectedActs } from './act-sql.ts'

/**
 * Whose acts came one after the other: columns customer_id and `met`. From each first step on, every next step is the earliest act of its kind that is not before
 * the last one and was no step yet; of one time the one with the smallest id. Grain: one row per customer with a first step. Cost: one pass over each table; the acts
 * of the steps are held in memory.
 */
export function sequenceQuery({ sequence, within, window }: SequenceTest, ask: AskSql): string {
  const { bind } = ask
  const steps = sequence.map((step, i) => {
    const { where } = selectedActs(i === 0 && window !== undefined ? { ...step, window } : step, ask, 'date')
    return `SELECT customer_id, ${i} AS step, toUnixTimestamp64Milli(at) AS t, concat('${step.did}:', id) AS key FROM (${ask.rows(step.did, ask.whose.facts)}) WHERE ${where}`
  })
  const lists = sequence.map((_, i) => `arraySort(groupArrayIf((t, key), step = ${i})) AS s${i}`)
  const isMissing = sequence.at(-1)?.missing === true
  const followed = sequence.flatMap((_, i) => (i === 0 || (isMissing && i === sequence.length - 1) ? [] : [`s${i}`]))
  const end = `start.1 + ${bind.integer(fixedMs(within) ?? 0)}`
  // What came last, the acts that were a step, and whether all were found in time.
  const begun = '(start.1, [start.2], toUInt8(1))'
  const next = (list: string, from: string) => `arrayFirst(act -> act.1 >= ${from}.1 AND NOT has(${from}.2, act.2), ${list})`
  const step = (list: string, from: string) =>
    `(${next(list, from)}.1, arrayPushBack(${from}.2, ${next(list, from)}.2), toUInt8(${from}.3 AND ${next(list, from)}.2 != '' AND ${next(list, from)}.1 <= ${end}))`
  const gone = followed.length === 0 ? begun : `arrayFold((gone, list) -> ${step('list', 'gone')}, [${followed.join(', ')}], ${begun})`
  const last = `s${sequence.length - 1}`
  const met = isMissing
    ? `${gone}.3 AND ${end} < ${bind.integer(ask.now.getTime())} AND NOT arrayExists(act -> act.1 >= ${gone}.1 AND NOT has(${gone}.2, act.2) AND act.1 <= ${end}, ${last})`
    : `${gone}.3`
  return `SELECT customer_id, arrayExists(start -> ${met}, s0) AS met FROM (
    SELECT customer_id, ${lists.join(', ')} FROM (${steps.join(' UNION ALL ')}) GROUP BY customer_id HAVING length(s0) > 0
  )`
}
