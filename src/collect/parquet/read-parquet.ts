import { blocksOfThread } from '../table/blocks-of-thread.ts'
import { parquetTooLarge } from './parquet-footer.ts'
import type { ParquetBlock, ParquetReading } from './scan-parquet.ts'

/** Of the thread's heap. */
const HEAP_MB = 512

/**
 * The rows of a Parquet file, read in a thread of its own with a limit on its memory, so that no file holds requests up or ends the process.
 *
 * @throws AppError as `scanParquet` does, and `parquet-too-large`.
 */
export async function* readParquet(reading: ParquetReading, signal?: AbortSignal): AsyncGenerator<ParquetBlock> {
  const thread = { script: new URL('./parquet-thread.ts', import.meta.url), heapMb: HEAP_MB, tooLarge: () => parquetTooLarge(reading.name) }
  yield* blocksOfThread<ParquetBlock>(thread, reading, signal)
}
