import type { ClickHouseClient } from '@clickhouse/client'
import type { AccountFigures, AccountOutlook, AccountReason, AccountRiskSummary } from '#predict/accounts/account-outlook.ts'
import type { AccountRiskStore, ListedRisk } from '#predict/accounts/account-risk-service.ts'
import type { AccountSignal } from '#predict/accounts/account-signals.ts'
import { ACCOUNTS } from './account-sources.ts'
import { engineTime, insertRows } from './insert.ts'
import { readAccountStates } from './queries/account-states.ts'
import { readContractSpan } from './queries/contract-span.ts'
import { readRows } from './queries/read-rows.ts'

const BLOCK = 20_000

const COLUMNS = `toString(s.account_id) AS account_id, toUnixTimestamp64Milli(s.as_of) AS scored_at, s.probability AS probability, s.contract_year AS contract_year,
  s.spend_year AS spend_year, s.value_at_risk AS value_at_risk, s.figures AS figures, s.signals AS signals, s.reasons AS reasons`
const NEWEST = '(SELECT max(as_of) FROM account_score_runs)'

/** Grain: one row. Cost: by key. */
const OF_ACCOUNT = `SELECT ${COLUMNS} FROM (SELECT * FROM account_scores FINAL WHERE as_of = ${NEWEST} AND account_id = {id:UUID}) AS s`

/** Grain: one row per account of the newest scoring that is still there. Cost: one scoring and one pass over accounts. */
const LIST = `
SELECT ${COLUMNS}, a.account_key AS account_key, a.name AS account_name
FROM (SELECT * FROM account_scores FINAL WHERE as_of = ${NEWEST}) AS s
INNER JOIN (SELECT account_id, account_key, name FROM ${ACCOUNTS}) AS a ON a.account_id = s.account_id
ORDER BY value_at_risk DESC NULLS LAST, probability DESC NULLS LAST, JSONLength(s.signals) DESC, ifNull(contract_year, 0) + spend_year DESC, account_id
LIMIT {limit:UInt32} OFFSET {offset:UInt32}`

interface Row {
  readonly account_id: string
  readonly scored_at: string
  readonly probability: number | null
  readonly contract_year: number | null
  readonly spend_year: number
  readonly value_at_risk: number | null
  readonly figures: string
  readonly signals: string
  readonly reasons: string
}

/** Scored accounts, on the analytical side. */
export function createAccountRiskStore(client: ClickHouseClient, project: { readonly currency: string }): AccountRiskStore {
  return {
    firstContractAt: async () => (await readContractSpan(client))?.first ?? null,

    states: (asOf, horizonDays, labelled) => readAccountStates(client, { asOf, horizonDays, labelled, currency: project.currency }),

    async write(asOf, computedAt, modelVersion, outlooks, summary) {
      const shared = { as_of: engineTime(asOf.getTime()), computed_at: engineTime(computedAt.getTime()) }
      for (let start = 0; start < outlooks.length; start += BLOCK) {
        const rows = outlooks.slice(start, start + BLOCK).map((one) => ({
          ...shared,
          account_id: one.accountId,
          model_version: modelVersion,
          probability: one.probability,
          contract_year: one.contractYear,
          spend_year: one.spendYear,
          value_at_risk: one.valueAtRisk,
          figures: JSON.stringify(one.figures),
          signals: JSON.stringify(one.signals),
          reasons: JSON.stringify(one.reasons),
        }))
        await insertRows(client, 'account_scores', rows)
      }
      // Last, since it is what makes the scoring the newest.
      await insertRows(client, 'account_score_runs', [{ ...shared, summary: JSON.stringify(summary) }])
    },

    async newest() {
      const [row] = await readRows<{ scored_at: string; summary: string }>(
        client,
        'SELECT toUnixTimestamp64Milli(as_of) AS scored_at, summary FROM account_score_runs FINAL ORDER BY as_of DESC LIMIT 1',
      )
      return row === undefined ? null : { asOf: new Date(Number(row.scored_at)), summary: JSON.parse(row.summary) as AccountRiskSummary }
    },

    async outlook(accountId) {
      const [row] = await readRows<Row>(client, OF_ACCOUNT, { id: accountId })
      return row === undefined ? null : outlookOf(row)
    },

    async list({ offset, limit }) {
      const rows = await readRows<Row & { account_key: string; account_name: string }>(client, LIST, { offset, limit })
      return rows.map((row): ListedRisk => ({ ...outlookOf(row), accountKey: row.account_key, name: row.account_name }))
    },
  }
}

function outlookOf(row: Row): AccountOutlook {
  return {
    accountId: row.account_id,
    asOf: new Date(Number(row.scored_at)),
    probability: row.probability,
    contractYear: row.contract_year,
    spendYear: row.spend_year,
    valueAtRisk: row.value_at_risk,
    figures: JSON.parse(row.figures) as AccountFigures,
    signals: JSON.parse(row.signals) as AccountSignal[],
    reasons: JSON.parse(row.reasons) as AccountReason[],
  }
}
