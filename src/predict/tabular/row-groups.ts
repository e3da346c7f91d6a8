import { hash32, MISSING_CODE, UNLISTED_CODE, type ColumnSample } from './column-sample.ts'
import type { ColumnPlan } from './plan-columns.ts'

/** Which rows belong together when folds are made. */
export interface RowGroups {
  /** A number by row of the sample, equal for rows that belong together; undefined when every row stands alone. */
  readonly groups: Int32Array | undefined
  /** Rows that say the same as an earlier one, ids aside. */
  readonly repeatedRows: number
  /** Whether the repeats were kept together; not when they were to be scattered, or when the columns say so little that rows are alike by chance. */
  readonly repeatsTogether: boolean
  /** Whether ids, or values of the column that was asked for, come several times. */
  readonly repeatedIds: boolean
}

export interface RowGroupOptions {
  /** The column that holds the customer where it was named; else the id column that repeats. */
  readonly groupColumn: string | null
  readonly scatterRepeats: boolean
}

/** Repeats must be this many times what chance would give. */
const BEYOND_CHANCE = 3
/** Columns depend on each other, so that rows meet more often than if they did not: the power of the chance of meeting. */
const DEPENDENCE = 0.75

/**
 * Finds rows of one customer and rows that were written several times, be it under another id: in different folds they would be learnt from and asked about.
 * `rows` are the rows that are learnt from.
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

/** A number for what a row says: 52 bits, so that two of a million rows hardly ever meet by accident. */
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

/** How many rows would say the same as an earlier one if the columns were put together at random. */
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
