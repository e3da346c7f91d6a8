import type { Command } from 'commander'
import type { AttributeValue } from '#collect/columns/attribute.ts'
import type { Attribute, LeftOutTraits } from '#http/profile/customer-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { confirmFirst } from './confirm-first.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { findCustomer } from './find-customer.ts'
import { type HouseOptions, inHouse } from './open-house.ts'

interface DeleteOptions extends DoorOptions {
  readonly yes?: boolean
}

/** `liuke customers attributes`, `rename-attribute`, `delete-attribute`: customer data beyond the fixed fields. */
export function addAttributeCommands(customers: Command): void {
  addDoor(customers, 'attributes [customer]', 'list all attributes, or those of one customer; personal values are masked').action(
    (customer: string | undefined, options: DoorOptions) => (customer === undefined ? atDoor(options, listAll) : listOf(customer, options)),
  )
  addDoor(customers, 'rename-attribute <name> <label>', 'change the label of an attribute; its name stays the same').action(
    (name: string, label: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('PATCH', address`/attributes/${name}`, { body: { label } })
        say({ name, label: label.trim() }, { zh: '已重命名。', en: 'Renamed.' })
      }),
  )
  addDoor(customers, 'left-out-traits', 'traits of identify calls that are no values of attributes, and why').action(
    (options: DoorOptions) => atDoor(options, listLeftOut),
  )
  addDoor(customers, 'allow-attribute <name>', 'let events bring a deleted attribute back, with the type of the next value').action(
    (name: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('POST', address`/attributes/${name}/allow`)
        say({ name }, { zh: '已允许，下一个值会重新建立该属性。', en: 'Allowed: the next value makes it again.' })
      }),
  )
  addDoor(customers, 'delete-attribute <name>', 'delete an attribute and its values for all customers; asks first')
    .option('--yes', 'go on without asking')
    .action((name: string, options: DeleteOptions) =>
      atDoor(options, async ({ client, say }) => {
        const { items } = await client.ask<{ items: Attribute[] }>('GET', '/attributes')
        const found = items.find((one) => one.name === name)
        if (found === undefined)
          throw new AppError('not-found', 'attribute-not-found', `There is no attribute "${name}": liuke customers attributes lists them.`)
        const whose = `${found.customers} ${found.customers === 1 ? 'customer' : 'customers'}`
        await confirmFirst(`This deletes the attribute "${name}" and its values for ${whose}. It cannot be undone.`, options.yes === true)
        await client.ask('DELETE', address`/attributes/${name}`)
        say(
          { name, customers: found.customers },
          { zh: `已删除，涉及 ${found.customers} 位客户。`, en: `Deleted, including the values for ${whose}.` },
        )
      }),
    )
}

async function listAll({ client, say, print, language, word }: Door): Promise<void> {
  const { items: attributes } = await client.ask<{ items: Attribute[] }>('GET', '/attributes')
  if (attributes.length === 0) {
    say({ attributes }, { zh: '暂无属性。', en: 'There are no attributes yet.' })
    return
  }
  const lines = attributes.map(({ name, label, type, personal, customers }) =>
    language === 'zh'
      ? [
          name.padEnd(24),
          word('attributeType', type),
          ...(personal ? ['个人信息'] : []),
          `${customers} 位客户`,
          label === name ? '' : label,
        ]
          .join('  ')
          .trimEnd()
      : [name.padEnd(24), type.padEnd(7), personal ? 'personal' : '        ', `${customers} customers`, label === name ? '' : label]
          .join('  ')
          .trimEnd(),
  )
  print({ attributes }, lines.join('\n'))
}

async function listLeftOut({ client, list, word }: Door): Promise<void> {
  const { items } = await client.ask<LeftOutTraits>('GET', '/attributes/left-out')
  list(
    items,
    [
      { title: { zh: '特征', en: 'Trait' }, cell: ({ trait }) => trait, whole: true },
      { title: { zh: '数据源', en: 'Source' }, cell: ({ sourceName }) => sourceName },
      { title: { zh: '调用次数', en: 'Calls' }, cell: ({ count }) => String(count) },
      { title: { zh: '最近一次', en: 'Last' }, cell: ({ lastAt }) => lastAt },
      { title: { zh: '原因', en: 'Why' }, cell: ({ reason }) => word('watchReason', reason) },
    ],
    { zh: '没有未保存的特征。', en: 'No traits are left out.' },
  )
}

async function listOf(customer: string, options: HouseOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const customerId = await findCustomer(house, customer)
    const { readCurrentAttributes, shownAttribute } = await import('#store/relational/current-attributes.ts')
    const attributes = (await readCurrentAttributes(house.db, [customerId])).map(shownAttribute)
    const lines = attributes.map(({ label, value, masked }) => `${label.padEnd(24)}  ${masked ?? wordOf(value)}`)
    output.result({ customerId, attributes }, lines.length === 0 ? 'This customer has no attributes.' : lines.join('\n'))
  })
}

function wordOf(value: AttributeValue | null): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}
