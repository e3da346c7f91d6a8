import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { createWorld } from '#simulate/world.ts'
import type { HistoryFiles } from '#simulate/history-files.ts'
import type { World } from '#simulate/world.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/main.ts'
import type { House } from '../../src/main/house.ts'
import { consoleDir, startServer } from '../../src/main/server.ts'
import { newDataFolder } from '../support/data-folder.ts'
import { freePort } from './free-port.ts'

export interface FreshServer {
  readonly url: string
  readonly house: House
  /** What the server prints at its first start. */
  readonly setupCode: string
  readonly mailbox: Mailbox
  /** The shop whose files are imported. */
  readonly world: World
  readonly files: HistoryFiles
  stop(): Promise<void>
}

/** Ten in the morning of a Monday in Shanghai; time passes from there as it does here. */
const START = new Date('2026-03-16T02:00:00.000Z')

/** A server as it stands right after the installation, with a mail server beside it and a small shop's files ready to be imported. */
export async function startFreshServer(customers: number): Promise<FreshServer> {
  if (consoleDir() === null) throw new Error('The console is not built: run `npm run build:web`, or the tests with `npm test`.')
  const began = performance.now()
  const clock: Clock = { now: () => new Date(START.getTime() + performance.now() - began) }
  const world = createWorld({ seed: 'browser', customers, end: new Date(START.getTime() - 10 * 3_600_000) })
  const mailbox = await startMailbox({ port: 0, clock, verdict: (address) => world.mailVerdict(address) })
  const dataDir = await newDataFolder()
  const workDir = await mkdtemp(join(tmpdir(), 'liuke-files-'))
  const config = readConfig({
    LIUKE_DATA: dataDir,
    LIUKE_PORT: String(await freePort()),
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    // What the set-up page would take from the browser of the machine that runs the tests.
    LIUKE_CURRENCY: 'CNY',
    LIUKE_TIME_ZONE: 'Asia/Shanghai',
    LIUKE_PHONE_REGION: 'CN',
  })
  const house = await openHouse(config, { clock })
  const server = await startServer(house, { logger: null, sampleCustomers: 240 })
  return {
    url: server.url,
    house,
    setupCode: (await house.access.setup.code()) ?? '',
    mailbox,
    world,
    files: await world.writeHistory(workDir),
    stop: async () => {
      await server.stop()
      await mailbox.close()
      await Promise.all([dataDir, workDir].map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}
