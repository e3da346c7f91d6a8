import type { FormerLines, SyncedRows } from '../import/import-writer.ts'
import type { SyncStore } from './sync.ts'

type RowStore = Pick<SyncStore, 'formerLines' | 'noteRows' | 'noteRefused'>

/** The rows of a file or of quarantine by the names that they have in the table; `repaired` where somebody made of them what the table does not have: when it had them so. */
export function syncedRows(store: RowStore, syncId: string, keyOf: (line: number) => bigint | undefined, repaired?: Date): SyncedRows {
  const formerLines: FormerLines = async (batch) => {
    const rows = batch.flatMap(({ line, key, occurredAt }) => {
      const rowKey = keyOf(line)
      return rowKey === undefined ? [] : [{ rowKey, lineKey: key, occurredAt }]
    })
    const former = await store.formerLines(syncId, rows)
    const times = former.map(({ occurredAt }) => occurredAt)
    return {
      keys: former.map(({ lineKey }) => lineKey),
      changed: former.flatMap(({ lineKey, isChanged }) => (isChanged ? [lineKey] : [])),
      from: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      to: times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
      noted: () => store.noteRows(syncId, rows, repaired),
    }
  }
  return {
    syncId,
    keyOf,
    formerLines,
    refused: (lines) =>
      store.noteRefused(
        syncId,
        lines.flatMap((line) => keyOf(line) ?? []),
      ),
  }
}
