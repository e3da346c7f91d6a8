import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { runFitTask, type FitData, type FitResult, type FitTask } from './fit-task.ts'

/** Runs fits on several threads. Results do not depend on how many. */
export interface FitPool {
  run(tasks: readonly FitTask[]): Promise<FitResult[]>
  /** Ends the threads; work in progress is lost. */
  close(): Promise<void>
}

/** Below this many values starting threads costs more than it saves. */
const THREADS_FROM = 30_000
const MOST_THREADS = 4

interface Answer {
  readonly result?: FitResult
  readonly error?: string
}

/** Opens helper threads over one shared copy of the table; a small table is handled on this thread, which yields between fits. */
export function openFitPool(data: FitData, threads = Math.min(MOST_THREADS, availableParallelism())): FitPool {
  if (threads < 2 || data.table.rowCount * data.table.names.length < THREADS_FROM)
    return { run: onThisThread(data), close: async () => undefined }
  const workerData: FitData = {
    table: { ...data.table, columns: data.table.columns.map(shared) },
    labels: shared(data.labels),
    features: data.features,
  }
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./fit-worker.ts', import.meta.url), { workerData, execArgv: [] })
    worker.unref()
    return worker
  })
  return {
    async run(tasks) {
      const results = new Array<FitResult>(tasks.length)
      let next = 0
      const work = async (worker: Worker): Promise<void> => {
        while (next < tasks.length) {
          const at = next
          next += 1
          results[at] = await ask(worker, tasks[at] as FitTask)
        }
      }
      await Promise.all(workers.map(work))
      return results
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function onThisThread(data: FitData): FitPool['run'] {
  return async (tasks) => {
    const results: FitResult[] = []
    for (const task of tasks) {
      results.push(runFitTask(data, task))
      await nextTurn()
    }
    return results
  }
}

function ask(worker: Worker, task: FitTask): Promise<FitResult> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', heard).off('error', failed).off('exit', ended).unref()
      act()
    }
    const heard = ({ result, error }: Answer): void =>
      settle(() => (result === undefined ? reject(new Error(error ?? 'A training thread gave no answer.')) : resolve(result)))
    const failed = (error: Error): void => settle(() => reject(error))
    const ended = (): void => settle(() => reject(new Error('A training thread ended before its work was done.')))
    worker.on('message', heard).on('error', failed).on('exit', ended).ref()
    worker.postMessage(task)
  })
}

function shared(values: ArrayLike<number>): Float64Array<SharedArrayBuffer> {
  const out = new Float64Array(new SharedArrayBuffer(8 * values.length))
  out.set(values)
  return out
}
