import { hash32, MISSING_CODE, UNLISTED_CODE, type ColumnSample } from './column-sample.ts'
import type { ColumnPlan } from './plan-columns.ts'

/** Rows that must stay in the same fold. */
export interface RowGroups {
  /** A number by row of the sample, equal for rows that belong together; undefined when every row is independent. */
  readonly groups: Int32Array | undefined
  /** Rows equal to an earlier one apart from ids. */
  readonly repeatedRows: number
  /** Whether the repeats were kept together; false when scattering was requested, or when there are so few distinct values that rows match by chance. */
  readonly repeatsTogether: boolean
  /** Whether ids, or values of the requested column, repeat. */
  readonly repeatedIds: boolean
}

export interface RowGroupOptions {
  /** The customer column if specified; otherwise the id column that repeats. */
  readonly groupColumn: string | null
  readonly scatterRepeats: boolean
}

/** Repeats must be this many times the number expected by chance. */
const BEYOND_CHANCE = 3
/** Exponent on the match probability: columns are correlated, so rows match more often than under independence. */
const DEPENDENCE = 0.75

/**
 * Finds rows of one customer and rows that repeat, even under another id: in different folds they would be trained on and evaluated on.
 * `rows` are the training rows.
 */
export function groupRows(
  plans: readonly ColumnPlan[],
  columns: readonly ColumnSample[],
  rows: Int32Array,
  { groupColumn, scatterRepeats }: RowGroupOptions,
): RowGroups {
  const size = columns[0]?.codes.length ?? 0
  const parents = Int32Array.from({ length: size }, (_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number
      at = parents[at] as number
    }
    return at
  }
  const join = (keyOf: (i: number) => number | null): number => {
    const first = new Map<number, number>()
    let joined = 0
    for (const i of rows) {
      const key = keyOf(i)
      if (key === null) continue
      const held = first.get(key)
      if (held === undefined) first.set(key, i)
      else {
        joined += 1
        parents[root(i)] = root(held)
      }
    }
    return joined
  }
  const told = groupColumn ?? plans.find(({ type, repeated }) => type === 'id' && repeated)?.name
  const ids = columns.find(({ name }) => name === told)
  const repeatedIds = ids !== undefined && join((i) => cellKey(ids, i)) > 0

  const compared = columns.filter(({ name }) => {
    const plan = plans.find((each) => each.name === name)
    return name !== groupColumn && plan?.type !== 'id' && plan?.type !== 'empty' && plan?.type !== 'constant'
  })
  const keys = rowKeys(compared, rows)
  const repeatedRows = rows.length - new Set(keys.values()).size
  const byChance = expectedRepeats(compared, rows)
  const repeatsTogether = repeatedRows > 0 && !scatterRepeats && repeatedRows > BEYOND_CHANCE * byChance
  if (repeatsTogether) join((i) => keys.get(i) as number)
  const grouped = repeatedIds || repeatsTogether
  return {
    groups: grouped ? Int32Array.from(parents, (_, i) => root(i)) : undefined,
    repeatedRows: repeatedRows > BEYOND_CHANCE * byChance ? repeatedRows : 0,
    repeatsTogether,
    repeatedIds,
  }
}

/** A 52-bit hash of a row's content: collisions among a million rows are very unlikely. */
function rowKeys(columns: readonly ColumnSample[], rows: Int32Array): Map<number, number> {
  const keys = new Map<number, number>()
  for (const i of rows) {
    let [low, high] = [-2_128_831_035, 0x1b87_3593]
    for (const column of columns) {
      const key = cellKey(column, i) ?? -1
      low = Math.imul(low ^ key ^ (key >>> 16), 16_777_619)
      high = Math.imul(high ^ (key + 0x9e37_79b9), 0x85eb_ca6b) ^ (high >>> 13)
    }
    keys.set(i, (low >>> 0) * 1_048_576 + ((high >>> 0) & 1_048_575))
  }
  return keys
}

/** Equal for equal cells of a column; null for a missing one. */
function cellKey({ codes, dictionary, hashes }: ColumnSample, i: number): number | null {
  const code = codes[i] as number
  if (code === MISSING_CODE) return null
  if (hashes === null) return code
  return code === UNLISTED_CODE ? (hashes[i] as number) : hash32(dictionary[code] as string)
}

/** Expected number of rows equal to an earlier one if the columns were combined at random. */
function expectedRepeats(columns: readonly ColumnSample[], rows: Int32Array): number {
  let meeting = 0
  for (const column of columns) {
    const counts = new Map<number, number>()
    for (const i of rows) {
      const key = cellKey(column, i) ?? -1
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    let same = 0
    for (const count of counts.values()) same += (count / rows.length) ** 2
    meeting += Math.log(same)
  }
  return rows.length * -Math.expm1(-(rows.length / 2) * Math.exp(DEPENDENCE * meeting))
}
