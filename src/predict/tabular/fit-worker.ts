// A helper thread of openFitPool (fit-pool.ts).
import { parentPort, workerData } from 'node:worker_threads'
import { runFitTask, type FitData, type FitTask } from './fit-task.ts'

const data = workerData as FitData

parentPort?.on('message', (task: FitTask) => {
  try {
    const result = runFitTask(data, task)
    const buffers = result.margins.flatMap((steps) => steps.map(({ buffer }) => buffer as ArrayBuffer))
    parentPort?.postMessage({ result }, buffers)
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) })
  }
})
