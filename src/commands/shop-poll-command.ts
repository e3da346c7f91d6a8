import { Argument, Option } from 'commander'
import type { Command } from 'commander'
import { WEBHOOK_PROVIDERS } from '#collect/webhooks/webhook-provider.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readSecret } from './read-secret.ts'

interface ReconcileOptions extends DoorOptions {
  readonly shop?: string
  readonly key?: string
  readonly since?: string
  readonly now: boolean
  readonly stop: boolean
}

/** The hourly reading of a shop system beside its webhooks. */
export function addShopPollCommand(sources: Command): void {
  addDoor(
    sources,
    'reconcile <id>',
    'read once an hour what changed in a shop system, for webhooks that got lost; the key comes from standard input',
  )
    .addArgument(new Argument('<system>', 'shop system').choices([...WEBHOOK_PROVIDERS]))
    .option('--shop <address>', 'address of the shop, such as https://NAME.myshopify.com')
    .option('--key <key>', 'consumer key (WooCommerce only)')
    .option('--since <time>', 'what changed since then; the last 7 days by default, at most 60')
    .addOption(new Option('--now', 'read within moments').default(false).conflicts('stop'))
    .option('--stop', 'read no more, and forget the key', false)
    .action((id: string, system: string, { shop, key, since, now, stop, ...options }: ReconcileOptions) =>
      atDoor(options, async ({ client, say }) => {
        const path = address`/sources/${id}/receivers/${system}/poll`
        if (stop) await client.ask('DELETE', path)
        else if (now) await client.ask('POST', path)
        else {
          if (shop === undefined) throw new AppError('invalid-input', 'shop-missing', 'Say with --shop where the shop is.')
          const given = { ...(key === undefined ? {} : { key }), ...(since === undefined ? {} : { since }) }
          await client.ask('PUT', path, { body: { shop, secret: await readSecret(), ...given } })
        }
        say(
          { id, system, reading: !stop },
          stop
            ? { zh: '已停止核对。', en: 'The shop is read no more.' }
            : {
                zh: '正在核对，之后每小时一次。结果见 liuke sources receivers。',
                en: 'The shop is read now and then every hour. liuke sources receivers shows what was missed.',
              },
        )
      }),
    )
}
