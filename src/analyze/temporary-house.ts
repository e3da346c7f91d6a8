import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { startEngines } from '#store/engines/engines.ts'
import { readConfig } from '../config.ts'
import { buildHouse } from '../main/house.ts'
import type { House } from '../main/house.ts'
import { silentLog } from '../main/house-log.ts'
import { temporaryDataDir } from '../main/temporary-data-dir.ts'

export interface TemporaryHouseOptions {
  /** Parent of the data folder, for example the system's temporary folder. */
  readonly tmp: string
  /** Makes the data folder; an empty one by default. */
  readonly newDataFolder?: (parent: string) => Promise<string>
  readonly clock: Clock
  /** The same secret gives customers the same ids, and so the same folds, control groups and figures: analysing a file twice gives the same result. */
  readonly secret: string
  readonly timeZone: string
  /** Currency of amounts without one; the file's own takes precedence. */
  readonly currency: string
  /** The currency of every total, regardless of the lines. */
  readonly reportCurrency?: string
  readonly phoneRegion?: string
  readonly signal?: AbortSignal
}

const emptyFolder = (parent: string): Promise<string> => temporaryDataDir('liuke-analyze-', parent)

/**
 * Runs work in the whole product on its own empty data folder, and always removes the folder. Servers named in the
 * environment are not used: no data of a file that is only analysed may get into them.
 *
 * Throws an AppError `stopped` when the signal is raised.
 */
export async function inTemporaryHouse<T>(options: TemporaryHouseOptions, work: (house: House) => Promise<T>): Promise<T> {
  const { signal } = options
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new AppError('conflict', 'stopped', 'The analysis was stopped; nothing was written.'))
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
  stopped.catch(() => undefined)
  const dataDir = await (options.newDataFolder ?? emptyFolder)(options.tmp)
  try {
    const engines = await startEngines({ dataDir, log: silentLog, clock: options.clock })
    try {
      const config = readConfig({
        LIUKE_DATA: dataDir,
        LIUKE_MASTER_KEY: createHash('sha256').update(`liuke analyze\u0000${options.secret}`).digest('hex'),
        LIUKE_TIME_ZONE: options.timeZone,
        ...(options.reportCurrency === undefined ? {} : { LIUKE_CURRENCY: options.reportCurrency }),
        ...(options.phoneRegion === undefined ? {} : { LIUKE_PHONE_REGION: options.phoneRegion }),
      })
      const house = await Promise.race([
        buildHouse(config, engines, options.clock, silentLog, { defaults: { currency: options.currency } }),
        stopped,
      ])
      try {
        return await Promise.race([work(house), stopped])
      } finally {
        await house.close()
      }
    } finally {
      await engines.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}
