import { withoutPersonal } from '#privacy/personal-text.ts'
import type { Owner } from '../identity-claim.ts'
import type { MeasureRow } from '../import/measure-row-step.ts'

/** A value as it is stored: of one customer, measure, unit and time. */
export interface StoredMeasure {
  readonly originId: string
  readonly customerId: string
  readonly measure: string
  readonly unit: string
  readonly measuredAt: number
  /** Scaled by MEASURE_SCALE. */
  readonly value: bigint
  readonly receivedAt: number
  readonly availableAt: number
  /** Of the file that says it; '' for what came otherwise. */
  readonly importId: string
}

/** The values of a row, without what is personal in their names. */
export function storedMeasures(
  { measuredAt, values }: MeasureRow,
  { customerId, originId }: Owner,
  known: Pick<StoredMeasure, 'receivedAt' | 'availableAt' | 'importId'>,
): StoredMeasure[] {
  return values.map(({ measure, unit, value }) => ({
    originId,
    customerId,
    measure: withoutPersonal(measure),
    unit: withoutPersonal(unit),
    measuredAt,
    value,
    ...known,
  }))
}
