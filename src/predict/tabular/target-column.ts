import { AppError } from '#kernel/app-error.ts'
import { MISSING_CODE, UNLISTED_CODE, type ColumnSample } from './column-sample.ts'

export interface Target {
  readonly name: string
  /** The value that counts as 1, as the file writes it. */
  readonly positive: string
  /** The others that count as 0; more than one only where `positive` was named. */
  readonly negatives: readonly string[]
  /** 1, 0, or -1 for rows without an outcome. */
  readonly labels: Int8Array
  /** Whether the positive value was guessed. */
  readonly guessed: boolean
}

/** Values that mean "left", the clearest first; compared without case, blanks and signs. */
const POSITIVE_WORDS: readonly RegExp[] = [
  /^(churned|churn|left|lost|exited|cancelled|canceled|attrited.*|closed|terminated|gone|defected|lapsed|流失|已流失|已离开|离开|离网|退订|注销|已注销|已退订|流失客户)$/,
  /^(yes|y|true|t|是|有|对)$/,
  /^1$/,
  /^(positive|pos|bad|inactive|dormant|default|沉睡|不活跃|违约)$/,
]
const NEGATIVE_WORDS =
  /^(no|n|false|f|0|否|不|未流失|留存|在网|活跃|active|stayed|retained|existing.*|existingcustomer|current|kept|good|open|正常|无|negative)$/

/**
 * Makes labels of a column. With two values the one that means leaving is found by its word (`Yes`, `1`, `churned`, `流失` ...); otherwise
 * `positive` has to be named.
 *
 * Throws an AppError when the column has one value only, too many, or not the one named.
 */
export function readTarget(column: ColumnSample, positive: string | undefined): Target {
  const { codes, dictionary, name } = column
  const counts = new Map<number, number>()
  let unlisted = false
  for (const code of codes) {
    if (code === UNLISTED_CODE) unlisted = true
    else if (code !== MISSING_CODE) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const values = [...counts].sort((a, b) => b[1] - a[1]).map(([code]) => code)
  if (values.length === 0) {
    throw invalid('target-empty', `The column "${name}" has no value in any row: name the column that says who left with --target.`)
  }
  const chosen = positive === undefined ? guess(column, values, unlisted) : findValue(column, values, positive)
  if (values.length === 1) {
    const all = dictionary[values[0] as number] as string
    throw invalid(
      'one-class',
      `Every row says "${all}" in the column "${name}": a model needs rows of those who left and of those who stayed.`,
    )
  }
  const labels = Int8Array.from(codes, (code) => (code === MISSING_CODE ? -1 : code === chosen ? 1 : 0))
  const negatives = values.filter((code) => code !== chosen).map((code) => dictionary[code] as string)
  return { name, positive: dictionary[chosen] as string, negatives: negatives.slice(0, 20), labels, guessed: positive === undefined }
}

/** The value among the two of a column that means leaving; undefined when neither says so. */
export function guessPositive(values: readonly string[]): string | undefined {
  const plain = values.map((value) => value.toLowerCase().replaceAll(/[\s._-]+/g, ''))
  for (const words of POSITIVE_WORDS) {
    const found = plain.findIndex((value) => words.test(value) || (words === POSITIVE_WORDS[2] && Number(value) === 1))
    if (found >= 0) return values[found]
  }
  const negative = plain.findIndex((value) => NEGATIVE_WORDS.test(value) || Number(value) === 0)
  return negative >= 0 && values.length === 2 ? values[1 - negative] : undefined
}

function guess({ dictionary, name }: ColumnSample, values: readonly number[], unlisted: boolean): number {
  if (values.length > 2 || unlisted) {
    const some = values
      .slice(0, 4)
      .map((code) => `"${shortened(dictionary[code] as string)}"`)
      .join(', ')
    throw invalid(
      'target-values',
      `The column "${name}" has ${unlisted ? 'very many' : values.length} different values (${some} ...): say which one means that a customer left with --positive VALUE.`,
    )
  }
  const texts = values.map((code) => dictionary[code] as string)
  const found = texts.length === 1 ? texts[0] : guessPositive(texts)
  if (found === undefined) {
    throw invalid(
      'positive-unknown',
      `The column "${name}" says "${texts.map(shortened).join('" or "')}": say which of them means that a customer left with --positive VALUE.`,
    )
  }
  return values[texts.indexOf(found)] as number
}

function findValue({ dictionary, name, numbers, codes }: ColumnSample, values: readonly number[], positive: string): number {
  const wanted = positive.trim()
  const same = (code: number, test: (text: string) => boolean): boolean => test(dictionary[code] as string)
  const found =
    values.find((code) => same(code, (text) => text === wanted)) ??
    values.find((code) => same(code, (text) => text.toLowerCase() === wanted.toLowerCase())) ??
    values.find((code) => Number.isFinite(Number(wanted)) && wanted !== '' && numbers[codes.indexOf(code)] === Number(wanted))
  if (found !== undefined) return found
  const some = values
    .slice(0, 5)
    .map((code) => `"${shortened(dictionary[code] as string)}"`)
    .join(', ')
  throw invalid(
    'positive-missing',
    `No row says "${wanted}" in the column "${name}": its values are ${some}${values.length > 5 ? ' ...' : ''}.`,
  )
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text
}

function invalid(code: string, message: string): AppError {
  return new AppError('invalid-input', code, message)
}
