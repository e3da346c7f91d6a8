import { AppError } from '#kernel/app-error.ts'
import { readNumber } from './cell-value.ts'
import { MISSING_CODE, UNLISTED_CODE, type ColumnSample } from './column-sample.ts'

/** How the value that means "left" was determined. */
export type PositiveReason = 'asked' | 'value' | 'column' | 'only-value'

export interface Target {
  readonly name: string
  /** The value that counts as 1, as the file writes it most often. */
  readonly positive: string
  /** The others that count as 0; more than one only where `positive` was named. */
  readonly negatives: readonly string[]
  /** 1, 0, or -1 for rows without an outcome. */
  readonly labels: Int8Array
  /** Whether the positive value was guessed, and by what. */
  readonly guessed: boolean
  readonly reason: PositiveReason
  /** Values written in several ways, such as Yes, yes and YES, which count as one. */
  readonly merged: readonly (readonly string[])[]
}

/** Values that mean by themselves that a customer left, or stayed; compared ignoring case, blanks and punctuation. */
const LEFT_VALUE =
  /^(churned|churn|churner|left|lost|exited|cancelled|canceled|attrited.*|closed|terminated|gone|defected|lapsed|inactive|dormant|unsubscribed|expired|notrenewed|流失|已流失|已离开|离开|离网|已离网|退订|注销|已注销|已退订|流失客户|沉睡|不活跃|未续费|未留存|离职|销户|已销户)$/
const STAYED_VALUE =
  /^(stayed|retained|renewed|existing.*|current|kept|loyal|active|open|notchurned|nochurn|subscribed|未流失|留存|已留存|在网|活跃|正常|续费|已续费|续约|已续约|在职|未注销|未退订|留存客户)$/
/** Values that only affirm or deny the heading of the column. */
const YES_VALUE = /^(ja|oui|s[íi]|sim|tak|да|evet|はい|예|yes|y|true|t|1|10*|是|有|对|positive|pos)$/
const NO_VALUE = /^(nein|non|n[ãa]o|nie|нет|hayır|nee|いいえ|아니오|no|n|false|f|0|00*|否|不|不是|无|没有|negative|neg)$/
/** The question in a column's heading: whether the customer left, or stayed. */
const LEFT_COLUMN =
  /churn|gekündigt|kündigung|abgewandert|abwanderung|abandon|résili|désabonn|fuga|(^|[^a-z])baja([^a-z]|$)|cancelado|rezygnacja|отток|ушел|ушёл|解約|退会|이탈|attrit|(^|[^a-z])(left|leave|leaves|leaver|leaving|exit|exited|gone|lost|lapsed?|quit|defect\w*|inactive|closed?|closure|dropout)([^a-z]|$)|cancel|terminat|unsubscri|deactivat|inactive|流失|退订|注销|离网|离开|销户|解约|停用|离职|取消|沉睡|不活跃|非活跃|退会|流出/i
const STAYED_COLUMN =
  /retain|retention|renew|(^|[^a-z])(stay|stays|stayed|active|alive|kept|keep|loyal|existing|remain\w*|subscribed)([^a-z]|$)|isactive|续费|续约|留存|在网|活跃|保留|复购|回购|在职|续订/i
const DENIED = /(^|[^a-z])(no|not|non|un|never)[^a-z]*(churn|cancel|left|exit|attrit)|未流失|非流失|未注销|未退订|未离|没有流失/i

interface ValueClass {
  /** The most frequent spelling. */
  readonly value: string
  readonly spellings: readonly string[]
  readonly codes: readonly number[]
  readonly count: number
}

/**
 * Turns a column into labels. Values that differ only in case and blanks are one. With two values, the one that means leaving is found by its own word (`churned`,
 * `流失`), or by the heading (`churn` = Yes left, `renewed` = Yes stayed); otherwise `positive` must be given.
 *
 * Throws an AppError when the column has only one value, too many values, or lacks the given one, or when it is unclear which of two values means leaving.
 */
export function readTarget(column: ColumnSample, positive: string | undefined): Target {
  const { codes, name } = column
  const { classes, unlisted } = classesOf(column)
  if (classes.length === 0) {
    throw invalid('target-empty', `The column "${name}" has no value in any row: name the column that says who left with --target.`)
  }
  const found =
    positive === undefined ? guess(name, classes, unlisted) : { chosen: findValue(name, classes, positive), reason: 'asked' as const }
  if (classes.length === 1 && !unlisted) {
    throw invalid(
      'one-class',
      `Every row says "${classes[0]?.value}" in the column "${name}": a model needs rows of those who left and of those who stayed.`,
    )
  }
  const { chosen, reason } = found
  const wanted = new Set(chosen.codes)
  const labels = Int8Array.from(codes, (code) => (code === MISSING_CODE ? -1 : wanted.has(code) ? 1 : 0))
  return {
    name,
    positive: chosen.value,
    negatives: classes
      .filter((each) => each !== chosen)
      .map(({ value }) => value)
      .slice(0, 20),
    labels,
    guessed: positive === undefined,
    reason,
    merged: classes.filter(({ spellings }) => spellings.length > 1).map(({ spellings }) => spellings),
  }
}

/** Which of the two values of a column means leaving, and the evidence; undefined when unclear. */
export function guessPositive(
  name: string,
  values: readonly string[],
): { readonly value: string; readonly reason: 'value' | 'column' } | undefined {
  const plain = values.map((value) => value.toLowerCase().replaceAll(/[\s._-]+/g, ''))
  const [first, second] = [0, 1].map((k): -1 | 0 | 1 => {
    const value = plain[k] ?? ''
    return LEFT_VALUE.test(value) ? 1 : STAYED_VALUE.test(value) ? -1 : 0
  }) as [-1 | 0 | 1, -1 | 0 | 1]
  if (values.length === 2 && first !== second) {
    return { value: values[first > second ? 0 : 1] as string, reason: 'value' }
  }
  const yes = plain.findIndex((value) => YES_VALUE.test(value))
  const no = plain.findIndex((value) => NO_VALUE.test(value))
  const asksLeft = LEFT_COLUMN.test(name) && !DENIED.test(name)
  const asksStayed = DENIED.test(name) || (STAYED_COLUMN.test(name) && !/inactive|deactivat|不活跃|非活跃/i.test(name))
  if (asksLeft === asksStayed || values.length !== 2) return undefined
  const said = asksLeft ? yes : no
  const other = asksLeft ? no : yes
  if (said >= 0 && said !== other) return { value: values[said] as string, reason: 'column' }
  return other >= 0 ? { value: values[1 - other] as string, reason: 'column' } : undefined
}

/** The values of the column, merging those that differ only in case, width and blanks, the most frequent first. */
function classesOf({ codes, dictionary }: ColumnSample): { readonly classes: readonly ValueClass[]; readonly unlisted: boolean } {
  const counts = new Map<number, number>()
  let unlisted = false
  for (const code of codes) {
    if (code === UNLISTED_CODE) unlisted = true
    else if (code !== MISSING_CODE) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const byKey = new Map<string, number[]>()
  for (const code of counts.keys()) {
    const key = keyOf(dictionary[code] as string)
    byKey.set(key, [...(byKey.get(key) ?? []), code])
  }
  const countOf = (code: number): number => counts.get(code) ?? 0
  const classes = [...byKey.values()].map((own): ValueClass => {
    const sorted = own.toSorted((a, b) => countOf(b) - countOf(a))
    const spellings = sorted.map((code) => dictionary[code] as string)
    return { value: spellings[0] as string, spellings, codes: own, count: own.reduce((sum, code) => sum + countOf(code), 0) }
  })
  return { classes: classes.sort((a, b) => b.count - a.count), unlisted }
}

/** The same for `Yes`, ` YES ` and `ｙｅｓ`, and for 1 and 1.0. */
function keyOf(text: string): string {
  const plain = text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase()
  const number = readNumber(plain)
  return Number.isNaN(number) ? plain : String(number)
}

function guess(
  name: string,
  classes: readonly ValueClass[],
  unlisted: boolean,
): { readonly chosen: ValueClass; readonly reason: PositiveReason } {
  if (classes.length > 2 || unlisted) {
    throw invalid(
      'target-values',
      `The column "${name}" has ${unlisted ? 'very many' : classes.length} different values (${withShares(classes.slice(0, 4))} ...): say which one means that a customer left with --positive VALUE.`,
    )
  }
  const [only] = classes
  if (classes.length === 1) return { chosen: only as ValueClass, reason: 'only-value' }
  const found = guessPositive(
    name,
    classes.map(({ value }) => value),
  )
  if (found === undefined) {
    throw invalid(
      'positive-unknown',
      `The column "${name}" says ${withShares(classes)}, and neither its name nor its values show who left: use --positive VALUE to give the value that means a customer left.`,
    )
  }
  return { chosen: classes.find(({ value }) => value === found.value) as ValueClass, reason: found.reason }
}

function findValue(name: string, classes: readonly ValueClass[], positive: string): ValueClass {
  const found =
    classes.find(({ spellings }) => spellings.includes(positive.trim())) ?? classes.find(({ value }) => keyOf(value) === keyOf(positive))
  if (found !== undefined) return found
  throw invalid(
    'positive-missing',
    `No row says "${positive.trim()}" in the column "${name}": its values are ${withShares(classes.slice(0, 5))}${classes.length > 5 ? ' ...' : ''}.`,
  )
}

function withShares(classes: readonly ValueClass[]): string {
  const all = classes.reduce((sum, { count }) => sum + count, 0)
  return classes.map(({ value, count }) => `"${shortened(value)}" (${((100 * count) / all).toFixed(count < all / 10 ? 1 : 0)}%)`).join(', ')
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text
}

function invalid(code: string, message: string): AppError {
  return new AppError('invalid-input', code, message)
}
