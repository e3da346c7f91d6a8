import type { Command } from 'commander'
import type { CustomerSendTimes, SendTimesOfAll } from '#http/act/send-time-schemas.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

const likeliest = (chances: readonly number[]): string => `${chances.indexOf(Math.max(...chances))}:00`
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** `liuke send-times`: when customers look, and what writing to them then is worth. */
export function addSendTimeCommand(program: Command): void {
  addDoor(program, 'send-times [customer]', `hours at which customers look; of one customer (${WHO}), the best hour by channel`).action(
    (customer: string | undefined, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const { client, list, word, language } = door
        if (customer === undefined) {
          const found = await client.ask<SendTimesOfAll>('GET', '/send-times')
          return list(
            found.channels,
            [
              { title: { zh: '渠道', en: 'Channel' }, cell: ({ channel }) => word('channel', channel) },
              { title: { zh: '最常查看', en: 'Likeliest' }, cell: ({ chances }) => likeliest(chances) },
              { title: { zh: '推算客户数', en: 'Learned from' }, cell: ({ customers }) => String(customers) },
              { title: { zh: '选定时段', en: 'Chosen' }, cell: ({ gain }) => shareOf(gain.chosen) },
              { title: { zh: '随机时段', en: 'By chance' }, cell: ({ gain }) => shareOf(gain.random) },
              {
                title: { zh: '差异', en: 'Difference' },
                cell: ({ gain }) => (gain.difference === null ? NOT_YET[language] : intervalOf(gain.difference)),
              },
            ],
            { zh: '没有渠道。', en: 'No channels.' },
            { explored: found.explored },
          )
        }
        const id = await customerIdOf(door, customer)
        const { timeZone, channels } = await client.ask<CustomerSendTimes>('GET', address`/customers/${id}/send-times`)
        list(
          channels,
          [
            { title: { zh: '渠道', en: 'Channel' }, cell: ({ channel }) => word('channel', channel) },
            { title: { zh: '最佳时段', en: 'Best hour' }, cell: ({ best }) => (best === null ? '-' : `${best}:00`) },
            { title: { zh: '依据', en: 'From' }, cell: ({ kind }) => KINDS[kind][language] },
            { title: { zh: '活跃小时数', en: 'Active hours' }, cell: ({ active }) => String(active) },
            { title: { zh: '查看小时数', en: 'Hours with a reaction' }, cell: ({ reacted }) => String(reacted) },
          ],
          { zh: '没有渠道。', en: 'No channels.' },
          { timeZone },
        )
      }),
  )
}

const NOT_YET = { zh: '消息太少', en: 'not enough messages' }
const KINDS = {
  own: { zh: '本人', en: 'the customer' },
  alike: { zh: '同类客户', en: 'customers alike' },
  all: { zh: '全部客户', en: 'all customers' },
} as const

function shareOf({ messages, reacted }: { readonly messages: number; readonly reacted: number }): string {
  return messages === 0 ? '-' : `${percent(reacted / messages)} (${reacted}/${messages})`
}

function intervalOf({ estimate, low, high }: { readonly estimate: number; readonly low: number; readonly high: number }): string {
  return `${percent(estimate)} [${percent(low)}, ${percent(high)}]`
}
