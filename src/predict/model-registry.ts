import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Why a version was trained. */
export type TrainingTrigger = 'manual' | 'schedule' | 'drift' | 'accuracy'

/** The champion scores; a challenger was kept beside it without taking over; retired ones were champions once. */
export type ModelState = 'champion' | 'challenger' | 'retired'

/** One kept version of a model. `card` says what it is and how good. */
export interface ModelVersion {
  readonly id: string
  readonly version: number
  readonly kind: string
  readonly state: ModelState
  readonly card: object
  readonly trainedAt: Date
  readonly trigger: TrainingTrigger
  /** What became of it in words; null where nothing was said. */
  readonly verdict: BilingualText | null
}

/** A version with what scores (`body`) and what its customers looked like at training (`reference`), where that is kept. */
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
  /** Keeps a new version as champion and retires the one before, in one step. Returns its version, counted from 1. */
  promote(model: NewModel): Promise<number>
  /** Keeps a new version beside the champion. Returns its version. */
  keepChallenger(model: NewModel): Promise<number>
  /** All versions, newest first, without their bodies. */
  versions(kind: string): Promise<ModelVersion[]>
  version(kind: string, version: number): Promise<SavedModel | null>
  /** Makes a kept version the champion and retires the one before, in one step. Throws an AppError (not-found) when there is none. */
  makeChampion(kind: string, version: number): Promise<void>
}
