import { Option } from 'commander'
import type { Command } from 'commander'
import type { CustomerOutlook } from '#http/act/outlook-schemas.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'

interface WhyOptions extends DoorOptions {
  readonly customer: string
  readonly channel?: string
}

/** `liuke messages why`: whether a customer would get a message now, and everything that stands in the way. */
export function addWhyCommand(messages: Command): void {
  addDoor(messages, 'why', 'whether a customer would get a message now, by channel, and everything that stands in the way')
    .requiredOption('--customer <customer>', WHO)
    .addOption(new Option('--channel <channel>', 'only this channel').choices(CHANNELS))
    .action(({ customer, channel, ...options }: WhyOptions) =>
      atDoor(options, async (door) => {
        const path = address`/customers/${await customerIdOf(door, customer)}/contact-outlook`
        const outlook = await door.client.ask<CustomerOutlook>('GET', path, { query: channel === undefined ? {} : { channel } })
        door.print(outlook, outlook.channels.map((one) => channelText(door, one)).join('\n'))
      }),
    )
}

function channelText(
  door: Door,
  { channel, isOpen, earliest, blocks, addresses, day, week, unready }: CustomerOutlook['channels'][number],
): string {
  const { language, word, time } = door
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const answer = isOpen
    ? say('现在可以发送', 'would be sent now')
    : earliest === null
      ? say('不会发送', 'not sent')
      : say(`最早 ${time(earliest)}`, `earliest ${time(earliest)}`)
  const places = (one: typeof day): string => (one === null ? '-' : `${one.left}/${one.of}`)
  return [
    `${word('channel', channel)}: ${answer}`,
    ...(addresses.length === 0 ? [] : [`  ${addresses.map(({ masked }) => masked).join(', ')}`]),
    `  ${say(`剩余次数：今天 ${places(day)}，本周 ${places(week)}`, `left: ${places(day)} today, ${places(week)} this week`)}`,
    ...blocks.map(({ reason, until }) => {
      const end = until === null ? '' : say(`，至 ${time(until)}`, `, until ${time(until)}`)
      const why = reason === 'channel_not_ready' && unready !== null ? ` (${unready})` : ''
      return `  - ${word('outlookReason', reason)}${why}${end}`
    }),
  ].join('\n')
}
