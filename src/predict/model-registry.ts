import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Why a version was trained. */
export type TrainingTrigger = 'manual' | 'schedule' | 'drift' | 'accuracy'

/** The champion scores; a challenger is stored but has not taken over; a retired version is a former champion. */
export type ModelState = 'champion' | 'challenger' | 'retired'

/** One stored version of a model. `card` describes it and its quality. */
export interface ModelVersion {
  readonly id: string
  readonly version: number
  readonly kind: string
  readonly state: ModelState
  readonly card: object
  readonly trainedAt: Date
  readonly trigger: TrainingTrigger
  /** Whether and why it took over, as text; null when not recorded. */
  readonly verdict: BilingualText | null
}

/** A version with the model itself (`body`) and, if stored, the distributions of its training customers (`reference`). */
export interface SavedModel extends ModelVersion {
  readonly body: object
  readonly reference: object | null
}

export interface NewModel {
  readonly id: string
  readonly kind: string
  readonly card: object
  readonly body: object
  readonly trainedAt: Date
  /** Default: manual. */
  readonly trigger?: TrainingTrigger
  readonly verdict?: BilingualText
  readonly reference?: object | null
}

export interface ModelRegistry {
  champion(kind: string): Promise<SavedModel | null>
  /** Stores a new version as champion and retires the previous one in one transaction. Returns its version, counted from 1. */
  promote(model: NewModel): Promise<number>
  /** Stores a new version as challenger. Returns its version. */
  keepChallenger(model: NewModel): Promise<number>
  /** All versions, newest first, without their bodies. */
  versions(kind: string): Promise<ModelVersion[]>
  version(kind: string, version: number): Promise<SavedModel | null>
  /** Makes a stored version the champion and retires the previous one in one transaction. Throws an AppError (not-found) for an unknown version. */
  makeChampion(kind: string, version: number): Promise<void>
}
