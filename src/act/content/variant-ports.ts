/** Why a segment of a variant cannot be asked: `missing` there is none of the id, `archived` it was put away, `broken` its own condition cannot be read any more. */
export type SegmentProblem = 'missing' | 'archived' | 'broken'

export interface VariantSegment {
  /** Empty: there is none of the id. */
  readonly name: string
  readonly problem: SegmentProblem | null
}

/** The segments that variants are for. */
export interface VariantSegments {
  /** Of every id that is asked for. */
  states(ids: readonly string[]): Promise<ReadonlyMap<string, VariantSegment>>
  /** Who of some customers is in each of the segments now, in one read for all; nobody is in one that cannot be asked. */
  members(ids: readonly string[], customerIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>
}

/** Which variant a message was made of. */
export interface VariantUse {
  readonly sendKey: string
  /** Empty: the content itself, which has variants. */
  readonly variant: string
  /** As the variant was called in its version; empty: the content itself. */
  readonly name: string
}

export interface VariantLedger {
  variantsOf(sendKeys: readonly string[]): Promise<readonly VariantUse[]>
  /** From now on, in the place of what was there; those that are not in the ledger are left out. */
  keepVariants(uses: readonly VariantUse[], now: Date): Promise<void>
}
