import {
  addCorrections,
  correctionKey,
  type CorrectionKey,
  type CorrectionMemory,
  inNamesOf,
  lastingPart,
  type RememberedCorrections,
} from '../columns/remembered-corrections.ts'
import type { Corrections } from '../columns/corrections.ts'
import type { Table } from '../table/table.ts'
import { type ImportSource, layoutOf } from './import-plan.ts'

/** A file with its owner's corrections and those of earlier files. */
export interface RecalledSource {
  readonly source: ImportSource
  /** The key under which this file's corrections are kept; undefined if they cannot be. */
  readonly key: CorrectionKey | undefined
  readonly remembered: RememberedCorrections | null
}

/** Adds the corrections of the last file with the same headings to those of this file. */
export async function recallCorrections(table: Table, source: ImportSource, memory: CorrectionMemory | undefined): Promise<RecalledSource> {
  const key = memory === undefined ? undefined : correctionKey(source.kind, table, layoutOf(table, source)?.name)
  if (memory === undefined || key === undefined || source.forget === true) return { source, key, remembered: null }
  const remembered = await memory.recall(key)
  if (remembered === null) return { source, key, remembered }
  const earlier = inNamesOf(table.columns, remembered.corrections)
  return { source: { ...source, corrections: addCorrections(earlier, source.corrections ?? {}) }, key, remembered }
}

/** Stores the corrections of a file when its import begins, for the next file with the same headings. */
export async function keepCorrections(
  asked: ImportSource,
  { source, key, remembered }: RecalledSource,
  memory: CorrectionMemory | undefined,
  entry: { readonly fileName: string; readonly at: Date },
): Promise<void> {
  if (memory === undefined || key === undefined) return
  const said = lastingPart(asked.corrections ?? {})
  const all = lastingPart(source.corrections ?? {})
  if (said === undefined || all === undefined) {
    if (asked.forget === true) await memory.forget(key)
    return
  }
  // Repeated corrections still belong to the earlier file.
  if (remembered !== null && isSame(all, remembered.corrections)) return
  await memory.keep(key, { corrections: all, ...entry })
}

function isSame(a: Corrections, b: Corrections): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted({ mapping = {}, statuses = {}, dateOrder, decimalMark, monthDay }: Corrections): readonly unknown[] {
  const inOrder = (pairs: object): readonly unknown[] => Object.entries(pairs).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [inOrder(mapping), inOrder(statuses), dateOrder, decimalMark, ...(monthDay === undefined ? [] : [monthDay])]
}
