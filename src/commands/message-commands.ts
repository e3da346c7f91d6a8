import { COMMAND_LINE_SCOPE } from './command-line-scope.ts'
import { Command, InvalidArgumentError } from 'commander'
import { SEND_STATES } from '#decide/decision.ts'
import type { SendState } from '#decide/decision.ts'
import { AppError } from '#kernel/app-error.ts'
import { commandActor } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'
import { readWhole } from './option-readers.ts'

interface ListOptions extends HouseOptions {
  readonly state?: SendState
  readonly limit: number
}

interface SettleOptions extends HouseOptions {
  readonly delivered?: boolean
  readonly notDelivered?: boolean
}

/** `liuke messages list` and `liuke messages settle KEY`: messages sent, and the provider's answer about one whose result is unknown. */
export function addMessageCommands(program: Command): void {
  const messages = new Command('messages').description('messages to customers and their results')
  messages.addCommand(
    addHouseOptions(
      new Command('list')
        .description('list messages, newest first')
        .option('--state <state>', `only this state: ${SEND_STATES.join(', ')}`, readState)
        .option('--limit <n>', 'maximum number of messages', readWhole('--limit'), 50),
    ).action(async (options: ListOptions) =>
      inHouse(options, async (house, output) => {
        const { items } = await house.sends.list(COMMAND_LINE_SCOPE, {
          limit: options.limit,
          ...(options.state === undefined ? {} : { state: options.state }),
        })
        output.result(
          { items },
          items.length === 0
            ? 'No matching messages.'
            : items
                .map(
                  ({ sendKey, state, channel, source, reason }) =>
                    `${sendKey}  ${state}  ${channel}  ${source.kind}:${source.id}  ${reason}`,
                )
                .join('\n'),
        )
      }),
    ),
  )
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
  program.addCommand(messages)
}

function readState(text: string): SendState {
  const state = SEND_STATES.find((known) => known === text)
  if (state === undefined) throw new InvalidArgumentError(`It must be one of ${SEND_STATES.join(', ')}.`)
  return state
}
