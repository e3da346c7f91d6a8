import { rm } from 'node:fs/promises'
import type { Clock } from '#kernel/clock.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/main.ts'
import type { House } from '../../src/main/house.ts'
import type { Server, ServerOptions } from '../../src/main/server.ts'
import { startServer } from '../../src/main/server.ts'
import { newDataFolder } from './data-folder.ts'

/** The whole product on a folder of its own that goes away when it stops. */
export interface WholeHouse {
  readonly house: House
  readonly server: Server
  readonly url: string
  readonly dataDir: string
  stop(): Promise<void>
}

export interface WholeHouseOptions extends Partial<ServerOptions> {
  readonly clock: Clock
  /** Settings beside the folder and a free port. */
  readonly env?: Readonly<Record<string, string>>
  /** What lies in the house when its server starts. */
  readonly seed?: (house: House) => Promise<void>
}

/** Opens the product as `liuke serve` does. Nothing happens by itself and no requests are too many, unless told otherwise. */
export async function openWholeHouse({ clock, env = {}, seed, ...options }: WholeHouseOptions): Promise<WholeHouse> {
  const dataDir = await newDataFolder()
  const house = await openHouse(readConfig({ LIUKE_DATA: dataDir, LIUKE_PORT: '0', ...env }), { clock })
  await seed?.(house)
  const server = await startServer(house, { logger: null, background: false, unlimited: true, ...options })
  return {
    house,
    server,
    url: server.url,
    dataDir,
    stop: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
