import type { Clock } from '#kernel/clock.ts'
import type { MailVerdict } from '#simulate/mail-policy.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { freePort } from '../../src/demo/run-demo.ts'
import { consoleDir } from '../../src/main/server.ts'
import { openWholeHouse } from './whole-house.ts'
import type { WholeHouse, WholeHouseOptions } from './whole-house.ts'

/** A house for a browser, as it stands right after the installation, with a mail server beside it. */
export interface ConsoleHouse extends WholeHouse {
  /** What the server prints at its first start. */
  readonly setupCode: string
  readonly mailbox: Mailbox
}

export interface ConsoleHouseOptions extends Pick<WholeHouseOptions, 'seed' | 'sampleCustomers' | 'env'> {
  /** What its clock says at first; time passes from there as it does here. */
  readonly start: Date
  /** What becomes of mails to an address; every one arrives by default. */
  readonly verdict?: (address: string) => MailVerdict
}

/** Opens a house of the built console that works by itself and has the limits of everyday use. */
export async function openConsoleHouse({
  start,
  verdict = () => 'deliver',
  env = {},
  ...options
}: ConsoleHouseOptions): Promise<ConsoleHouse> {
  if (consoleDir() === null) throw new Error('The console is not built: run `npm run build:web`, or the tests with `npm test`.')
  const began = performance.now()
  const clock: Clock = { now: () => new Date(start.getTime() + performance.now() - began) }
  const mailbox = await startMailbox({ port: 0, clock, verdict })
  const whole = await openWholeHouse({
    ...options,
    clock,
    background: true,
    unlimited: false,
    env: {
      // Links in messages carry the port before the server is open.
      LIUKE_PORT: String(await freePort()),
      LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
      LIUKE_MAIL_FROM: 'care@shop.example',
      // What the setup page would take from the browser of the machine that runs the tests.
      LIUKE_CURRENCY: 'CNY',
      LIUKE_TIME_ZONE: 'Asia/Shanghai',
      LIUKE_PHONE_REGION: 'CN',
      ...env,
    },
  })
  return {
    ...whole,
    setupCode: (await whole.house.access.setup.code()) ?? '',
    mailbox,
    stop: async () => {
      await whole.stop()
      await mailbox.close()
    },
  }
}
