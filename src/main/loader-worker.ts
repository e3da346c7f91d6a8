import { Worker } from 'node:worker_threads'
import { EngineSupervisor } from '#store/engines/engine-supervisor.ts'
import type { RunningEngine } from '#store/engines/engine-supervisor.ts'
import type { LoaderParts } from './house-loader.ts'
import type { House } from './house.ts'
import type { HouseLog } from './house-log.ts'

export type LoadingRound = 'load-inbox' | 'settle-identity'

/** What the thread is told: that something came in, or plenty, and to end after the load that is on its way. */
export type LoaderOrder = 'wake' | 'wake-at-once' | 'stop'

/** What the thread says. */
export type LoaderReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'log'; readonly level: keyof HouseLog; readonly fields: string; readonly message: string }
  | { readonly kind: 'disk-full' }

export interface LoaderThread extends RunningEngine {
  /** Something came in. */
  wake(hasPlenty: boolean): void
  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void>
}

/** Something that loads until it is stopped. */
export interface LoaderWorker {
  start(): void
  /** Something came in. */
  wake(hasPlenty: boolean): void
  /** Ends after the load that is on its way. */
  stop(): Promise<void>
}

type LoadedHouse = Pick<House, 'config' | 'log' | 'disk'> & {
  readonly engines: Pick<House['engines'], 'addresses'>
  readonly project: Pick<House['project'], 'defaults'>
}

/**
 * Loads what comes in in a thread of its own, on the system's clock, so that answering and loading do not wait for one another (ADR 0036). A thread that dies is started again; its
 * lease ends with its connection, and the next one repeats what was not committed.
 */
export function createLoaderWorker(house: LoadedHouse): LoaderWorker {
  let thread: LoaderThread | null = null
  const start = async (): Promise<LoaderThread> => (thread = await startLoaderThread(house))
  const supervisor = new EngineSupervisor('loader', start, house.log)
  return { start: () => supervisor.begin(), wake: (hasPlenty) => thread?.wake(hasPlenty), stop: () => supervisor.stop() }
}

/** Most of what a load makes is done with after two parts of it. In a young generation that holds so much, little of it is copied to the old one first. */
const RESOURCES = { maxYoungGenerationSizeMb: 192 }

/** Resolves once it loads. @throws what ended it before */
export async function startLoaderThread({
  config,
  engines: { addresses },
  project: { defaults },
  log,
  disk,
}: LoadedHouse): Promise<LoaderThread> {
  const parts: LoaderParts = { config, addresses, defaults }
  const thread = new Worker(new URL('./loader-worker-thread.ts', import.meta.url), {
    name: 'loader',
    workerData: parts,
    resourceLimits: RESOURCES,
  })
  const { threadId } = thread
  const tell = (order: LoaderOrder): void => thread.postMessage(order)
  let reason = ''
  const ended = new Promise<string>((resolve) => {
    thread.once('exit', (code) => resolve(reason === '' ? `exit code ${code}` : reason))
  })
  const ready = new Promise<void>((resolve, reject) => {
    thread.on('message', (report: LoaderReport) => {
      if (report.kind === 'ready') resolve()
      else if (report.kind === 'disk-full') disk.noteFull()
      else log[report.level](JSON.parse(report.fields) as object, report.message)
    })
    thread.on('error', (thrown) => {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      reason = `${error.name}: ${error.message}`
      reject(error)
    })
    void ended.then((code) => reject(new Error(`The loader did not start (${code}).`)))
  })
  await ready
  return {
    pid: threadId,
    onExit: (callback) => void ended.then(callback),
    wake: (hasPlenty) => tell(hasPlenty ? 'wake-at-once' : 'wake'),
    stop: async () => {
      tell('stop')
      await ended
    },
    kill: async () => {
      await thread.terminate()
    },
  }
}
