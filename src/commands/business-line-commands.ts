import type { Command } from 'commander'
import type { BusinessLine, BusinessLineSize } from '#http/access/access-schemas.ts'
import { eachOf } from './option-readers.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

interface SetOptions extends DoorOptions {
  readonly store: readonly string[]
}

/** `liuke business-lines`: which stores make up a line of business, so that accounts can be limited to its customers. */
export function addBusinessLineCommands(program: Command): void {
  const lines = program.command('business-lines').description('stores that belong together, for limiting accounts to their customers')

  addDoor(lines, 'list', 'show them with their stores and customers').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list }) => {
      const { items } = await client.ask<{ items: BusinessLineSize[] }>('GET', '/business-lines')
      list(
        items,
        [
          { title: { zh: '业务线', en: 'Line' }, cell: ({ name }) => name },
          { title: { zh: '客户数', en: 'Customers' }, cell: ({ customers }) => String(customers) },
          { title: { zh: '门店', en: 'Stores' }, cell: ({ stores }) => stores.join(', '), whole: true },
        ],
        { zh: '还没有业务线。', en: 'None yet.' },
      )
    }),
  )

  addDoor(lines, 'set <name>', 'say which stores make up a line; the stores given take the place of those of before')
    .requiredOption('--store <store>', 'a store of the line; several may be given', eachOf)
    .action((name: string, options: SetOptions) =>
      atDoor(options, async ({ client, say }) => {
        const line = await client.ask<BusinessLine>('PUT', address`/business-lines/${name}`, { body: { stores: options.store } })
        say({ ...line }, { zh: '业务线已保存。', en: 'The line is saved.' })
      }),
    )

  addDoor(lines, 'remove <name>', 'remove a line that no account is limited to; its stores and customers stay').action(
    (name: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('DELETE', address`/business-lines/${name}`)
        say({ name }, { zh: '业务线已删除。', en: 'The line is removed.' })
      }),
  )
}
