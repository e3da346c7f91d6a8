import type { Clock } from '#kernel/clock.ts'
import type { ModelRegistry } from '../model-registry.ts'
import type { DefinitionStore } from './definition/check-definition.ts'
import type { ChurnAlertService } from './alerts/churn-alert-service.ts'
import type { ChurnDefinition } from './definition/churn-definition.ts'
import type { ChurnFeatureRow, SlottedMeasure } from './features/churn-features.ts'
import type { ChurnHistory, ChurnScoringStore, StoredChurnScore } from './watch/churn-history.ts'
import type { ChurnModel, ChurnScore } from './score/churn-model.ts'
import type { ChurnSnapshot } from './features/churn-snapshot.ts'
import type { RiskTierScheme } from './tiers/risk-tiers.ts'
import type { ChurnTraining } from './train/train-churn.ts'

export interface ChurnStore extends Pick<DefinitionStore, 'labelCounts' | 'contractSpan'> {
  /** Time of the first order in the shop, or null without orders. */
  firstOrderAt(): Promise<Date | null>
  /**
   * One row per customer of the definition's audience at the as-of time, reading only what was available then. A share below 1 selects the same customers at
   * every as-of time.
   */
  features(
    asOf: Date,
    definition: ChurnDefinition,
    labelled: boolean,
    share?: number,
    measures?: readonly SlottedMeasure[],
  ): Promise<ChurnFeatureRow[]>
  /** The measures that most customers have by then, at most as many as there are slots. */
  measures(asOf: Date): Promise<SlottedMeasure[]>
  writeScores(
    run: { readonly asOf: Date; readonly modelId: string; readonly modelVersion: number; readonly computedAt: Date },
    scores: readonly StoredChurnScore[],
  ): Promise<void>
}

/** The heavy arithmetic, kept off the thread that answers requests. */
export interface ChurnWorker {
  train(definition: ChurnDefinition, snapshots: readonly ChurnSnapshot[], seed: string): Promise<ChurnTraining>
  score(model: ChurnModel, rows: readonly ChurnFeatureRow[]): Promise<ChurnScore[]>
  /** The calibrated probabilities alone. */
  probabilities(model: ChurnModel, rows: readonly ChurnFeatureRow[]): Promise<Float64Array>
}

export interface ChurnPorts {
  readonly store: ChurnStore & DefinitionStore
  readonly models: ModelRegistry
  readonly worker: ChurnWorker
  readonly history: ChurnHistory
  readonly scorings: ChurnScoringStore
  readonly alerts: Pick<ChurnAlertService, 'afterScoring'>
  /** The current scheme. */
  readonly tiers: () => Promise<RiskTierScheme>
  readonly clock: Clock
}
