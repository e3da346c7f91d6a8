import { Command } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import type { AuditEvent } from '#access/audit-log.ts'
import type { House } from '../main/house.ts'
import { commandActor } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'
import { addMessageListCommand } from './message-list-command.ts'
import { addWaitingCommands } from './waiting-commands.ts'
import { addWhyCommand } from './why-command.ts'

interface SettleOptions extends HouseOptions {
  readonly delivered?: boolean
  readonly notDelivered?: boolean
}

interface OverdueOptions extends HouseOptions {
  readonly send?: boolean
  readonly drop?: boolean
}

interface ConfirmOptions extends HouseOptions {
  readonly onlyOne?: boolean
}

async function audit(house: House, action: string, target: string, detail: AuditEvent['detail']): Promise<void> {
  await house.access.audit.append({ at: house.clock.now(), actor: commandActor(), action, target, detail })
}

/** `liuke messages`: what was sent or not and why, and the provider's answer about one whose result is unknown. */
export function addMessageCommands(program: Command): void {
  const messages = new Command('messages').description('messages to customers and their results')
  addMessageListCommand(messages)
  addWhyCommand(messages)
  addWaitingCommands(messages)
  messages.addCommand(
    addHouseOptions(
      new Command('settle')
        .description("record the provider's answer about an uncertain message; it is never resent")
        .argument('<key>', 'key of the message, from `liuke messages list --state uncertain`')
        .option('--delivered', 'the provider delivered it')
        .option('--not-delivered', 'the provider did not deliver it'),
    ).action(async (key: string, options: SettleOptions) => {
      if ((options.delivered === true) === (options.notDelivered === true)) {
        throw new AppError('invalid-input', 'settle-answer-missing', "Give the provider's answer: either --delivered or --not-delivered.")
      }
      await inHouse(options, async (house, output) => {
        const state = await house.sends.resolveUncertain(key, options.delivered === true)
        await house.access.audit.append({
          at: house.clock.now(),
          actor: commandActor(),
          action: 'send-settled',
          target: `send:${key}`,
          detail: { state },
        })
        output.result({ sendKey: key, state }, `The message is recorded as ${state}.`)
      })
    }),
  )
  messages.addCommand(
    addHouseOptions(
      new Command('overdue')
        .description('messages that were due more than a day ago while nothing could be sent: count them, send them or drop them')
        .option('--send', 'send them now')
        .option('--drop', 'do not send them any more'),
    ).action(async (options: OverdueOptions) => {
      if (options.send === true && options.drop === true)
        throw new AppError('invalid-input', 'overdue-word-twice', 'Choose one: --send or --drop.')
      await inHouse(options, async (house, output) => {
        if (options.send !== true && options.drop !== true) {
          const overdue = await house.sends.overdue()
          output.result({ overdue }, `Overdue messages: ${overdue}.`)
          return
        }
        const action = options.send === true ? 'send' : 'drop'
        const messages = await house.sends.settleOverdue(action)
        await audit(house, 'overdue-settled', 'sends', { action, messages })
        output.result({ action, messages }, action === 'send' ? `${messages} messages are due now.` : `${messages} messages were dropped.`)
      })
    }),
  )
  messages.addCommand(
    addHouseOptions(
      new Command('confirm')
        .description('show whether this installation sends; with --only-one, say that no other server sends from a copy of its data')
        .option('--only-one', 'no other server sends from a copy of this data'),
    ).action(async (options: ConfirmOptions) =>
      inHouse(options, async (house, output) => {
        if (options.onlyOne === true) {
          await house.installation.confirm(commandActor())
          await audit(house, 'installation-confirmed', 'installation', {})
        }
        const { id, isOwn } = await house.installation.state()
        output.result(
          { id, sends: isOwn },
          isOwn
            ? 'This installation sends.'
            : 'Nothing is sent: this data was copied. Say --only-one when the original does not send any more.',
        )
      }),
    ),
  )
  program.addCommand(messages)
}
