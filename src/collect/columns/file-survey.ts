import { LostDigits } from '../import/lost-digits.ts'
import { KeyCounter } from '../import/key-counter.ts'
import { ID_FIELDS } from '../import/row-step.ts'
import type { AttributeSurvey } from './attribute-survey.ts'
import { DateEvidence } from './date-format.ts'
import { DecimalEvidence, type DecimalFormat } from './decimal-format.ts'
import { SCORE_FIELDS, type ScoreField } from '../import/feedback-fields.ts'
import { scoreOf } from '../import/feedback-row-step.ts'
import { measureOfField } from '../import/measure-fields.ts'
import { writtenMonth } from '../import/written-date.ts'
import { MONEY_FIELDS } from './row-figures.ts'
import type { Flag } from './status-flag.ts'

const DATE_FIELDS: readonly string[] = [
  'orderedAt',
  'paidAt',
  'cancelledAt',
  'openedAt',
  'closedAt',
  'registeredAt',
  'birthday',
  'measuredAt',
  'answeredAt',
  'startedAt',
  'memberSince',
  'memberUntil',
  'saidAt',
]
const STATUS_FIELDS: readonly string[] = ['status', 'refundStatus', 'lineType']
/** A status column has few words; one with more is something else. */
const MOST_WORDS = 200

/** A column that is kept as an attribute. */
export interface SurveyedAttribute {
  readonly name: string
  readonly heading: string
  readonly position: number
  readonly survey: AttributeSurvey
}

/** Facts that only whole columns reveal: collected row by row, over the head of a file for a preview and over all of it before an import. */
export class FileSurvey {
  readonly #positions: ReadonlyMap<string, number>
  readonly #dates: readonly { readonly position: number }[]
  readonly #ofFields: DateEvidence
  readonly #ofOthers: DateEvidence
  readonly #otherDates: readonly number[]
  readonly #numbers: readonly { readonly field: string; readonly position: number; readonly evidence: DecimalEvidence }[]
  readonly #ids: readonly { readonly field: string; readonly position: number; readonly digits: LostDigits }[]
  readonly #words: readonly { readonly field: string; readonly position: number; readonly counts: Map<string, number> }[]
  readonly #flags: readonly { readonly flag: Flag; rows: number }[]
  readonly #attributes: readonly SurveyedAttribute[]
  readonly #scores: readonly { readonly field: ScoreField; readonly position: number; most: number; count: number }[]
  readonly #filled: number[]
  readonly #orders = new KeyCounter()
  readonly #watchOrders: boolean
  readonly #paidAt: number | undefined
  readonly #monthsAt: number | undefined
  #months = 0
  #order = ''
  #scattered = false
  #negatives = false
  #runs = 0
  #paidRuns = 0
  #paid = false
  #rows = 0

  /**
   * @param otherDates Date columns that are not mapped to a field: they may decide the order when the mapped ones do not.
   * @param latest Latest possible date of the file in milliseconds since 1970.
   */
  constructor(
    positions: ReadonlyMap<string, number>,
    columns: number,
    watchOrders: boolean,
    otherDates: readonly number[],
    latest: number,
    flags: readonly Flag[] = [],
    attributes: readonly SurveyedAttribute[] = [],
  ) {
    this.#flags = flags.map((flag) => ({ flag, rows: 0 }))
    this.#attributes = attributes
    this.#ofFields = new DateEvidence(latest)
    this.#ofOthers = new DateEvidence()
    this.#otherDates = otherDates
    this.#positions = positions
    const at = (fields: readonly string[]): { readonly field: string; readonly position: number }[] =>
      fields.flatMap((field) => {
        const position = positions.get(field)
        return position === undefined ? [] : [{ field, position }]
      })
    this.#dates = at(DATE_FIELDS)
    const measures = [...positions.keys()].filter((field) => field === 'value' || field === 'price' || measureOfField(field) !== undefined)
    this.#numbers = at([...MONEY_FIELDS, ...measures]).map((one) => ({ ...one, evidence: new DecimalEvidence() }))
    this.#ids = at(ID_FIELDS).map((one) => ({ ...one, digits: new LostDigits() }))
    this.#words = at(STATUS_FIELDS).map((one) => ({ ...one, counts: new Map<string, number>() }))
    this.#scores = SCORE_FIELDS.flatMap((field) => at([field]).map(({ position }) => ({ field, position, most: 0, count: 0 })))
    this.#filled = Array.from({ length: columns }, () => 0)
    this.#watchOrders = watchOrders && positions.has('orderId')
    this.#paidAt = positions.get('paidAt')
    this.#monthsAt = positions.get('measuredAt')
  }

  observe(cells: readonly string[]): void {
    this.#rows += 1
    for (let i = 0; i < this.#filled.length; i += 1) if ((cells[i] ?? '') !== '') this.#filled[i] = (this.#filled[i] as number) + 1
    for (const { position } of this.#dates) this.#ofFields.observe(cells[position] ?? '')
    if (this.#monthsAt !== undefined && writtenMonth(cells[this.#monthsAt] ?? '') !== undefined) this.#months += 1
    for (const position of this.#otherDates) this.#ofOthers.observe(cells[position] ?? '')
    for (const { field, position, evidence } of this.#numbers) {
      const text = cells[position] ?? ''
      evidence.observe(text)
      if (!this.#negatives && (field === 'amount' || field === 'unitPrice') && isNegative(text)) this.#negatives = true
    }
    for (const { position, digits } of this.#ids) digits.observe(cells[position] ?? '')
    for (const { position, counts } of this.#words) {
      const word = (cells[position] ?? '').trim()
      if (word !== '' && (counts.has(word) || counts.size < MOST_WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    for (const one of this.#scores) {
      const score = scoreOf(cells[one.position] ?? '')
      if (score === undefined) continue
      one.count += 1
      one.most = Math.max(one.most, score)
    }
    for (const one of this.#flags) if ((cells[one.flag.position] ?? '').trim() === one.flag.word) one.rows += 1
    for (const { position, survey } of this.#attributes) survey.observe((cells[position] ?? '').trim())
    if (this.#watchOrders) this.#watchOrder((cells[this.#positions.get('orderId') as number] ?? '').trim())
    if (this.#paidAt !== undefined && !this.#paid && (cells[this.#paidAt] ?? '') !== '') {
      this.#paid = true
      this.#paidRuns += 1
    }
  }

  /** What the dates of the file show about their order. */
  get dates(): DateEvidence {
    const own = this.#ofFields
    if (!own.sure && this.#ofOthers.decides) return this.#ofOthers
    if (own.decides) return own
    const attributes = this.#attributes.flatMap(({ survey }) => (survey.holdsDates ? [survey.dates] : []))
    return attributes.find(({ decides }) => decides) ?? (own.sure ? (attributes.find(({ sure }) => !sure) ?? own) : own)
  }

  /** Rows whose measures are of a month and no day. */
  get months(): number {
    return this.#months
  }

  /** Whether rows of one order are not all consecutive. */
  get scattered(): boolean {
    return this.#scattered
  }

  /** Whether a price or an amount of a line is negative. */
  get negatives(): boolean {
    return this.#negatives
  }

  get rows(): number {
    return this.#rows
  }

  /** Share of the orders (consecutive rows with one number) with a payment time, possibly on their first row only. */
  get paidShare(): number {
    if (!this.#watchOrders) return this.#paidAt === undefined || this.#rows === 0 ? 0 : (this.#filled[this.#paidAt] ?? 0) / this.#rows
    return this.#runs === 0 ? 0 : this.#paidRuns / this.#runs
  }

  /** By column position: number of rows with a value. */
  get filled(): readonly number[] {
    return this.#filled
  }

  /** If a column does not decide, the file's other columns do, provided they agree. */
  get decimals(): ReadonlyMap<string, DecimalFormat> {
    const marks = new Set(this.#numbers.flatMap(({ evidence }) => (evidence.decides ? [evidence.format.mark] : [])))
    const [mark] = marks
    const common: DecimalFormat | undefined = marks.size === 1 && mark !== undefined ? { mark, sure: true } : undefined
    return new Map(
      this.#numbers.map(({ field, evidence }) => {
        const { format, contradictory } = evidence
        return [field, format.sure || contradictory || common === undefined ? format : common]
      }),
    )
  }

  /** Fields whose numbers require a point in some rows and a comma in others. */
  get contradictory(): readonly string[] {
    return this.#numbers.filter(({ evidence }) => evidence.contradictory).map(({ field }) => field)
  }

  get attributes(): readonly SurveyedAttribute[] {
    return this.#attributes
  }

  /** For each column of scores, how many there are and the highest. */
  get scores(): readonly { readonly field: ScoreField; readonly most: number; readonly count: number }[] {
    return this.#scores
  }

  words(field: string): ReadonlyMap<string, number> {
    return this.#words.find((one) => one.field === field)?.counts ?? new Map()
  }

  /** Number of rows with the word of a flag. */
  flagged(flag: Flag): number {
    return this.#flags.find((one) => one.flag === flag)?.rows ?? 0
  }

  lostDigits(): ReadonlyMap<string, ReadonlySet<number>> {
    return new Map(this.#ids.map(({ field, digits }) => [field, digits.lengths()]))
  }

  #watchOrder(number: string): void {
    if (number === '' || number === this.#order) return
    this.#order = number
    this.#runs += 1
    this.#paid = false
    if (!this.#scattered && this.#orders.addText(number) > 0) this.#scattered = true
  }
}

/** -5.00, −5, (5.00), 5.00-; a dash alone means empty. */
function isNegative(text: string): boolean {
  const first = text.charCodeAt(0)
  // Nearly every number begins with a digit and ends with one.
  const last = text.charCodeAt(text.length - 1)
  if (first >= 48 && first <= 57 && last >= 48 && last <= 57) return false
  return text.length > 1 && NEGATIVE.test(text)
}

const NEGATIVE = /^[^\d]{0,8}[-−–(][^\d]{0,8}\d|\d[^\d]{0,8}[-−]$/
