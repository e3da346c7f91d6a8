import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { csvList, type CsvCell } from '#report/csv-list.ts'
import type { RowScore } from './row-scorer.ts'
import { tableRows, type TableFile } from './table-file.ts'

export interface ScoredRow extends RowScore {
  /** 1 is the first row below the header. */
  readonly row: number
  readonly id: string | null
}

export interface ScoresWritten {
  readonly rows: number
  /** Rows at and above the threshold. */
  readonly positives: number
  readonly meanProbability: number
  /** The highest, in descending order. */
  readonly top: readonly ScoredRow[]
}

const TOP = 50

/**
 * Scores a file row by row and writes `row, id, probability, predicted, reasons` as CSV, in the order of the file. The file appears under its
 * name only when it is whole. Memory does not grow with the file.
 */
export async function writeScores(
  table: TableFile,
  path: string,
  scoring: {
    readonly score: (cells: readonly string[], row: number) => RowScore
    readonly idColumn: string | null
    readonly threshold: number
    readonly signal?: AbortSignal
    readonly onShare?: (share: number) => void
  },
): Promise<ScoresWritten> {
  const { score, idColumn, threshold, signal, onShare } = scoring
  const idPlace = idColumn === null ? -1 : table.columns.indexOf(idColumn)
  const draft = join(dirname(path), `.scores.${process.pid}.part`)
  const out = createWriteStream(draft)
  const failed = once(out, 'error').then(([error]: unknown[]) => Promise.reject(error as Error))
  failed.catch(() => undefined)
  const put = async (text: string): Promise<void> => {
    if (!out.write(text)) await Promise.race([once(out, 'drain'), failed])
  }
  let rows = 0
  let positives = 0
  let sum = 0
  let top: ScoredRow[] = []
  // The lowest of the top rows so far; lower ones can be skipped.
  let floor = -1
  try {
    await put(csvList(['row', ...(idPlace < 0 ? [] : [idColumn as string]), 'probability', 'predicted', 'reasons'], []))
    const reading = { ...(signal === undefined ? {} : { signal }), ...(onShare === undefined ? {} : { onShare }) }
    for await (const block of tableRows(table, reading)) {
      const lines: CsvCell[][] = block.map((cells) => {
        const { probability, reasons } = score(cells, rows)
        rows += 1
        sum += probability
        if (probability >= threshold) positives += 1
        const id = idPlace < 0 ? null : (cells[idPlace] ?? '')
        if (probability > floor) top.push({ row: rows, id, probability, reasons })
        const said = probability >= threshold ? 1 : 0
        return [rows, ...(id === null ? [] : [id]), Number(probability.toFixed(6)), said, reasons.join('; ')]
      })
      top = top.sort((a, b) => b.probability - a.probability || a.row - b.row).slice(0, TOP)
      if (top.length === TOP) floor = (top.at(-1) as ScoredRow).probability
      // The byte-order mark and the header are written once, with the first lines.
      await put(csvList([], lines).slice('\uFEFF\r\n'.length))
    }
    out.end()
    await Promise.race([once(out, 'finish'), failed])
    await rename(draft, path)
  } finally {
    out.destroy()
    await rm(draft, { force: true })
  }
  return { rows, positives, meanProbability: rows === 0 ? 0 : sum / rows, top }
}
