import type { Command } from 'commander'
import type { Account, AccountPage } from '#http/profile/account-schemas.ts'
import type { Measures } from '#http/profile/measure-schemas.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface ListOptions extends DoorOptions {
  readonly search?: string
  readonly limit: number
}

/** `liuke accounts`: companies and their people. */
export function addAccountCommands(program: Command): void {
  const accounts = program.command('accounts').description('companies and their people')

  addDoor(accounts, 'list', 'list accounts by id')
    .option('--search <text>', 'only those with this in their id or name')
    .option('--limit <n>', 'maximum number, at most 200', readWhole('--limit'), 50)
    .action(({ search, limit, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, time }) => {
        const page = await client.ask<AccountPage>('GET', '/accounts', { query: { q: search, limit: Math.min(200, limit) } })
        list(
          page.items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '企业编号', en: 'Account ID' }, cell: ({ accountId }) => accountId },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name || '-' },
            { title: { zh: '成员', en: 'Members' }, cell: ({ members }) => members },
            { title: { zh: '已离开', en: 'Left' }, cell: ({ formerMembers }) => formerMembers },
            { title: { zh: '更新时间', en: 'Updated' }, cell: ({ updatedAt }) => time(updatedAt) },
          ],
          { zh: '还没有企业客户。', en: 'There are no accounts yet.' },
          { nextCursor: page.nextCursor },
        )
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
