import { Option } from 'commander'
import type { Command } from 'commander'
import type { Send } from '#http/decide/retain-schemas.ts'
import { SEND_SOURCES } from '#act/send-source.ts'
import { SEND_STATES } from '#decide/decision.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, addPageOptions, atDoor, limitOf } from './door.ts'
import type { PageOptions } from './door.ts'

interface ListOptions extends PageOptions {
  readonly state?: string
  readonly reason?: string
  readonly channel?: string
  readonly source?: string
  readonly sourceId?: string
  readonly account?: string
  readonly variant?: string
  readonly customer?: string
  readonly from?: string
  readonly until?: string
}

/** `liuke messages list`: what was sent and what was not, and why. */
export function addMessageListCommand(messages: Command): void {
  addPageOptions(addDoor(messages, 'list', 'messages, also those that were not sent, the newest first'))
    .addOption(new Option('--state <state>', 'only this state').choices([...SEND_STATES, 'sent']))
    .option('--reason <code>', 'only this reason, such as no_consent')
    .addOption(new Option('--channel <channel>', 'only this channel').choices(CHANNELS))
    .addOption(new Option('--source <kind>', 'only what comes from this').choices(SEND_SOURCES))
    .option('--source-id <id>', 'with --source: exactly this strategy, broadcast or questionnaire')
    .option('--account <id>', 'only what was handed to this channel account')
    .option('--variant <id>', 'only what was made of this variant of its content; base: of the default, where there are variants')
    .option('--customer <customer>', `only to this customer: ${WHO}`)
    .option('--from <day>', 'planned on this day or later, such as 2026-03-01')
    .option('--until <day>', 'planned on this day or earlier')
    .action((options: ListOptions) =>
      atDoor(options, async (door) => {
        const { client, list, word, time, language } = door
        const query = {
          state: options.state,
          reason: options.reason,
          channel: options.channel,
          sourceKind: options.source,
          sourceId: options.sourceId,
          accountId: options.account,
          variant: options.variant,
          customerId: options.customer === undefined ? undefined : await customerIdOf(door, options.customer),
          from: options.from,
          until: options.until,
        }
        list(
          await client.list<Send>('/sends', query, limitOf(options)),
          [
            { title: { zh: '消息编号', en: 'Key' }, cell: ({ sendKey }) => sendKey, whole: true },
            { title: { zh: '状态', en: 'State' }, cell: ({ state }) => word('sendState', state) },
            { title: { zh: '原因', en: 'Reason' }, cell: ({ reason }) => (reason === '' ? '-' : word('sendReason', reason)) },
            { title: { zh: '渠道', en: 'Channel' }, cell: ({ channel }) => word('channel', channel) },
            { title: { zh: '来源', en: 'Source' }, cell: ({ source }) => source.name[language] },
            { title: { zh: '客户', en: 'Customer' }, cell: ({ maskedName, customerId }) => maskedName || customerId.slice(0, 8) },
            { title: { zh: '计划时间', en: 'Planned' }, cell: ({ plannedAt }) => time(plannedAt) },
          ],
          { zh: '没有符合条件的消息。', en: 'No matching messages.' },
        )
      }),
    )
}
