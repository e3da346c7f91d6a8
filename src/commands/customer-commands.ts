import { COMMAND_LINE_SCOPE } from './command-line-scope.ts'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { StopReason } from '#act/customer-care.ts'
import { STOP_REASONS } from '#act/customer-care.ts'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import { AppError } from '#kernel/app-error.ts'
import { CONSENT_PURPOSES, SPOKEN_CHANNELS } from '#privacy/consent.ts'
import type { ConsentPurpose, SpokenChannel } from '#privacy/consent.ts'
import type { House } from '../main/house.ts'
import { addCustomerLookupCommands } from './customer-lookup-commands.ts'
import { addCustomerIdentityCommands } from './customer-identity-commands.ts'
import { addAttributeCommands } from './attribute-commands.ts'
import { addCustomerTagsCommand } from './partner-commands.ts'
import { addCustomerValueCommand } from './survivorship-commands.ts'
import { findCustomer } from './find-customer.ts'
import { commandActor } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'
import type { Output } from './output.ts'

interface ConsentOptions extends HouseOptions {
  readonly channel: SpokenChannel
  readonly purpose: ConsentPurpose
  readonly evidence: string
  readonly notice: string
  readonly granted?: boolean
  readonly withdrawn?: boolean
}

interface TaskOptions extends HouseOptions {
  readonly title: string
  readonly script: string
  readonly due: Date
  readonly owner?: string
}

/** `liuke customers …`: what the team does for one customer by hand. */
export function addCustomerCommands(program: Command): void {
  const customers = new Command('customers').description('notes, consents, do-not-contact, tasks and attributes of customers')
  const about = (name: string, description: string): Command =>
    addHouseOptions(
      new Command(name).argument('<customer>', 'customer id, or exact phone, email or member number').description(description),
    )

  customers.addCommand(
    about('note', 'write a note about a customer')
      .argument('<text>')
      .action(async (customer: string, text: string, options: HouseOptions) =>
        change(options, customer, async (house, id, output) => {
          const note = await house.care.addNote(COMMAND_LINE_SCOPE, id, text, commandActor())
          await audit(house, 'customer-noted', id, { note: note.id })
          output.result({ customerId: id, noteId: note.id }, 'Note saved.')
        }),
      ),
  )
  customers.addCommand(
    about('consent', 'record a consent or its withdrawal')
      .addOption(new Option('--channel <channel>', 'the channel').choices(SPOKEN_CHANNELS).makeOptionMandatory())
      .addOption(new Option('--purpose <purpose>', 'the purpose').choices(CONSENT_PURPOSES).default(CONTACT_PURPOSE))
      .option('--granted', 'the customer said yes')
      .option('--withdrawn', 'the customer said no')
      .option('--evidence <text>', 'where the customer said so; required to grant consent again after it was withdrawn', '')
      .option('--notice <version>', 'version of the privacy notice the customer saw', '')
      .action(async (customer: string, options: ConsentOptions) => {
        if ((options.granted === true) === (options.withdrawn === true))
          throw new AppError('invalid-input', 'consent-word-missing', 'Give either --granted or --withdrawn.')
        await change(options, customer, async (house, id, output) => {
          const { channel, purpose, evidence, notice } = options
          const granted = options.granted === true
          const droppedSends = await house.care.setConsent(
            COMMAND_LINE_SCOPE,
            id,
            { channel, purpose, granted, evidence, noticeVersion: notice },
            { source: 'staff', actor: commandActor() },
          )
          await audit(house, 'consent-recorded', id, { purpose, channel, granted, hasEvidence: evidence.trim() !== '', droppedSends })
          output.result(
            { customerId: id, channel, purpose, granted, droppedSends },
            `Recorded. ${droppedSends} planned messages were cancelled.`,
          )
        })
      }),
  )
  customers.addCommand(
    about('consents', 'list the consents of a customer and their history').action(async (customer: string, options: HouseOptions) =>
      change(options, customer, async (house, id, output) => {
        const { current, history } = await house.care.consents(COMMAND_LINE_SCOPE, id)
        const now = current.map(({ purpose, channel, granted }) => `${purpose} ${channel}: ${granted ? 'granted' : 'withdrawn'}`)
        const said = history.map(
          ({ at, purpose, channel, state, source, evidence, file }) =>
            `${at.toISOString()}  ${purpose} ${channel} ${state}  ${source}${evidence === '' ? '' : `: ${evidence}`}` +
            (file === null ? '' : ` (${file.name}${file.line === null ? '' : `, line ${file.line}`})`),
        )
        output.result(
          { customerId: id, current, history },
          [...now, ...(said.length === 0 ? ['No consent has been recorded.'] : ['', ...said])].join('\n'),
        )
      }),
    ),
  )
  customers.addCommand(
    about('stop', 'stop contacting a customer on all channels')
      .addOption(new Option('--reason <reason>', 'why').choices(STOP_REASONS).default('asked'))
      .action(async (customer: string, options: HouseOptions & { readonly reason: StopReason }) =>
        change(options, customer, async (house, id, output) => {
          const { droppedSends } = await house.care.stop(COMMAND_LINE_SCOPE, [id], options.reason, commandActor())
          await audit(house, 'contact-stopped', id, { reason: options.reason, droppedSends })
          output.result(
            { customerId: id, droppedSends },
            `This customer will not be contacted any more. ${droppedSends} planned messages were cancelled.`,
          )
        }),
      ),
  )
  customers.addCommand(
    about('allow', 'allow contact again; consents, unsubscribes and bounced addresses stay as they are').action(
      async (customer: string, options: HouseOptions) =>
        change(options, customer, async (house, id, output) => {
          await house.care.lift(COMMAND_LINE_SCOPE, id)
          await audit(house, 'contact-stop-lifted', id, {})
          output.result({ customerId: id }, 'This customer can be contacted again.')
        }),
    ),
  )
  customers.addCommand(
    about('task', 'create a task for a customer')
      .requiredOption('--title <text>', 'what to do')
      .option('--script <text>', 'what to say', '')
      .requiredOption('--due <time>', 'due time (ISO 8601)', readDue)
      .option('--owner <email>', 'email of the owner')
      .action(async (customer: string, options: TaskOptions) =>
        change(options, customer, async (house, id, output) => {
          const owner = options.owner === undefined ? null : await ownerOf(house, options.owner)
          const { title, script, due } = options
          const { firstId } = await house.tasks.create([id], { title, script, dueAt: due, owner })
          await audit(house, 'task-created', id, { task: firstId, owner })
          output.result({ customerId: id, taskId: firstId }, 'Task created.')
        }),
      ),
  )
  addCustomerLookupCommands(customers)
  addCustomerIdentityCommands(customers)
  addAttributeCommands(customers)
  addCustomerValueCommand(customers)
  addCustomerTagsCommand(customers)
  program.addCommand(customers)
}

async function change(
  options: HouseOptions,
  customer: string,
  work: (house: House, id: string, output: Output) => Promise<void>,
): Promise<void> {
  await inHouse(options, async (house, output) => {
    await work(house, await findCustomer(house, customer), output)
  })
}

async function ownerOf(house: House, email: string): Promise<string> {
  const found = (await house.access.users.list()).find(
    (user) => user.email.toLowerCase() === email.toLowerCase() && user.disabledAt === null,
  )
  if (found === undefined) throw new AppError('not-found', 'user-not-found', `No team member has the email address ${email}.`)
  return found.id
}

function audit(house: House, action: string, customerId: string, detail: Readonly<Record<string, unknown>>): Promise<unknown> {
  return house.access.audit.append({ at: house.clock.now(), actor: commandActor(), action, target: `customer:${customerId}`, detail })
}

function readDue(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('Give a time such as 2026-01-31T09:00Z.')
  return time
}
