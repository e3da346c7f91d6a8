import { CandidateTable } from '#decide/candidate-table.ts'
import type { CandidateLabels } from '#decide/candidate-table.ts'
import type { Audience, AudienceLanguage, CandidateReader } from '#decide/candidate.ts'
import type { RiskTier } from '#decide/strategy.ts'
import { minorDigits } from '#kernel/money.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'
import { unescapeTab } from './analytical/insert.ts'
import { compileConditions } from './analytical/conditions/condition-sql.ts'
import { audienceSizes, decisionCandidates } from './analytical/queries/decision-candidates.ts'
import { boundParams, readRows } from './analytical/queries/read-rows.ts'
import type { MomentParts } from './condition-moment.ts'
import { momentOf, WORK_LIMITS } from './condition-moment.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** Columns of figures and of words, before those that many have in common. */
const FIGURES = 5

/** Scored customers to decide on. The scores hold expected spending; `grossMargin` (0-1) makes it what the shop would keep of it. */
export function createCandidateReader(
  parts: Omit<MomentParts, 'clock' | 'project'> & {
    readonly project: { readonly currency: string; readonly timeZone: string }
    readonly grossMargin: number
  },
): CandidateReader {
  const { client, project, grossMargin } = parts
  const toMinorUnits = (major: number): number => major * 10 ** minorDigits(project.currency)

  /** Who is in which audience at a time: rows of customer_id, and `m0`, `m1` … of 0 and 1. */
  async function membersOf(asOf: Date, audiences: readonly Audience[], { catalogue, meanings }: AudienceLanguage) {
    const conditions = audiences.map(({ condition }) => condition)
    const { now, timeZone, runs } = await momentOf({ ...parts, clock: { now: () => asOf } }, conditions, meanings)
    return compileConditions(conditions, { now, timeZone, catalogue, segments: meanings, runs })
  }

  return {
    candidates: (asOf, audiences, language) =>
      withEngineErrors('clickhouse', async () => {
        const { query, params } = await membersOf(asOf, audiences, language)
        const table = new CandidateTable(audiences.map(({ id }) => id))
        const bits = Array.from({ length: table.words }, (_, word) => `${wordOf(word, audiences.length)} AS w${word}`)
        const result = await client.query({
          query: decisionCandidates(`SELECT customer_id, ${bits.join(', ')} FROM (${query})`, table.words),
          format: 'TabSeparated',
          query_params: boundParams({ ...params, asOf }),
          clickhouse_settings: WORK_LIMITS,
        })
        const labels = new Map<string, CandidateLabels>()
        for await (const rows of result.stream()) {
          for (const { text } of rows) addRow(table, text, labels, toMinorUnits, grossMargin)
        }
        return table
      }),

    reach: (asOf, audiences, language) =>
      withEngineErrors('clickhouse', async () => {
        const { query, params } = await membersOf(asOf, audiences, language)
        const met = `SELECT customer_id, [${audiences.map((_, i) => `m${i}`).join(', ')}]::Array(UInt8) AS met_by FROM (${query})`
        const [row] = await readRows<{ scored: string; sizes: string[] }>(client, audienceSizes(met), { ...params, asOf }, WORK_LIMITS)
        if (row === undefined || Number(row.scored) === 0) return null
        return new Map(audiences.map(({ id }, i) => [id, Number(row.sizes[i] ?? 0)]))
      }),
  }
}

/** The audiences of one word as a number. */
function wordOf(word: number, audiences: number): string {
  const own = Array.from({ length: Math.min(32, audiences - word * 32) }, (_, bit) => `bitShiftLeft(toUInt32(m${word * 32 + bit}), ${bit})`)
  return own.length === 0 ? 'toUInt32(0)' : `toUInt32(${own.join(' + ')})`
}

/** Adds a row of tab-separated text. */
function addRow(
  table: CandidateTable,
  text: string,
  labels: Map<string, CandidateLabels>,
  toMinorUnits: (major: number) => number,
  grossMargin: number,
): void {
  const cells: string[] = []
  let from = 0
  while (cells.length < FIGURES + table.words) {
    const to = text.indexOf('\t', from)
    cells.push(text.slice(from, to))
    from = to + 1
  }
  const [customerId = '', probability, value, average, days, ...words] = cells
  const common = text.slice(from)
  let label = labels.get(common)
  if (label === undefined) {
    label = labelsOf(common)
    labels.set(common, label)
  }
  // A slice of the text would keep all of it.
  table.add(
    Buffer.from(customerId, 'latin1').toString('latin1'),
    [
      Number(probability),
      toMinorUnits(Number(value) * grossMargin),
      toMinorUnits(Number(average)),
      days === 'nan' ? Number.NaN : Number(days),
    ],
    words.map(Number),
    label,
  )
}

function labelsOf(common: string): CandidateLabels {
  const [riskTier = '', cause = '', lifecycleTier = '', valueClass = '', modelId = '', modelVersion = '', category = ''] = common
    .split('\t')
    .map(unescapeTab)
  return {
    riskTier: riskTier as RiskTier,
    cause: cause as ChurnCause,
    lifecycleTier: lifecycleTier === '' ? null : (lifecycleTier as LifecycleTier),
    valueClass: valueClass === '' ? null : (valueClass as ValueClass),
    favouriteCategory: category,
    modelId,
    modelVersion: Number(modelVersion),
  }
}
