import type { ClickHouseClient } from '@clickhouse/client'
import type { Arm } from '#decide/assign-arm.ts'
import type { Decision, DecisionReasons } from '#decide/decision.ts'
import type { DecisionLedger } from '#decide/decision-ports.ts'
import type { Channel } from '#decide/strategy.ts'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { minorDigits, toMajor } from '#kernel/money.ts'
import { engineTime, insertLines, tabSeparated } from './insert.ts'
import { decisionRows } from './queries/run-decisions.ts'

interface DecisionRow {
  readonly decision_id: string
  readonly run_id: string
  readonly customer_id: string
  readonly as_of: string | number
  readonly decided_at: string | number
  readonly strategy_id: string
  readonly strategy_version: number
  readonly arm: string
  readonly draw_unit: string
  readonly assignment_probability: number
  readonly channel: string
  readonly risk_probability: number
  readonly risk_tier: string
  readonly lifecycle_tier: string
  readonly value_class: string
  readonly cause: string
  readonly model_id: string
  readonly model_version: number
  readonly expected_gain: number
  readonly cost: number
  readonly currency: string
  readonly reasons: string
  readonly alternatives: string
  readonly choice_probability: number
  readonly checks: string
}

/** @param currency of the project now: skipped customers have no currency of their own */
export function createDecisionLedger(client: ClickHouseClient, currency: () => string): DecisionLedger {
  return {
    async write(decisions) {
      // The token says what is in the block, so that a retry of the same block is stored once and another block never mistaken for it.
      const token = stableId('decisions', ...decisions.map(({ decisionId, strategyId }) => `${decisionId}/${strategyId}`))
      await insertLines(client, 'decisions', COLUMNS, decisions.map(toLine), token)
    },

    async writeSkipped(runId, skipped, decidedAt) {
      const token = stableId('decision-skips', runId, ...skipped.map(({ customerId, reason }) => `${customerId}/${reason}`))
      const at = engineTime(decidedAt.getTime())
      const minor = 10 ** minorDigits(currency())
      const lines = skipped.map((one) =>
        tabSeparated([
          runId,
          one.customerId,
          one.reason,
          one.checks,
          one.riskProbability,
          one.valueMinor / minor,
          one.averageOrderMinor / minor,
          at,
        ]),
      )
      await insertLines(client, 'decision_skips', SKIP_COLUMNS, lines, token)
    },

    ofRun: (runId) => readDecisions(client, 'decisions.run_id = {runId:UUID}', { runId }),
  }
}

/** Decisions that meet a condition of ours. */
export async function readDecisions(
  client: ClickHouseClient,
  which: string,
  params: Readonly<Record<string, string>>,
): Promise<Decision[]> {
  const result = await client.query({ query: decisionRows(which), format: 'JSONEachRow', query_params: params })
  const decisions: Decision[] = []
  for await (const rows of result.stream<DecisionRow>()) for (const row of rows) decisions.push(toDecision(row.json()))
  return decisions
}

const SKIP_COLUMNS = ['run_id', 'customer_id', 'reason', 'checks', 'risk_probability', 'value', 'average_order', 'decided_at'] as const

const COLUMNS = [
  'decision_id',
  'run_id',
  'customer_id',
  'as_of',
  'decided_at',
  'strategy_id',
  'strategy_version',
  'arm',
  'draw_unit',
  'assignment_probability',
  'channel',
  'risk_probability',
  'risk_tier',
  'lifecycle_tier',
  'value_class',
  'cause',
  'model_id',
  'model_version',
  'expected_gain',
  'cost',
  'currency',
  'reasons',
  'alternatives',
  'choice_probability',
  'checks',
] as const satisfies readonly (keyof DecisionRow)[]

/** The values in the order of the columns. */
function toLine(decision: Decision): string {
  return tabSeparated([
    decision.decisionId,
    decision.runId,
    decision.customerId,
    engineTime(decision.asOf.getTime()),
    engineTime(decision.decidedAt.getTime()),
    decision.strategyId,
    decision.strategyVersion,
    decision.arm,
    decision.drawUnit ?? NO_CUSTOMER,
    decision.assignmentProbability,
    decision.channel,
    decision.riskProbability,
    decision.riskTier,
    decision.lifecycleTier,
    decision.valueClass,
    decision.cause,
    decision.modelId,
    decision.modelVersion,
    decision.expectedGain,
    toMajor(decision.costMinor, decision.currency).toFixed(6),
    decision.currency,
    JSON.stringify(decision.reasons),
    JSON.stringify(decision.alternatives),
    decision.choiceProbability ?? 1,
    decision.checks ?? '',
  ])
}

function toDecision(row: DecisionRow): Decision {
  return {
    decisionId: row.decision_id,
    runId: row.run_id,
    customerId: row.customer_id,
    asOf: new Date(Number(row.as_of)),
    decidedAt: new Date(Number(row.decided_at)),
    strategyId: row.strategy_id,
    strategyVersion: row.strategy_version,
    arm: row.arm as Arm,
    drawUnit: row.draw_unit === NO_CUSTOMER ? null : row.draw_unit,
    assignmentProbability: row.assignment_probability,
    channel: row.channel as Channel,
    riskProbability: row.risk_probability,
    riskTier: row.risk_tier,
    lifecycleTier: row.lifecycle_tier,
    valueClass: row.value_class,
    cause: row.cause,
    modelId: row.model_id,
    modelVersion: row.model_version,
    expectedGain: row.expected_gain,
    costMinor: Math.round(row.cost * 10 ** minorDigits(row.currency)),
    currency: row.currency,
    reasons: JSON.parse(row.reasons) as DecisionReasons,
    alternatives: JSON.parse(row.alternatives) as Decision['alternatives'],
    choiceProbability: row.choice_probability,
    checks: row.checks,
  }
}
