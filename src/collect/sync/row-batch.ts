import { AppError } from '#kernel/app-error.ts'
import { newRowFile, type RowFile } from './row-file.ts'
import { RowLines } from './row-lines.ts'
import type { SyncPlan } from './sync.ts'
import type { TableColumn } from './table-column.ts'

/** Rows of one import; more follow in further ones. */
const BATCH_ROWS = 200_000
const BATCH_CHARACTERS = 256 * 1024 ** 2
/** So many rows of one value of the cursor: it does not tell new rows from old ones. */
const MOST_TIES = 1_000_000
/** What the files of a run begin with. */
export const RUN = 'run-'

type Row = readonly (string | null)[]

/** Rows that were read already and belong to the next batch. */
export interface Rest {
  readonly rows: readonly Row[]
  readonly done: boolean
}

export interface RowBatch {
  readonly file: RowFile
  readonly lines: RowLines
  /** The last value of the cursor. */
  readonly last: string | null
  readonly rest: Rest
}

export interface BatchReading {
  readonly plan: SyncPlan
  readonly used: readonly TableColumn[]
  readonly cursor: TableColumn | null
  readonly blocks: AsyncIterator<readonly Row[]>
  readonly folder: string
  readonly salt: string
  readonly signal: AbortSignal
  readonly onRead: (rows: number) => void
}

/** Writes rows to a file until there are enough and the value of the cursor changes, so that rows of one value come together. */
export async function nextBatch(
  { plan, used, cursor, blocks, folder, salt, signal, onRead }: BatchReading,
  before: Rest,
): Promise<RowBatch> {
  const file = await newRowFile(folder, RUN)
  const lines = new RowLines(plan.address.kind, used, plan.keyColumns, salt)
  const at = cursor === null ? -1 : used.indexOf(cursor)
  let [characters, ties, last] = [0, 0, null as string | null]
  let waiting = before.rows
  let done = before.done
  try {
    for (;;) {
      const text: string[] = []
      for (const [i, row] of waiting.entries()) {
        const value = at < 0 ? null : (row[at] ?? null)
        const isFull = lines.rows >= BATCH_ROWS || characters >= BATCH_CHARACTERS
        if (isFull && value !== last) {
          await file.write(text.join(''))
          await file.close()
          return { file, lines, last, rest: { rows: waiting.slice(i), done } }
        }
        ties = value === last ? ties + 1 : 0
        if (ties > MOST_TIES)
          throw new AppError(
            'invalid-input',
            'sync-too-many-ties',
            `More than ${MOST_TIES} rows have one value of the cursor, or there is none: choose a column that tells new rows from old ones.`,
          )
        last = value
        const line = lines.line(row)
        characters += line.length
        text.push(line)
      }
      await file.write(text.join(''))
      onRead(lines.rows)
      signal.throwIfAborted()
      if (done) break
      const next = await blocks.next()
      done = next.done === true
      waiting = next.done === true ? [] : next.value
    }
    await file.close()
    return { file, lines, last, rest: { rows: [], done: true } }
  } catch (error) {
    await file.remove()
    throw error
  }
}
