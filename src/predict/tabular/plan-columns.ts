import type { ColumnSample } from './column-sample.ts'
import { describeColumn, type ColumnFacts } from './column-type.ts'
import { aloneAuc, groupsOf, leakOf, type Leak } from './leak-check.ts'

export type LeftOut = 'target' | 'id' | 'many-values' | 'text' | 'constant' | 'empty' | 'same-as-another' | 'leak' | 'asked'

/** Facts about a column and whether the model may use it. */
export interface ColumnPlan extends ColumnFacts {
  /** Null: the model uses it. */
  readonly leftOut: LeftOut | null
  /** The earlier column that this one duplicates, if any. */
  readonly sameAs: string | null
  /** AUC of the column alone, null when not measured. */
  readonly aloneAuc: number | null
  readonly leak: Leak | null
}

export interface PlanColumnsOptions {
  readonly target: string
  /** Rows to measure on, their labels (0 or 1) and folds. */
  readonly rows: Int32Array
  readonly labels: Float64Array
  readonly folds: Uint8Array
  /** Columns to use although they look like leaks, ids or text. */
  readonly keep: ReadonlySet<string>
  /** Columns not to use. */
  readonly drop: ReadonlySet<string>
  /** The column that identifies the rows, if specified. */
  readonly id?: string | undefined
  /** With fewer rows than this no column is called too good. */
  readonly mayLeak: boolean
}

/** Types every column, and decides which may be used for training. */
export function planColumns(columns: readonly ColumnSample[], options: PlanColumnsOptions): ColumnPlan[] {
  const seen = new Map<number, ColumnSample[]>()
  return columns.map((column) => {
    const facts = describeColumn(column)
    const kept = options.keep.has(column.name)
    const plan = (leftOut: LeftOut | null, more: Partial<ColumnPlan> = {}): ColumnPlan => ({
      ...facts,
      leftOut,
      sameAs: null,
      aloneAuc: null,
      leak: null,
      ...more,
    })
    if (column.name === options.target) return plan('target')
    if (column.name === options.id) return plan('id', { type: 'id', repeated: facts.distinct < facts.rows - facts.missing })
    if (options.drop.has(column.name)) return plan('asked')
    if (facts.type === 'constant') return plan('constant')
    if (facts.type === 'empty') return plan('empty')
    const unordered = facts.type === 'id' || facts.type === 'text' || facts.type === 'many-values' ? facts.type : null
    if (unordered !== null && !kept) return plan(unordered)
    const usable: ColumnFacts = unordered === null ? facts : { ...facts, type: 'category' }
    const alone = aloneAuc(groupsOf(column, usable, options.rows), options.labels, options.folds)
    const leak = options.mayLeak && !kept ? leakOf(column, options.target, alone, options.labels, options.rows) : undefined
    if (leak !== undefined) return plan('leak', { aloneAuc: alone, leak })
    const twin = twinOf(column, seen)
    if (twin !== undefined && !kept) return plan('same-as-another', { aloneAuc: alone, sameAs: twin })
    return plan(null, { type: usable.type, aloneAuc: alone })
  })
}

/** An earlier column that groups the rows in the same way, possibly with other values. */
function twinOf(column: ColumnSample, seen: Map<number, ColumnSample[]>): string | undefined {
  const { codes } = column
  let key = 0
  for (let i = 0; i < codes.length; i += 1) key = Math.imul(key ^ (codes[i] as number), 16_777_619) ^ (key >>> 15)
  const others = seen.get(key)
  if (others === undefined) {
    seen.set(key, [column])
    return undefined
  }
  const same = (other: ColumnSample): boolean =>
    codes.every((code, i) => code === other.codes[i]) &&
    (column.hashes === null) === (other.hashes === null) &&
    (column.hashes === null || column.hashes.every((value, i) => value === (other.hashes as Int32Array)[i]))
  const twin = others.find(same)
  if (twin === undefined) others.push(column)
  return twin?.name
}

const CUSTOMER_NAME = /customer|client|member|user|account|subscriber|buyer|guest|patient|policy|客户|会员|用户|买家|顾客|账号|账户/i
const ID_NAME = /(^|[^a-z])(id|uid|uuid|guid|no|number|key|code)$|id$|编号|编码|号$/i
const COUNTER_NAME = /^(row|index|row_?number|row_?num|rownum|unnamed.*|column \d+|#|序号|行号|no\.?)$/i

/** The column that identifies the rows: among id-like columns, first one with customer in its heading, then one with id, and a plain counter last. */
export function findIdColumn(plans: readonly ColumnPlan[], told?: string): string | null {
  const rank = (name: string): number =>
    name === told ? 9 : COUNTER_NAME.test(name) ? 0 : (CUSTOMER_NAME.test(name) ? 4 : 1) + (ID_NAME.test(name) ? 2 : 0)
  const ids = plans.filter(({ type, name }) => type === 'id' || name === told)
  return ids.toSorted((a, b) => rank(b.name) - rank(a.name) || (a.repeated ? 1 : 0) - (b.repeated ? 1 : 0))[0]?.name ?? null
}
