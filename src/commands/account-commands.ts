import type { Command } from 'commander'
import type { Account, AccountPage } from '#http/profile/account-schemas.ts'
import type { Measures } from '#http/profile/measure-schemas.ts'
import { toMajor } from '#kernel/money.ts'
import { commandSetting } from './command-setting.ts'
import { addAccountRiskCommands } from './account-risk-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface FilterOptions extends DoorOptions {
  readonly search?: string
  readonly where?: string
  readonly segment?: string
  readonly measure?: string
  readonly sort?: string
  readonly order?: string
}

interface ListOptions extends FilterOptions {
  readonly limit: number
}

const queryOf = ({ search, where, segment, measure, sort, order }: FilterOptions) => ({ q: search, where, segment, measure, sort, order })

function addFilter(command: Command): Command {
  return command
    .option('--search <text>', 'only those with this in their id or name')
    .option('--where <text>', 'only those that meet this condition over accounts (docs/guide/conditions.md)')
    .option('--segment <id>', 'only those in this segment of accounts')
    .option('--measure <name>', 'the measure to show, such as seats')
    .option('--sort <figure>', 'name, members, activePeople, spend, lastActive, measure or change (name)')
    .option('--order <order>', 'asc or desc')
}

/** `liuke accounts`: companies and their people. */
export function addAccountCommands(program: Command): void {
  const accounts = program.command('accounts').description('companies and their people')

  addAccountRiskCommands(accounts)
  addFilter(addDoor(accounts, 'list', 'list accounts by name or by a figure'))
    .option('--limit <n>', 'maximum number, at most 200', readWhole('--limit'), 50)
    .action(({ limit, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, time }) => {
        const page = await client.ask<AccountPage>('GET', '/accounts', { query: { ...queryOf(options), limit: Math.min(200, limit) } })
        list(
          page.items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '企业编号', en: 'Account ID' }, cell: ({ accountId }) => accountId },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name || '-' },
            { title: { zh: '成员', en: 'Members' }, cell: ({ members }) => members },
            { title: { zh: '近 30 天活跃', en: 'Active, 30 days' }, cell: ({ activePeople }) => activePeople },
            {
              title: { zh: '近 365 天消费', en: 'Spent, 365 days' },
              cell: ({ spend }) => (spend === null ? '-' : `${toMajor(spend.minor, spend.currency)} ${spend.currency}`),
            },
            { title: { zh: '最近活跃', en: 'Last active' }, cell: ({ lastActiveAt }) => time(lastActiveAt) },
            ...(options.measure === undefined
              ? []
              : [
                  {
                    title: { zh: options.measure, en: options.measure },
                    cell: ({ measure }: AccountPage['items'][number]) => measure?.value ?? '-',
                  },
                ]),
          ],
          { zh: '没有符合条件的企业客户。', en: 'There are no such accounts.' },
          { nextCursor: page.nextCursor },
        )
      }),
    )

  addFilter(addDoor(accounts, 'export', 'print all such accounts, one JSON object per line')).action((options: FilterOptions) =>
    atDoor(options, async ({ client }) => {
      const { out } = commandSetting()
      for await (const account of client.each<AccountPage['items'][number]>('/accounts', queryOf(options)))
        out.write(`${JSON.stringify(account)}\n`)
    }),
  )

  addDoor(accounts, 'show <id>', 'show an account with its attributes and people').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, fields, time }) => {
      const account = await client.ask<Account>('GET', address`/accounts/${id}`)
      const { items: measures } = await client.ask<Measures>('GET', address`/accounts/${id}/measures`)
      fields({ ...account, measures }, [
        [{ zh: '企业编号', en: 'Account ID' }, account.accountId],
        [{ zh: '名称', en: 'Name' }, account.name || '-'],
        ...account.attributes.map(({ name, value }) => [{ zh: name, en: name }, String(value)] as const),
        ...measures.map(
          ({ name, points }) =>
            [
              { zh: `${name}（走势）`, en: `${name} (trend)` },
              points
                .slice(-12)
                .map(({ value }) => value)
                .join(' → '),
            ] as const,
        ),
        [{ zh: '成员', en: 'Members' }, account.members],
        [{ zh: '已离开', en: 'Left' }, account.formerMembers],
        ...account.people.map(
          ({ customerId, maskedName, role, since, until }) =>
            [
              { zh: maskedName || customerId, en: maskedName || customerId },
              `${customerId} ${role || '-'} ${time(since)} – ${time(until)}`,
            ] as const,
        ),
        [{ zh: '无权查看的成员', en: 'Out of reach' }, account.hiddenPeople],
      ])
    }),
  )
}
