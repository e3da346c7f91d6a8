import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ModelRegistry } from '../model-registry.ts'
import { churnDefinition, snapshotTimes, type ChurnDefinition } from '../churn/definition/churn-definition.ts'
import type { TabularModel } from '../tabular/tabular-model.ts'
import { figuresOf, valueOf, type AccountOutlook, type AccountRiskSummary } from './account-outlook.ts'
import { accountReasons } from './account-reasons.ts'
import { accountSignals } from './account-signals.ts'
import { canChurn, type AccountSnapshot, type AccountState, type LabelledAccount } from './account-state.ts'
import { accountProbabilities, CHURNED_NEEDED, TEST_CHURNED_NEEDED, type AccountTraining } from './train-accounts.ts'

/** An account in the list by risk, as its source names it. */
export interface ListedRisk extends AccountOutlook {
  readonly accountKey: string
  readonly name: string
}

export interface AccountRiskStore {
  /** When the first contract began; null without contracts. */
  firstContractAt(): Promise<Date | null>
  /** Every account as it was known then; `labelled`: with what became of it as known now. */
  states(asOf: Date, horizonDays: number, labelled: boolean): Promise<LabelledAccount[]>
  write(asOf: Date, computedAt: Date, modelVersion: number, outlooks: readonly AccountOutlook[], summary: AccountRiskSummary): Promise<void>
  /** The newest scoring; null before the first. */
  newest(): Promise<{ readonly asOf: Date; readonly summary: AccountRiskSummary } | null>
  /** Of one account in the newest scoring. */
  outlook(accountId: string): Promise<AccountOutlook | null>
  /** The newest scoring, most value at risk first, then the highest risk, then the most signals; accounts that are still there. */
  list(page: { readonly offset: number; readonly limit: number }): Promise<ListedRisk[]>
}

/** The heavy arithmetic, kept off the thread that answers requests. */
export interface AccountWorker {
  train(snapshots: readonly AccountSnapshot[], horizonDays: number, trainedAt: Date): Promise<AccountTraining>
}

interface AccountRiskPorts {
  readonly store: AccountRiskStore
  readonly models: Pick<ModelRegistry, 'champion' | 'promote'>
  readonly worker: AccountWorker
  /** Days of the churn model of people, if it is about contracts: accounts are told for the same time. */
  readonly contractHorizon: () => Promise<number | null>
  readonly clock: Clock
}

type SavedCard = Pick<AccountRiskSummary, 'horizonDays' | 'evidence' | 'quality' | 'importance'>

const KIND = 'account-churn'
/** Horizon unless the churn model of people is about contracts and has another. */
const HORIZON_DAYS = 90
/** Times to learn from, and days after which the model is learned anew. */
const SNAPSHOTS = 10
const RETRAIN_DAYS = 28

/** Risk and value of accounts: learns who churns, and scores every account. */
export class AccountRiskService {
  readonly #ports: AccountRiskPorts

  constructor(ports: AccountRiskPorts) {
    this.#ports = ports
  }

  /** Learns if there is no model or it is old, and scores all accounts as of now. */
  async refresh(): Promise<AccountRiskSummary> {
    const { store, clock } = this.#ports
    const now = clock.now()
    const definition = await this.#definition()
    const { horizonDays } = definition
    const states = await store.states(now, horizonDays, false)
    const learned = await this.#model(definition, states, now)
    const trusted = learned.model !== null && learned.quality?.gate === 'passed' ? learned.model : null
    const risky = trusted === null ? [] : states.filter(canChurn)
    const risks = trusted === null ? [] : accountProbabilities(trusted, risky, horizonDays)
    const riskOf = new Map(risky.map(({ accountId }, i) => [accountId, risks[i] ?? null]))
    const reasonsOf = trusted === null ? () => [] : accountReasons(trusted, horizonDays)
    const outlooks = states.map((state): AccountOutlook => {
      const probability = riskOf.get(state.accountId) ?? null
      return {
        accountId: state.accountId,
        asOf: now,
        probability,
        ...valueOf(state, probability),
        figures: figuresOf(state),
        signals: accountSignals(state),
        reasons: probability === null ? [] : reasonsOf(state),
      }
    })
    const summary: AccountRiskSummary = {
      accounts: states.length,
      scored: risky.length,
      horizonDays,
      state: learned.model === null ? 'not-enough-data' : trusted === null ? 'not-trusted' : 'trained',
      evidence: learned.evidence,
      quality: learned.quality,
      modelVersion: learned.version,
      importance: learned.importance,
    }
    if (states.length > 0) await store.write(now, now, learned.version, outlooks, summary)
    return summary
  }

  /** The newest scoring; null before the first. */
  async summary(): Promise<{ readonly asOf: Date; readonly summary: AccountRiskSummary } | null> {
    return await this.#ports.store.newest()
  }

  async outlook(accountId: string): Promise<AccountOutlook | null> {
    return await this.#ports.store.outlook(accountId)
  }

  async list(page: { readonly offset: number; readonly limit: number }): Promise<ListedRisk[]> {
    return await this.#ports.store.list(page)
  }

  async #definition(): Promise<ChurnDefinition> {
    return churnDefinition({ kind: 'contract', horizonDays: (await this.#ports.contractHorizon()) ?? HORIZON_DAYS })
  }

  async #model(
    definition: ChurnDefinition,
    states: readonly AccountState[],
    now: Date,
  ): Promise<
    Pick<AccountRiskSummary, 'evidence' | 'quality' | 'importance'> & { readonly model: TabularModel | null; readonly version: number }
  > {
    const { store, models, worker } = this.#ports
    const { horizonDays } = definition
    const saved = await models.champion(KIND)
    const card = saved === null ? null : (saved.card as SavedCard)
    if (
      saved !== null &&
      card !== null &&
      card.horizonDays === horizonDays &&
      now.getTime() - saved.trainedAt.getTime() < RETRAIN_DAYS * DAY_MS
    ) {
      return { ...card, model: saved.body as TabularModel, version: saved.version }
    }
    const first = await store.firstContractAt()
    const times =
      first === null || !states.some(({ running, ended }) => running + ended > 0)
        ? []
        : snapshotTimes(definition, now, first, { limit: SNAPSHOTS })
    const snapshots: AccountSnapshot[] = []
    for (const asOf of times) snapshots.push({ asOf, rows: await store.states(asOf, horizonDays, true) })
    const training = snapshots.length === 0 ? NOTHING_KNOWN : await worker.train(snapshots, horizonDays, now)
    if (training.state === 'not-enough-data') return { evidence: training.evidence, quality: null, importance: [], model: null, version: 0 }
    const { evidence, quality, importance, model } = training
    const found: SavedCard = { horizonDays, evidence, quality, importance }
    const version = await models.promote({ id: KIND, kind: KIND, card: found, body: model, trainedAt: now, trigger: 'schedule' })
    return { evidence, quality, importance, model, version }
  }
}

const NOTHING_KNOWN: AccountTraining = {
  state: 'not-enough-data',
  evidence: { accounts: 0, churned: 0, churnedNeeded: CHURNED_NEEDED, testChurned: 0, testChurnedNeeded: TEST_CHURNED_NEEDED },
}
