import type { TableColumn } from './table-column.ts'

/** What changed in a table since its sync was set up. */
export interface SchemaDrift {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly { readonly name: string; readonly from: string; readonly to: string }[]
  /** Of the columns that the sync reads: those that are gone, and those whose values are of another nature now. */
  readonly missing: readonly string[]
  readonly altered: readonly string[]
}

/** Compares the columns a sync was set up with to those of now. `used` are those it reads. Pure. */
export function schemaDrift(before: readonly TableColumn[], now: readonly TableColumn[], used: ReadonlySet<string>): SchemaDrift {
  const there = new Map(now.map((column) => [column.name, column]))
  const known = new Set(before.map(({ name }) => name))
  const pairs = before.flatMap((column) => {
    const other = there.get(column.name)
    return other === undefined || other.type === column.type ? [] : [{ column, other }]
  })
  const removed = before.flatMap(({ name }) => (there.has(name) ? [] : [name]))
  return {
    added: now.flatMap(({ name }) => (known.has(name) ? [] : [name])),
    removed,
    changed: pairs.map(({ column, other }) => ({ name: column.name, from: column.type, to: other.type })),
    missing: removed.filter((name) => used.has(name)),
    altered: pairs.flatMap(({ column, other }) => (used.has(column.name) && column.class !== other.class ? [column.name] : [])),
  }
}

export function isDrift({ added, removed, changed }: SchemaDrift): boolean {
  return added.length + removed.length + changed.length > 0
}
