import type { Command } from 'commander'
import type { SharedValue, SharedValues } from '#http/identity/shared-value-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { toMajor } from '#kernel/money.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { kindWord } from './kind-word.ts'

interface SettleOptions extends DoorOptions {
  readonly customer?: string
  readonly nobody?: boolean
  readonly reason: string
}

/** `liuke identity shared`, `liuke identity settle`: orders that name only a value that several customers share. */
export function addSharedValueCommands(identity: Command): void {
  addDoor(identity, 'shared', 'list values that several customers share, with the orders that name nothing else').action(
    (options: DoorOptions) =>
      atDoor(options, async ({ client, list, time, word }) => {
        const { items, ...rest } = await client.ask<SharedValues>('GET', '/identity/shared-values?limit=200')
        list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id },
            { title: { zh: '标识', en: 'Value' }, cell: ({ kind, masked }) => `${kindWord(word, kind)} ${masked}` },
            { title: { zh: '共用的客户', en: 'Shared by' }, cell: ({ claimantCount }) => String(claimantCount) },
            { title: { zh: '订单', en: 'Orders' }, cell: ordersOf },
            { title: { zh: '最近下单', en: 'Last order' }, cell: ({ lastAt }) => time(lastAt) },
            { title: { zh: '归属', en: 'Whose' }, cell: ({ settled }) => settled?.customer?.customerId ?? '-', whole: true },
          ],
          { zh: '没有因标识共用而无法归属的订单。', en: 'No order is without a customer because its only identifier is shared.' },
          rest,
        )
      }),
  )
  addDoor(identity, 'settle <value>', 'say whose the orders are that name only a shared value, now and later')
    .option('--customer <customer>', `one of those who share it (${WHO})`)
    .option('--nobody', 'they are nobody’s')
    .requiredOption('--reason <text>', 'why, for the log')
    .action((value: string, { customer, nobody, reason, ...options }: SettleOptions) =>
      atDoor(options, async (door) => {
        if ((customer === undefined) === (nobody !== true)) {
          throw new AppError('invalid-input', 'customer-missing', 'Say whose the orders are: give either --customer or --nobody.')
        }
        const customerId = customer === undefined ? null : await customerIdOf(door, customer)
        const { open } = await door.client.ask<SharedValues>('POST', address`/identity/shared-values/${value}`, {
          body: { customerId, reason },
        })
        door.say(open, {
          zh: `已保存。还有 ${open.orders} 笔订单不归任何客户。`,
          en: `Saved. ${open.orders} orders still count for nobody.`,
        })
      }),
    )
}

function ordersOf({ orders, amounts }: SharedValue): string {
  return [String(orders), ...amounts.map(({ minor, currency }) => `${toMajor(minor, currency).toFixed(2)} ${currency}`)].join(', ')
}
