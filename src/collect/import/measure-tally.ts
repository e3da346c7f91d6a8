import type { FileQuestion } from '../columns/file-question.ts'
import { FirstAndLast } from './first-and-last.ts'
import { KeyCounter } from './key-counter.ts'
import { LinkedPeople } from './linked-people.ts'
import { MEASURE_SCALE, type MeasureRow } from './measure-row-step.ts'
import { formatDecimal } from './parse-decimal.ts'

/** What a file says of one measure in one unit. */
export interface MeasureSpan {
  readonly name: string
  readonly unit: string
  readonly values: number
  readonly least: number
  readonly most: number
}

/** The totals of a file of measures, counting readable rows. */
export interface MeasureFigures {
  readonly kind: 'measures'
  readonly rows: number
  readonly values: number
  readonly people: number
  /** Most values first. */
  readonly measures: readonly MeasureSpan[]
  /** Measures beyond the ones listed. */
  readonly moreMeasures: number
  /** Values that another one of the file replaces: of the same customer, measure, unit and time. */
  readonly replaced: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}

/** A file of more names has something else in the column of names. */
const MANY_MEASURES = 100
const LISTED = 20

interface Span {
  readonly name: string
  readonly unit: string
  values: number
  least: bigint
  most: bigint
}

/** Adds up the rows of a file of measures. @param links Whether people are counted here instead of by identity. */
export class MeasureTally {
  readonly #people: LinkedPeople | undefined
  readonly #days = new FirstAndLast()
  readonly #spans = new Map<string, Span>()
  readonly #names = new KeyCounter()
  readonly #places = new KeyCounter()
  readonly #different = new KeyCounter()
  #rows = 0
  #values = 0

  constructor(links: boolean) {
    this.#people = links ? new LinkedPeople() : undefined
  }

  add({ measuredAt, values, identifiers }: MeasureRow): void {
    this.#rows += 1
    this.#people?.add(identifiers)
    this.#days.add(measuredAt)
    const [who] = identifiers
    for (const { measure, unit, value } of values) {
      this.#values += 1
      const place = `${who?.kind} ${who?.value}\u0001${measure}\u0001${unit}\u0001${measuredAt}`
      this.#places.addText(place)
      this.#different.addText(`${place}\u0001${value}`)
      this.#names.addText(measure)
      this.#span(measure, unit, value)
    }
  }

  #span(measure: string, unit: string, value: bigint): void {
    const key = `${measure}\u0001${unit}`
    const span = this.#spans.get(key)
    if (span === undefined) {
      if (this.#spans.size < MANY_MEASURES) this.#spans.set(key, { name: measure, unit, values: 1, least: value, most: value })
      return
    }
    span.values += 1
    if (value < span.least) span.least = value
    if (value > span.most) span.most = value
  }

  /** @param people As identity counted them, where it did. */
  figures(people = this.#people?.count ?? 0): MeasureFigures {
    const spans = [...this.#spans.values()].toSorted((a, b) => b.values - a.values)
    const shown = spans.slice(0, LISTED)
    return {
      kind: 'measures',
      rows: this.#rows,
      values: this.#values,
      people,
      measures: shown.map(({ name, unit, values, least, most }) => ({
        name,
        unit,
        values,
        least: Number(formatDecimal(least, MEASURE_SCALE)),
        most: Number(formatDecimal(most, MEASURE_SCALE)),
      })),
      moreMeasures: this.#names.size - new Set(shown.map(({ name }) => name)).size,
      replaced: this.#replaced,
      ...this.#days.said(),
    }
  }

  get #replaced(): number {
    return this.#different.size - this.#places.size
  }

  /** What makes no sense in the figures, before anything is stored. */
  questions(): FileQuestion[] {
    const [replaced, names] = [this.#replaced, this.#names.size]
    return [
      ...(replaced === 0
        ? []
        : [
            {
              code: 'measures-replaced',
              weight: 'blocking' as const,
              text: {
                zh: `有 ${replaced} 个数值与同一客户、同一指标、同一单位、同一时间的另一个数值不同，只有最后一个会保留。文件是否少读了一列，例如账户或产品？`,
                en: `${replaced === 1 ? 'One value differs' : `${replaced} values differ`} from another of the same customer, measure, unit and time, and only the last one is kept. Does the file tell them apart by a column that is not read, such as an account or a product?`,
              },
            },
          ]),
      ...(names <= MANY_MEASURES
        ? []
        : [
            {
              code: 'many-measures',
              weight: 'blocking' as const,
              field: 'measure',
              text: {
                zh: `文件中有 ${names} 种指标名称，这一列可能不是指标名称。请检查“指标名称”对应的列。`,
                en: `The file has ${names} names of measures, so the column may hold something else. Check which column is the name of the measure.`,
              },
            },
          ]),
    ]
  }
}
