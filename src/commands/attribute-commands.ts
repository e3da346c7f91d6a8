import type { Command } from 'commander'
import type { AttributeValue } from '#collect/columns/attribute.ts'
import type { House } from '../main/house.ts'
import { removeAttribute } from '../main/remove-attribute.ts'
import { AppError } from '#kernel/app-error.ts'
import { confirmFirst } from './confirm-first.ts'
import { findCustomer } from './find-customer.ts'
import { commandActor } from './command-setting.ts'
import { addHouseOptions, type HouseOptions, inHouse } from './open-house.ts'

interface DeleteOptions extends HouseOptions {
  readonly yes?: boolean
}

/** `liuke customers attributes`, `rename-attribute`, `delete-attribute`: what is known of customers beyond the fixed fields. */
export function addAttributeCommands(customers: Command): void {
  const add = (usage: string, description: string): Command => addHouseOptions(customers.command(usage).description(description))
  add('attributes [customer]', 'list the attributes beyond the fixed fields, or those of one customer; what is personal is masked').action(
    (customer: string | undefined, options: HouseOptions) => (customer === undefined ? listAll(options) : listOf(customer, options)),
  )
  add('rename-attribute <name> <label>', 'change what an attribute is called; its name stays').action(
    (name: string, label: string, options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        await house.attributes.rename(name, label.trim())
        await audit(house, 'attribute-renamed', name, { label: label.trim() })
        output.result({ name, label: label.trim() }, 'Renamed.')
      }),
  )
  add('delete-attribute <name>', 'delete an attribute with the values of all customers; asks first')
    .option('--yes', 'go on without asking')
    .action((name: string, options: DeleteOptions) =>
      inHouse(options, async (house, output) => {
        const found = (await house.attributes.list()).find((one) => one.name === name)
        if (found === undefined)
          throw new AppError('not-found', 'attribute-not-found', `There is no attribute "${name}": liuke customers attributes lists them.`)
        const { customers } = found
        await confirmFirst(
          `This deletes the attribute "${name}" with the values of ${customers} ${customers === 1 ? 'customer' : 'customers'} and cannot be undone.`,
          options.yes === true,
        )
        await removeAttribute(house, name)
        await audit(house, 'attribute-deleted', name, { customers })
        output.result({ name, customers }, `Deleted, with the values of ${customers} ${customers === 1 ? 'customer' : 'customers'}.`)
      }),
    )
}

async function listAll(options: HouseOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const attributes = await house.attributes.list()
    const lines = attributes.map(({ name, label, type, personal, customers }) =>
      [name.padEnd(24), type.padEnd(7), personal ? 'personal' : '        ', `${customers} customers`, label === name ? '' : label]
        .join('  ')
        .trimEnd(),
    )
    output.result({ attributes }, lines.length === 0 ? 'No attributes were imported yet.' : lines.join('\n'))
  })
}

async function listOf(customer: string, options: HouseOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const customerId = await findCustomer(house, customer)
    const { readCurrentAttributes, shownAttribute } = await import('#store/relational/current-attributes.ts')
    const attributes = (await readCurrentAttributes(house.db, [customerId])).map(shownAttribute)
    const lines = attributes.map(({ label, value, masked }) => `${label.padEnd(24)}  ${masked ?? wordOf(value)}`)
    output.result({ customerId, attributes }, lines.length === 0 ? 'No attributes of this customer are known.' : lines.join('\n'))
  })
}

function wordOf(value: AttributeValue | null): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}

function audit(house: House, action: string, name: string, detail: Readonly<Record<string, unknown>>): Promise<unknown> {
  return house.access.audit.append({ at: house.clock.now(), actor: commandActor(), action, target: `attribute:${name}`, detail })
}
