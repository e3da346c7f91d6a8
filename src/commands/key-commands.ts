import type { Command } from 'commander'
import type { ApiKey, User } from '#http/access/access-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { findUser } from './user-commands.ts'

interface CreateOptions extends DoorOptions {
  readonly permission: string[]
  readonly owner?: string
}

/** `liuke keys`: API keys for programs. */
export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('API keys for programs')

  addDoor(keys, 'list', 'list keys and their permissions; the key itself is shown only when it is created').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time }) => {
      const { items } = await client.ask<{ items: ApiKey[] }>('GET', '/api-keys')
      list(
        items,
        [
          { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
          { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
          { title: { zh: '密钥', en: 'Key' }, cell: ({ hint }) => hint },
          { title: { zh: '最近使用', en: 'Last used' }, cell: ({ lastUsedAt }) => time(lastUsedAt) },
          { title: { zh: '吊销时间', en: 'Revoked' }, cell: ({ revokedAt }) => time(revokedAt) },
          { title: { zh: '权限', en: 'Permissions' }, cell: ({ permissions }) => permissions.join(' ') },
        ],
        { zh: '还没有 API 密钥。', en: 'There are no API keys yet.' },
      )
    }),
  )

  addDoor(keys, 'create <name>', 'create a key and print it once')
    .requiredOption('--permission <name...>', 'its permissions, such as data:read data:import')
    .option('--owner <email>', 'the team member it belongs to, whose permissions limit it (default: the only administrator)')
    .action((name: string, options: CreateOptions) =>
      atDoor(options, async (door) => {
        const { id: ownerId } = options.owner === undefined ? await onlyAdmin(door) : await findUser(door, options.owner)
        const { apiKey, key } = await door.client.ask<{ apiKey: ApiKey; key: string }>('POST', '/api-keys', {
          body: { name, permissions: options.permission, ownerId },
        })
        door.say(
          { id: apiKey.id, name, permissions: apiKey.permissions, key },
          { zh: `${key}\n只显示这一次，请妥善保存。`, en: `${key}\nIt is shown only once, so keep it safe.` },
        )
      }),
    )

  addDoor(keys, 'revoke <id>', 'revoke a key immediately').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('DELETE', address`/api-keys/${id}`)
      say({ id }, { zh: '密钥已吊销。', en: 'The key no longer works.' })
    }),
  )
}

async function onlyAdmin({ client }: Door): Promise<User> {
  const { items } = await client.ask<{ items: User[] }>('GET', '/users')
  const [first, second] = items.filter(({ role, disabledAt }) => role === 'admin' && disabledAt === null)
  if (first !== undefined && second === undefined) return first
  throw new AppError('invalid-input', 'owner-missing', 'Give the owner of the key with --owner: liuke users list shows the team.')
}
