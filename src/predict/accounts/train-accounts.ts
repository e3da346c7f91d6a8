import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss } from '#numerics/metrics/probability-scores.ts'
import { churnGate, constantLogLoss, type ChurnGate } from '../churn/train/churn-gate.ts'
import { encodedFeatures, rowEncoder } from '../tabular/table-encoding.ts'
import { TableSampler } from '../tabular/table-sample.ts'
import { modelProbability, type TabularModel } from '../tabular/tabular-model.ts'
import { trainTabular, type TabularTraining } from '../tabular/train-tabular.ts'
import { ACCOUNT_FEATURES, featureCells } from './account-features.ts'
import { accountRule } from './account-rule.ts'
import { canChurn, type AccountSnapshot, type AccountState, type LabelledAccount } from './account-state.ts'

/** Accounts that must have churned, and as many that stayed, before there is anything to learn; and in the later period that tests it. */
export const CHURNED_NEEDED = 30
export const TEST_CHURNED_NEEDED = 10

/** How the probabilities did on later accounts. */
export interface AccountQuality {
  readonly accounts: number
  readonly churned: number
  readonly auc: number
  readonly logLoss: number
  /** Of the rule of thumb, and of one rate for all. */
  readonly ruleAuc: number
  readonly constantLogLoss: number
  readonly gate: ChurnGate
}

/** What there is to learn from, against what is needed. Accounts are counted once, however often they were looked at. */
export interface AccountEvidence {
  readonly accounts: number
  readonly churned: number
  readonly churnedNeeded: number
  /** In the newest period whose outcome is known, on which the model is tested. */
  readonly testChurned: number
  readonly testChurnedNeeded: number
}

export type AccountTraining =
  | { readonly state: 'not-enough-data'; readonly evidence: AccountEvidence }
  | {
      readonly state: 'trained'
      readonly evidence: AccountEvidence
      readonly model: TabularModel
      readonly quality: AccountQuality
      readonly rung: TabularTraining['rung']
      readonly importance: readonly { readonly feature: string; readonly importance: number }[]
    }

export interface TrainAccountsOptions {
  readonly horizonDays: number
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly trainedAt: Date
  /** Budget of each of the two fits in seconds of two cores. Default 1: accounts are few. */
  readonly seconds?: number
}

const OUTCOME = 'churned'
const ACCOUNT = 'account_id'
const NAMES = ACCOUNT_FEATURES.map(({ name }) => name)

/**
 * Learns which accounts churn, from what was known of them at several times. Tested on the newest time, by a model that saw only times whose outcome was known by then; the model that
 * is given back learned from all. Says what is missing where too few accounts have churned.
 * @param snapshots oldest first, all with known outcomes
 */
export async function trainAccounts(snapshots: readonly AccountSnapshot[], options: TrainAccountsOptions): Promise<AccountTraining> {
  const { horizonDays } = options
  const judge = snapshots.at(-1)
  const earlier = snapshots.filter(({ asOf }) => judge !== undefined && asOf.getTime() + horizonDays * 86_400_000 <= judge.asOf.getTime())
  const rows = (some: readonly AccountSnapshot[]): LabelledAccount[] => some.flatMap((one) => one.rows.filter(canChurn))
  const [learned, tested] = [rows(earlier), rows(judge === undefined ? [] : [judge])]
  const evidence: AccountEvidence = {
    accounts: distinct([...learned, ...tested]),
    churned: distinct(learned.filter(({ churned }) => churned === 1)),
    churnedNeeded: CHURNED_NEEDED,
    testChurned: tested.filter(({ churned }) => churned === 1).length,
    testChurnedNeeded: TEST_CHURNED_NEEDED,
  }
  const stayed = distinct(learned.filter(({ churned }) => churned === 0))
  const testStayed = tested.length - evidence.testChurned
  if (Math.min(evidence.churned, stayed) < CHURNED_NEEDED || Math.min(evidence.testChurned, testStayed) < TEST_CHURNED_NEEDED) {
    return { state: 'not-enough-data', evidence }
  }
  const trial = await fit(learned, options)
  const probabilities = accountProbabilities(trial.model, tested, horizonDays)
  const labels = tested.map(({ churned }) => churned)
  const rate = learned.reduce((sum, { churned }) => sum + churned, 0) / learned.length
  const quality = {
    accounts: tested.length,
    churned: evidence.testChurned,
    auc: areaUnderCurve(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    ruleAuc: areaUnderCurve(
      tested.map((state) => accountRule(state, horizonDays)),
      labels,
    ),
    constantLogLoss: constantLogLoss(rate, evidence.testChurned / tested.length),
  }
  const gate = churnGate({ ...quality, customers: quality.accounts, churners: quality.churned }, quality.constantLogLoss)
  const final = await fit(rows(snapshots), options)
  return {
    state: 'trained',
    evidence,
    model: final.model,
    rung: final.rung,
    quality: { ...quality, gate },
    importance: final.importance.map(({ column, importance }) => ({ feature: column, importance })),
  }
}

/** The probability that each account churns within the horizon. */
export function accountProbabilities(model: TabularModel, states: readonly AccountState[], horizonDays: number): number[] {
  const encode = accountEncoder(model)
  return states.map((state) => modelProbability(model, encode(state, horizonDays)))
}

/** The features of an account as the model takes them. */
export function accountEncoder(model: TabularModel): (state: AccountState, horizonDays: number) => Float64Array {
  const encode = rowEncoder(
    model.columns,
    encodedFeatures(model.columns),
    model.columns.map(({ name }) => NAMES.indexOf(name)),
  )
  return (state, horizonDays) => Float64Array.from(encode(featureCells(state, horizonDays)))
}

function fit(
  rows: readonly LabelledAccount[],
  { horizonDays, random, trainedAt, seconds = 1 }: TrainAccountsOptions,
): Promise<TabularTraining> {
  const sampler = new TableSampler([ACCOUNT, ...NAMES, OUTCOME], random)
  const cells = rows.map((row) => [row.accountId, ...featureCells(row, horizonDays), row.churned === 1 ? 'yes' : 'no'])
  sampler.observe(cells.slice(0, 1_000))
  for (const row of cells) sampler.add(row)
  return trainTabular(sampler.finish(), {
    target: OUTCOME,
    positive: 'yes',
    id: ACCOUNT,
    group: ACCOUNT,
    // Features are made from what was known before: one that tells much, as a renewal that is due, is no leak.
    keep: NAMES,
    random,
    trainedAt,
    seconds,
  })
}

function distinct(rows: readonly AccountState[]): number {
  return new Set(rows.map(({ accountId }) => accountId)).size
}
