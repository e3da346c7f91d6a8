import { rm } from 'node:fs/promises'
import { strategyLibrary } from '#decide/strategy-library.ts'
import type { Clock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/main.ts'
import type { House } from '../../src/main/house.ts'
import { consoleDir, startServer } from '../../src/main/server.ts'
import { NOW } from '../http/support/house.ts'
import { fillSmallShop } from '../http/support/small-shop.ts'
import { newDataFolder } from '../support/data-folder.ts'
import { freePort } from './free-port.ts'

export interface SmallServer {
  readonly url: string
  readonly house: House
  readonly setupCode: string
  readonly mailbox: Mailbox
  stop(): Promise<void>
}

/** A running shop of forty scored customers, with a mail server beside it: enough to act on people, and there in seconds. */
export async function startSmallServer(): Promise<SmallServer> {
  if (consoleDir() === null) throw new Error('The console is not built: run `npm run build:web`, or the tests with `npm test`.')
  const began = performance.now()
  const clock: Clock = { now: () => new Date(NOW.getTime() + performance.now() - began) }
  const mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  const dataDir = await newDataFolder()
  const config = readConfig({
    LIUKE_DATA: dataDir,
    LIUKE_PORT: String(await freePort()),
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_CURRENCY: 'CNY',
    LIUKE_TIME_ZONE: 'Asia/Shanghai',
    LIUKE_PHONE_REGION: 'CN',
  })
  const house = await openHouse(config, { clock })
  await fillSmallShop(house)
  await house.db
    .updateTable('strategies')
    .set({ state: 'retired', definition: JSON.stringify(strategyLibrary('CNY')[0]?.definition) })
    .execute()
  const server = await startServer(house, { logger: null })
  return {
    url: server.url,
    house,
    setupCode: (await house.access.setup.code()) ?? '',
    mailbox,
    stop: async () => {
      await server.stop()
      await mailbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
