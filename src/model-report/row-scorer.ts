import { AppError } from '#kernel/app-error.ts'
import { encodedFeatures, rowEncoder } from '#predict/tabular/table-encoding.ts'
import { reasonFinder } from '#predict/tabular/tabular-explanation.ts'
import { modelProbability, type TabularModel } from '#predict/tabular/tabular-model.ts'

export interface RowScore {
  readonly probability: number
  /** The columns that raise it most, such as `tenure = 1`, strongest first; empty when reasons were not requested. */
  readonly reasons: readonly string[]
}

const LONGEST_VALUE = 40

/**
 * Creates a scorer for raw rows of a file with these columns. `knownProbability` replaces the model's own for rows it was trained on. Reasons are
 * given from probability `reasonsFrom` up, for at most `mostReasons` rows, because they cost more than the score.
 *
 * Throws an AppError that names the columns the model needs and the file lacks.
 */
export function rowScorer(
  model: TabularModel,
  columns: readonly string[],
  file: string,
  options: { readonly reasonsFrom: number; readonly mostReasons: number },
): (cells: readonly string[], knownProbability?: number) => RowScore {
  const positions = model.columns.map(({ name }) => columns.indexOf(name))
  const lacking = model.columns.filter((_, k) => positions[k] === -1).map(({ name }) => name)
  if (lacking.length > 0) {
    throw new AppError(
      'invalid-input',
      'missing-column',
      `${file} lacks ${lacking.length === 1 ? 'a column' : 'columns'} that the model needs: ${lacking.join(', ')}; give them the same headings as in the file it was trained on.`,
    )
  }
  const features = encodedFeatures(model.columns)
  const encode = rowEncoder(model.columns, features, positions)
  const find = reasonFinder(model)
  const placeOf = new Map(model.columns.map(({ name }, k) => [name, positions[k] as number]))
  let left = options.mostReasons
  return (cells, knownProbability) => {
    const row = encode(cells)
    const probability = knownProbability ?? modelProbability(model, row)
    if (probability < options.reasonsFrom || left <= 0) return { probability, reasons: [] }
    left -= 1
    const reasons = find(row).map(({ column }) => `${column} = ${shortened(cells[placeOf.get(column) as number]?.trim() ?? '')}`)
    return { probability, reasons }
  }
}

function shortened(text: string): string {
  if (text === '') return '∅'
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text
}
