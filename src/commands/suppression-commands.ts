import { Option } from 'commander'
import type { Command } from 'commander'
import type { Suppression, SuppressionListTaken } from '#http/act/suppression-schemas.ts'
import { addDoor, addPageOptions, address, atDoor, limitOf } from './door.ts'
import type { DoorOptions, PageOptions } from './door.ts'
import { readWhole } from './option-readers.ts'
import { readTextFile } from './read-text-file.ts'

const CHANNELS = ['email', 'sms', 'agent_task']
const REASONS = ['unsubscribe', 'complaint', 'pause', 'hard_bounce', 'staff', 'list']
const MOST_A_PAGE = 200

interface ListOptions extends PageOptions {
  readonly address?: string
  readonly channel?: string
  readonly reason?: string
}

/** `liuke suppressions`: addresses that are not used any more. */
export function addSuppressionCommands(program: Command): void {
  const command = program.command('suppressions').description('addresses that are not used any more, by channel')
  addPageOptions(addDoor(command, 'list', 'the suppressions that stand, masked, the newest first'))
    .option('--address <address>', 'exactly this address, in any way of writing it')
    .addOption(new Option('--channel <channel>', 'only this channel').choices([...CHANNELS, 'wechat', 'push']))
    .addOption(new Option('--reason <reason>', 'only this reason').choices(REASONS))
    .action(({ address: wanted, channel, reason, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, word, time }) => {
        const most = limitOf(options)
        const items: Suppression[] = []
        for (let cursor: string | null = null; ;) {
          const filter = {
            limit: String(Math.min(MOST_A_PAGE, most - items.length)),
            ...(cursor === null ? {} : { cursor }),
            ...(channel === undefined ? {} : { channel }),
            ...(reason === undefined ? {} : { reason }),
          }
          const page: { items: Suppression[]; nextCursor: string | null } =
            wanted === undefined
              ? await client.ask('GET', '/suppressions', { query: filter })
              : await client.ask('POST', '/suppressions/search', { body: { address: wanted } })
          items.push(...page.items)
          cursor = page.nextCursor
          if (cursor === null || items.length >= most) break
        }
        list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '地址', en: 'Address' }, cell: ({ masked }) => masked || '-' },
            { title: { zh: '渠道', en: 'Channel' }, cell: (one) => word('channel', one.channel) },
            { title: { zh: '原因', en: 'Reason' }, cell: (one) => word('suppressionReason', one.reason) },
            { title: { zh: '开始', en: 'Since' }, cell: ({ createdAt }) => time(createdAt) },
            { title: { zh: '截止', en: 'Until' }, cell: ({ until }) => time(until) },
            { title: { zh: '说明', en: 'Note' }, cell: ({ note }) => note },
          ],
          { zh: '没有符合条件的拒收记录。', en: 'There is no such suppression.' },
        )
      }),
    )
  addDoor(command, 'add <address>', 'use an address no more')
    .requiredOption('--channels <channels>', 'email, sms or agent_task; several with commas')
    .requiredOption('--why <text>', 'why, in 5 characters or more')
    .option('--days <n>', 'for so many days only', readWhole('--days'))
    .action((wanted: string, { channels, why, days, ...options }: DoorOptions & { channels: string; why: string; days?: number }) =>
      atDoor(options, async ({ client, say }) => {
        const body = {
          address: wanted,
          channels: channels.split(',').map((one) => one.trim()),
          why,
          ...(days === undefined ? {} : { days }),
        }
        const done = await client.ask<{ added: number }>('POST', '/suppressions', { body })
        say(done, { zh: `已在 ${done.added} 个渠道新增拒收。`, en: `Suppressed on ${done.added} more channels.` })
      }),
    )
  addDoor(command, 'import <file>', 'use the addresses of a CSV file no more on a channel; its first column has them')
    .addOption(new Option('--channel <channel>', 'the channel').choices(CHANNELS).makeOptionMandatory())
    .option('--why <text>', 'why, in 5 characters or more', '')
    .option('--check', 'only say what it would do', false)
    .action(async (file: string, { channel, why, check, ...options }: DoorOptions & { channel: string; why: string; check: boolean }) => {
      const text = await readTextFile(file)
      await atDoor(options, async ({ client, say }) => {
        const body = { text, channel, why, commit: !check }
        const taken = await client.ask<SuppressionListTaken>('POST', '/suppressions/lists', { body })
        const { addresses, repeated, wrong, already, customers, added } = taken
        const lines = taken.wrongLines.join(', ')
        say(taken, {
          zh: `${check ? '检查：' : ''}${addresses} 个地址，其中 ${already} 个原已拒收，${customers} 个属于现有客户；重复 ${repeated} 行，无法识别 ${wrong} 行${lines === '' ? '' : `（第 ${lines} 行）`}。${added === null ? '' : `新增 ${added} 个。`}`,
          en: `${check ? 'Check: ' : ''}${addresses} addresses, ${already} of them suppressed before, ${customers} belong to customers; ${repeated} lines repeat one, ${wrong} could not be read${lines === '' ? '' : ` (lines ${lines})`}.${added === null ? '' : ` ${added} added.`}`,
        })
      })
    })
  addDoor(command, 'lift <id>', 'allow an address again')
    .requiredOption('--why <text>', 'why, in 5 characters or more')
    .option('--evidence <text>', 'where the person has said yes since; needed for their own no')
    .action((id: string, { why, evidence, ...options }: DoorOptions & { why: string; evidence?: string }) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('POST', address`/suppressions/${id}/lift`, { body: { why, ...(evidence === undefined ? {} : { evidence }) } })
        say({ lifted: id }, { zh: '已解除拒收。', en: 'Lifted.' })
      }),
    )
  addDoor(command, 'complaints', 'how far a complaint goes')
    .addOption(
      new Option('--stop <reach>', 'set it: marketing ends on the channel of the complaint, or everywhere').choices([
        'channel',
        'everywhere',
      ]),
    )
    .action(({ stop, ...options }: DoorOptions & { stop?: string }) =>
      atDoor(options, async ({ client, say }) => {
        const state =
          stop === undefined
            ? await client.ask<{ complaintsStopEverything: boolean }>('GET', '/suppressions/settings')
            : await client.ask<{ complaintsStopEverything: boolean }>('PUT', '/suppressions/settings', {
                body: { complaintsStopEverything: stop === 'everywhere' },
              })
        say(
          state,
          state.complaintsStopEverything
            ? { zh: '投诉后，全部渠道停止营销。', en: 'A complaint ends marketing on all channels.' }
            : { zh: '投诉后，该渠道停止营销。', en: 'A complaint ends marketing on its channel.' },
        )
      }),
    )
}
