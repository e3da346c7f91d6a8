import type { ActKind, ActSelection, Condition } from './condition.ts'
import type { ConditionPath } from './condition-errors.ts'
import { rangeOf } from './condition-window.ts'
import type { AskedAt } from './condition-window.ts'

/** How many rows of a table a question reads, as the engine expects from its indexes, before it is asked. */
export interface TableRead {
  readonly table: string
  readonly rows: number
}

/** What would make a condition cheaper: a test of acts that looks at all times, or at events of all names. */
export interface Narrowing {
  readonly path: ConditionPath
  readonly kind: ActKind
  readonly by: 'window' | 'name'
}

export interface ConditionCost {
  readonly rows: number
  /** The most read first. */
  readonly tables: readonly TableRead[]
  /** More than a person waits for without being asked. */
  readonly isLarge: boolean
  readonly narrowings: readonly Narrowing[]
}

/** Two cores read about 20 million rows of acts a second, and the console promises a count within a few of them. */
export const LARGE_ROWS = 60_000_000
/** Tables with fewer rows than this are not worth a word. */
const WORTH_NARROWING = 1_000_000

/** Where the acts of a kind stand. */
export const TABLE_OF_ACTS: Readonly<Record<ActKind, string>> = {
  event: 'events',
  order: 'order_lines',
  item: 'order_lines',
  return: 'order_lines',
  ticket: 'service_tickets',
  feedback: 'feedback',
  message: 'touches',
  measure: 'measures',
}
/** The kinds whose tables can be read by the time of the act alone, and those that can by its name. */
const BY_TIME: ReadonlySet<ActKind> = new Set(['event', 'item', 'return', 'message', 'measure'])
const BY_NAME: ReadonlySet<ActKind> = new Set(['event', 'message', 'measure'])

/**
 * What a question costs and how to make it cheaper. A table is read once for all tests of a kind, from the earliest time that one of them asks for, so each test without a
 * beginning is named. Segments that it names are theirs to narrow, and not looked into.
 */
export function costOf(condition: Condition, tables: readonly TableRead[], asked: AskedAt): ConditionCost {
  const read = new Map(tables.map(({ table, rows }) => [table, rows]))
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return {
    rows,
    tables: tables.filter((table) => table.rows > 0).toSorted((a, b) => b.rows - a.rows || a.table.localeCompare(b.table)),
    isLarge: rows > LARGE_ROWS,
    narrowings: narrowingsOf(condition, '$', asked).filter(({ kind }) => (read.get(TABLE_OF_ACTS[kind]) ?? 0) >= WORTH_NARROWING),
  }
}

function narrowingsOf(condition: Condition, path: ConditionPath, asked: AskedAt): Narrowing[] {
  const inner = (parts: readonly Condition[], key: string) => parts.flatMap((part, i) => narrowingsOf(part, `${path}.${key}[${i}]`, asked))
  if ('all' in condition) return inner(condition.all, 'all')
  if ('any' in condition) return inner(condition.any, 'any')
  if ('not' in condition) return narrowingsOf(condition.not, `${path}.not`, asked)
  if ('asOf' in condition) return narrowingsOf(condition.condition, `${path}.condition`, asked)
  if ('account' in condition) return narrowingsOf(condition.account, `${path}.account`, asked)
  if ('people' in condition) return narrowingsOf(condition.people, `${path}.people`, asked)
  // Steps after the first have no window of their own, so that one at the first saves nothing.
  if (!('did' in condition)) return []
  const { did, name, window } = condition
  return [
    ...(BY_TIME.has(did) && isUnbounded(window, asked) ? [{ path, kind: did, by: 'window' as const }] : []),
    ...(BY_NAME.has(did) && name === undefined ? [{ path, kind: did, by: 'name' as const }] : []),
  ]
}

/** Without a beginning: all times are read. */
function isUnbounded(window: ActSelection['window'], asked: AskedAt): boolean {
  return (rangeOf(window, asked)?.from ?? null) === null
}
