import { decimalReader, isEmptyNumber } from '../columns/decimal-format.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { MEASURE_NAME_CHARACTERS } from './measure-fields.ts'
import { parseDecimal } from './parse-decimal.ts'
import { cellReader, contentOf, refuse, type RowPlan, type RowRefused, type RowResult } from './row-step.ts'
import { whoAndWhenReader } from './who-and-when.ts'

/** A value of a measure: a balance, assets, usage, seats. */
export interface MeasuredValue {
  readonly measure: string
  readonly unit: string
  /** Scaled by MEASURE_SCALE. */
  readonly value: bigint
}

/** What a row says of a customer at one time: one value in a long file, one for each filled column in a wide one. */
export interface MeasureRow {
  readonly measuredAt: number
  readonly values: readonly MeasuredValue[]
  readonly identifiers: readonly ClaimedIdentifier[]
}

export const MEASURE_SCALE = 6
/** The store keeps 18 digits before the point. */
const MOST = 10n ** 24n - 1n

/** A value as text or number, scaled; undefined for no number and for one that the store cannot hold. */
export function measuredValue(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (text === '' || text.length > 100) return undefined
  return withinStore(parseDecimal(text, MEASURE_SCALE))
}

function withinStore(scaled: bigint | undefined): bigint | undefined {
  return scaled === undefined || scaled > MOST || scaled < -MOST ? undefined : scaled
}

/** Makes the step from the cells of a row to the values of a customer; one that names nobody is refused, as it would be nobody's. */
export function measureRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<MeasureRow> {
  const cell = cellReader(plan.positions)
  const whoAndWhen = whoAndWhenReader(plan, { at: 'measuredAt', ofSomebody: true })
  const [measure, value, unit] = [cell('measure'), cell('value'), cell('unit')]
  const numberOf = (field: string): ((text: string) => bigint | undefined) => {
    const format = plan.decimals.get(field)
    if (format === undefined) return measuredValue
    const read = decimalReader(format, MEASURE_SCALE)
    return (text) => withinStore(read(text))
  }
  const readValue = numberOf('value')
  const columns = plan.measures.map(({ field, name, unit: unitOfColumn }) => ({
    field,
    name,
    unitOfColumn,
    text: cell(field),
    read: numberOf(field),
  }))
  const isLong = plan.positions.has('value')

  const long = (cells: readonly string[]): readonly MeasuredValue[] | RowRefused => {
    const name = measure(cells)
    if (name === '') return refuse('missing-value', 'measure', 'The field measure is empty.')
    if (name.length > MEASURE_NAME_CHARACTERS)
      return refuse('value-too-long', 'measure', `The name of a measure has more than ${MEASURE_NAME_CHARACTERS} characters.`)
    const text = value(cells)
    if (isEmptyNumber(text)) return refuse('missing-value', 'value', 'The field value is empty.')
    const scaled = readValue(text)
    return scaled === undefined ? noNumber('value') : [{ measure: name, unit: unit(cells), value: scaled }]
  }
  /** One cell that is no number refuses the row: what is left of it would look whole. */
  const wide = (cells: readonly string[]): readonly MeasuredValue[] | RowRefused => {
    const values: MeasuredValue[] = []
    for (const { field, name, unitOfColumn, text, read } of columns) {
      const written = text(cells)
      if (isEmptyNumber(written)) continue
      const scaled = read(written)
      if (scaled === undefined) return noNumber(field)
      values.push({ measure: name, unit: unitOfColumn === '' ? unit(cells) : unitOfColumn, value: scaled })
    }
    return values.length > 0
      ? values
      : refuse('missing-value', columns[0]?.field ?? 'value', 'The row has a value in none of its measures.')
  }

  return (cells) => {
    const row = whoAndWhen(cells)
    if (!row.ok) return row
    const values = isLong || columns.length === 0 ? long(cells) : wide(cells)
    if ('ok' in values) return values
    const { at, identifiers } = row
    const content = [...values.flatMap(({ measure: name, unit: of, value: scaled }) => [name, of, String(scaled)]), String(at)]
    return { ok: true, value: { measuredAt: at, values, identifiers }, content: contentOf(content, identifiers) }
  }
}

function noNumber(field: string): RowRefused {
  return refuse('unreadable-number', field, `The field ${field} is no number of up to 12 digits before the point.`)
}
