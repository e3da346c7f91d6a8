/** One kept version of a model. `card` says what it is and how good; `body` is what scores. */
export interface SavedModel {
  readonly id: string
  readonly version: number
  readonly kind: string
  /** The champion scores; older versions are kept as retired. */
  readonly state: 'champion' | 'retired'
  readonly card: object
  readonly body: object
  readonly trainedAt: Date
}

export interface ModelRegistry {
  champion(kind: string): Promise<SavedModel | null>
  /** Keeps a new version as champion and retires the one before, in one step. Returns its version, counted from 1. */
  promote(model: {
    readonly id: string
    readonly kind: string
    readonly card: object
    readonly body: object
    readonly trainedAt: Date
  }): Promise<number>
}
