import type { Audience, AudienceLanguage, Candidate, CandidateReader } from '#decide/candidate.ts'
import type { RiskTier } from '#decide/strategy.ts'
import { minorDigits } from '#kernel/money.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import { compileConditions } from './analytical/conditions/condition-sql.ts'
import { audienceSizes, decisionCandidates } from './analytical/queries/decision-candidates.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import type { MomentParts } from './condition-moment.ts'
import { momentOf, WORK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'

interface CandidateRow {
  readonly customer_id: string
  readonly probability: number
  readonly value: number
  readonly tier: string
  readonly cause: string
  readonly model_id: string
  readonly model_version: number
  readonly lifecycle_tier: string
  readonly value_class: string
  readonly average_order: number
  readonly recency_days: number | null
  readonly favourite_category: string
  readonly audiences: readonly number[]
}

/** Scored customers to decide on. The scores hold expected spending; `grossMargin` (0-1) makes it what the shop would keep of it. */
export function createCandidateReader(
  parts: Omit<MomentParts, 'clock' | 'project'> & {
    readonly project: { readonly currency: string; readonly timeZone: string }
    readonly grossMargin: number
  },
): CandidateReader {
  const { client, project, grossMargin } = parts
  const toMinorUnits = (major: number): number => major * 10 ** minorDigits(project.currency)

  /** Who is in which audience at a time: rows of customer_id and met_by. */
  async function membersOf(asOf: Date, audiences: readonly Audience[], { catalogue, meanings }: AudienceLanguage) {
    const conditions = audiences.map(({ condition }) => condition)
    const { now, timeZone, runs } = await momentOf({ ...parts, clock: { now: () => asOf } }, conditions, meanings)
    const { query, params } = compileConditions(conditions, { now, timeZone, catalogue, segments: meanings, runs })
    return { query: `SELECT customer_id, [${audiences.map((_, i) => `m${i}`).join(', ')}]::Array(UInt8) AS met_by FROM (${query})`, params }
  }

  return {
    candidates: (asOf, audiences, language) =>
      withEngineErrors('clickhouse', async () => {
        const { query, params } = await membersOf(asOf, audiences, language)
        const result = await client.query({
          query: decisionCandidates(query),
          format: 'JSONEachRow',
          query_params: boundParams({ ...params, asOf }),
          clickhouse_settings: WORK_LIMITS,
        })
        const candidates: Candidate[] = []
        for await (const rows of result.stream<CandidateRow>()) {
          for (const row of rows) candidates.push(toCandidate(row.json(), grossMargin, toMinorUnits, audiences))
        }
        return candidates
      }),

    reach: (asOf, audiences, language) =>
      withEngineErrors('clickhouse', async () => {
        const { query, params } = await membersOf(asOf, audiences, language)
        const [row] = await readRows<{ scored: string; sizes: string[] }>(client, audienceSizes(query), { ...params, asOf }, WORK_LIMITS)
        if (row === undefined || Number(row.scored) === 0) return null
        return new Map(audiences.map(({ id }, i) => [id, Number(row.sizes[i] ?? 0)]))
      }),
  }
}

function toCandidate(
  row: CandidateRow,
  grossMargin: number,
  toMinorUnits: (major: number) => number,
  audiences: readonly Audience[],
): Candidate {
  return {
    customerId: row.customer_id,
    riskProbability: row.probability,
    riskTier: row.tier as RiskTier,
    cause: row.cause as ChurnCause,
    lifecycleTier: row.lifecycle_tier === '' ? null : (row.lifecycle_tier as LifecycleTier),
    valueClass: row.value_class === '' ? null : (row.value_class as ValueClass),
    valueMinor: toMinorUnits(row.value * grossMargin),
    averageOrderMinor: toMinorUnits(row.average_order),
    daysSinceLastOrder: row.recency_days,
    favouriteCategory: row.favourite_category,
    modelId: row.model_id,
    modelVersion: row.model_version,
    audiences: row.audiences.flatMap((place) => audiences[place]?.id ?? []),
  }
}
