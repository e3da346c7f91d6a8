import { parentPort, workerData } from 'node:worker_threads'
import { stdSerializers } from 'pino'
import { Rounds } from '#jobs/rounds.ts'
import { GATHER_MS, ROUNDS } from '#jobs/schedule.ts'
import { systemClock } from '#kernel/clock.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import { openHouseLoader } from './house-loader.ts'
import type { LoaderParts } from './house-loader.ts'
import type { HouseLog } from './house-log.ts'
import type { LoaderOrder, LoaderReport, LoadingRound } from './loader-worker.ts'

// Loads until it is told to stop. Whatever it cannot catch ends the thread, and the server starts another one.

const report = (what: LoaderReport): void => parentPort?.postMessage(what)

/** As text: errors lose what is their own on the way between threads, and what cannot be copied would end this one. */
function written(fields: object): string {
  return JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? stdSerializers.err(value) : value))
}

function write(level: keyof HouseLog): HouseLog['info'] {
  return (fields, message) => report({ kind: 'log', level, fields: written(fields), message })
}

const log: HouseLog = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }

function crash(work: LoadingRound): (error: unknown) => void {
  return (error) => {
    if (isDiskFull(error)) report({ kind: 'disk-full' })
    log.error({ work, err: error }, 'background work failed')
  }
}

const loader = await openHouseLoader(workerData as LoaderParts, systemClock, log)
const loading = new Rounds(() => loader.load(), ROUNDS['load-inbox'], crash('load-inbox'), GATHER_MS)
const rounds = [loading, new Rounds(() => loader.settle().then(() => false), ROUNDS['settle-identity'], crash('settle-identity'))]
for (const round of rounds) round.start()
parentPort?.on('message', (order: LoaderOrder) => {
  if (order !== 'stop') loading.wake(order === 'wake-at-once')
  else {
    void Promise.all(rounds.map((round) => round.stop()))
      .then(() => loader.close())
      .then(() => parentPort?.close())
  }
})
report({ kind: 'ready' })
