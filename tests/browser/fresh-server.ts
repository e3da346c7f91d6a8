import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HistoryFiles } from '#simulate/history-files.ts'
import { createWorld } from '#simulate/world.ts'
import type { World } from '#simulate/world.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'

export interface FreshServer extends ConsoleHouse {
  /** The shop whose files are imported. */
  readonly world: World
  readonly files: HistoryFiles
}

/** Ten in the morning of a Monday in Shanghai. */
const START = new Date('2026-03-16T02:00:00.000Z')

/** A server as it stands right after the installation, with a small shop's files ready to be imported. */
export async function startFreshServer(customers: number): Promise<FreshServer> {
  const world = createWorld({ seed: 'browser', customers, end: new Date(START.getTime() - 10 * 3_600_000) })
  // Customer ids follow from the master key, and from the ids how the data is split for the models: every run of a test sees the same scores and alerts.
  const env = { LIUKE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }
  const server = await openConsoleHouse({ start: START, env, verdict: (address) => world.mailVerdict(address), sampleCustomers: 120 })
  const workDir = await mkdtemp(join(tmpdir(), 'liuke-files-'))
  return {
    ...server,
    world,
    files: await world.writeHistory(workDir),
    stop: async () => {
      await server.stop()
      await rm(workDir, { recursive: true, force: true })
    },
  }
}
