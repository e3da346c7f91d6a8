import type { WhoMeets } from '#act/pieces/piece-ports.ts'
import { codeOfProblem } from '#kernel/code-of-problem.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { compileConditions } from './analytical/conditions/condition-sql.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import { LOOK_LIMITS, momentOf, whoseOf } from './condition-moment.ts'
import type { MomentParts } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** Conditions asked of some customers at once: one query over the rows of these alone. One that can no longer be asked, since an attribute or a segment is gone, nobody meets. */
export function createWhoMeets(parts: MomentParts & { readonly segments: Pick<SegmentService, 'language' | 'read'> }): WhoMeets {
  const { client, segments } = parts
  return async (customerIds, conditions) => {
    if (customerIds.length === 0 || conditions.length === 0) return conditions.map(() => new Set<string>())
    const language = await segments.language()
    const askable = conditions.filter((condition) => codeOfProblem(() => segments.read({ condition }, language)) === null)
    if (askable.length === 0) return conditions.map(() => null)
    // Always two, since one alone is compiled without its column.
    const asked = [...askable, { all: [] }]
    const [{ now, timeZone, runs }, whose] = await Promise.all([
      momentOf(parts, asked, language.meanings),
      whoseOf(client, { customerIds, live: [] }),
    ])
    const { query, params } = compileConditions(asked, {
      now,
      timeZone,
      runs,
      catalogue: language.catalogue,
      segments: language.meanings,
      ...whose.parts,
    })
    const columns = askable.map((_, i) => `m${i}`).join(', ')
    const rows = await withEngineErrors('clickhouse', () =>
      readRows<Record<string, unknown>>(
        client,
        `SELECT toString(customer_id) AS id, ${columns} FROM (${query}) WHERE customer_id IN {touched:Array(UUID)}`,
        boundParams({ ...params, ...whose.params }),
        LOOK_LIMITS,
      ),
    )
    const met = new Map(
      askable.map((condition, i) => [condition, new Set(rows.filter((row) => Number(row[`m${i}`]) === 1).map((row) => String(row['id'])))]),
    )
    return conditions.map((condition) => met.get(condition) ?? null)
  }
}
