import type { ClaimedIdentifier } from '../identity-claim.ts'
import { CUSTOMER_FIELDS, IMPORT_FIELDS, type ImportField } from '../import/import-fields.ts'
import { parseDecimal } from '../import/parse-decimal.ts'
import { instantReader } from '../import/parse-instant.ts'
import {
  cellReader,
  checkInstant,
  contentOf,
  identifierReader,
  refuse,
  refuseUnusable,
  rowCheck,
  type RowPlan,
  type RowResult,
} from '../import/row-step.ts'

/** A value of a customer at one time: a balance, assets, usage, seats. */
export interface Measure {
  readonly measure: string
  readonly unit: string
  readonly measuredAt: number
  /** Scaled by MEASURE_SCALE. */
  readonly value: bigint
  readonly identifiers: readonly ClaimedIdentifier[]
}

export const MEASURE_SCALE = 6
/** The store keeps 18 digits before the point. */
const MOST = 10n ** 24n - 1n
const NAME_CHARACTERS = 100

function field(name: string, zh: string, en: string, required = false): ImportField {
  return { name, required, label: { zh, en }, headings: [] }
}

/** The fields of one value. */
export const MEASURE_FIELDS: readonly ImportField[] = [
  field('measure', '指标名称', 'Name of the measure, as balance, assets or seats', true),
  field('value', '数值', 'Value', true),
  field('measuredAt', '时间', 'When it was so', true),
  ...IMPORT_FIELDS.tickets.filter(({ name }) => CUSTOMER_FIELDS.includes(name)),
  field('unit', '单位', 'Unit, as CNY, GB or seats'),
]

/** A value as text or number, scaled; undefined for no number and for one that the store cannot hold. */
export function measuredValue(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (text === '' || text.length > 100) return undefined
  const scaled = parseDecimal(text, MEASURE_SCALE)
  return scaled === undefined || scaled > MOST || scaled < -MOST ? undefined : scaled
}

/** Makes the step from the cells of a record to a value of a customer; one that names nobody is refused, as it would be nobody's. */
export function measureStep(plan: RowPlan): (cells: readonly string[]) => RowResult<Measure> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const [measure, value, measuredAt, unit] = [cell('measure'), cell('value'), cell('measuredAt'), cell('unit')]
  return (cells) => {
    const useless = check(cells)
    if (useless !== undefined) return useless
    const name = measure(cells)
    if (name === '') return refuse('missing-value', 'measure', 'The field measure is empty.')
    if (name.length > NAME_CHARACTERS)
      return refuse('value-too-long', 'measure', `The name of a measure has more than ${NAME_CHARACTERS} characters.`)
    if (value(cells) === '') return refuse('missing-value', 'value', 'The field value is empty.')
    const scaled = measuredValue(value(cells))
    if (scaled === undefined)
      return refuse('unreadable-number', 'value', 'The field value is no number of up to 18 digits before the point.')
    const at = readInstant(measuredAt(cells))
    const bad = checkInstant(at, measuredAt(cells), 'measuredAt', plan)
    if (bad !== undefined) return { ok: false, refusal: bad }
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0) {
      return unreadable === '' ? refuse('no-identifier', '', 'Nothing says whose value this is.') : refuseUnusable(unreadable)
    }
    const row = { measure: name, unit: unit(cells), measuredAt: at ?? 0, value: scaled }
    return { ok: true, value: { ...row, identifiers }, content: contentOf(Object.values(row).map(String), identifiers) }
  }
}
