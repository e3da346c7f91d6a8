import type { Clock } from '#kernel/clock.ts'
import { systemClock } from '#kernel/clock.ts'
import { startEngines } from '#store/engines/engines.ts'
import { sessionNameOf } from '#store/engines/session-name.ts'
import type { Config } from './config.ts'
import type { House } from './main/house.ts'
import { buildHouse } from './main/house.ts'
import type { HouseLog } from './main/house-log.ts'
import { silentLog } from './main/house-log.ts'
import { newNodeName } from './main/node-name.ts'

/**
 * Opens the house on a data folder: starts or reaches both engines, migrates them and builds every service. Close it in the end.
 * @throws AppError when the folder is in use, an engine does not start or the configuration is wrong.
 */
export async function openHouse(
  config: Config,
  options: { readonly clock?: Clock; readonly log?: HouseLog; readonly newRunId?: (now: Date) => string } = {},
): Promise<House> {
  const clock = options.clock ?? systemClock
  const log = options.log ?? silentLog
  const node = newNodeName()
  const engines = await startEngines({
    dataDir: config.dataDir,
    ...(config.clickhouseUrl === null ? {} : { clickhouseUrl: config.clickhouseUrl }),
    ...(config.databaseUrl === null ? {} : { databaseUrl: config.databaseUrl }),
    // The lock tells people since when a process has run, whatever time the demo plays in.
    clock: systemClock,
    session: sessionNameOf(node),
    log,
  })
  try {
    return await buildHouse(config, engines, clock, log, {
      node,
      ...(options.newRunId === undefined ? {} : { newRunId: options.newRunId }),
    })
  } catch (error) {
    await engines.stop()
    throw error
  }
}
