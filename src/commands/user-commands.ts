import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Command } from 'commander'
import { newToken } from '#access/secret-token.ts'
import { emailKeyOf } from '#access/user.ts'
import type { BusinessLineSize, PasswordReset, RegionSize, Role, ScopeSize, StoreSize, User } from '#http/access/access-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { eachOf } from './option-readers.ts'
import { readSecret } from './read-secret.ts'

/** Whose customers an account sees; each may be given several times. */
interface LimitOptions {
  readonly store?: readonly string[]
  readonly region?: readonly string[]
  readonly businessLine?: readonly string[]
}

interface SeesOptions extends DoorOptions, LimitOptions {
  readonly everyone?: boolean
  readonly dryRun?: boolean
}

interface AddOptions extends DoorOptions, LimitOptions {
  readonly name: string
  readonly role: string
  readonly passwordStdin?: boolean
}

/** `liuke users`: team members, their roles, and temporary passwords. */
export function addUserCommands(program: Command): void {
  const users = program.command('users').description('team members who can log in')

  addDoor(users, 'list', 'list team members with their roles').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, word, language }) => {
      const { items } = await client.ask<{ items: User[] }>('GET', '/users')
      list(
        items.map(({ id, email, name, roleName, stores, regions, businessLines, disabledAt }) => ({
          id,
          email,
          name,
          role: roleName,
          stores,
          regions,
          businessLines,
          disabled: disabledAt !== null,
        })),
        [
          { title: { zh: '角色', en: 'Role' }, cell: ({ role }) => word('role', role) },
          { title: { zh: '邮箱', en: 'Email' }, cell: ({ email }) => email, whole: true },
          {
            title: { zh: '姓名', en: 'Name' },
            cell: ({ name, disabled }) => (disabled ? `${name}${language === 'zh' ? '（已停用）' : ' (disabled)'}` : name),
          },
          {
            title: { zh: '可见客户限定', en: 'Limited to' },
            cell: ({ stores, regions, businessLines }) => [...stores, ...regions, ...businessLines].join(', '),
          },
        ],
        {
          zh: '还没有账号：请打开控制台创建第一位管理员。',
          en: 'There are no accounts yet. Open the console to create the first administrator.',
        },
      )
    }),
  )

  addDoor(users, 'add <email>', 'add an account and print a temporary password, to be changed at the first login')
    .requiredOption('--name <name>', 'name of the person')
    .requiredOption('--role <role>', 'role: admin, operator, analyst, agent, or a role of your own')
    .option('--store <store>', LIMITS.store, eachOf)
    .option('--region <region>', LIMITS.region, eachOf)
    .option('--business-line <line>', LIMITS.line, eachOf)
    .option('--password-stdin', 'read the password from standard input instead; it does not have to be changed')
    .action((email: string, options: AddOptions) =>
      atDoor(options, async (door) => {
        const { name, passwordStdin } = options
        const role = await roleOf(door, options.role)
        const given = passwordStdin === true ? await readSecret() : null
        const body = { email, name, role, password: given ?? newToken(''), ...limitsOf(options) }
        const user = await door.client.ask<User>('POST', '/users', { body })
        if (given !== null) door.say({ id: user.id, email: user.email, role }, { zh: '账号已添加。', en: 'Account added.' })
        else await tellPassword(door, user)
      }),
    )

  addDoor(users, 'sees <email>', 'limit whose customers an account sees, and say how many those are; ends its sessions')
    .option('--store <store>', LIMITS.store, eachOf)
    .option('--region <region>', LIMITS.region, eachOf)
    .option('--business-line <line>', LIMITS.line, eachOf)
    .option('--everyone', 'take all limits off')
    .option('--dry-run', 'only say how many customers the account would see')
    .action((email: string, options: SeesOptions) =>
      atDoor(options, async (door) => {
        const limits = limitsOf(options)
        const none = Object.values(limits).every((values) => values.length === 0)
        if (none === (options.everyone !== true)) {
          throw new AppError(
            'invalid-input',
            'limits-unclear',
            'Give --store, --region or --business-line, or --everyone and none of them.',
          )
        }
        const { id, role } = await findUser(door, email)
        const { customers, all } = await door.client.ask<ScopeSize>('POST', '/users/scope-size', { body: { role, userId: id, ...limits } })
        if (options.dryRun !== true) await door.client.ask<User>('PATCH', address`/users/${id}`, { body: limits })
        door.say(
          { id, email, ...limits, customers, all, changed: options.dryRun !== true },
          options.dryRun === true
            ? { zh: `将可见 ${customers} 位客户，全店共 ${all} 位。`, en: `Would see ${customers} of ${all} customers.` }
            : { zh: `可见 ${customers} 位客户，全店共 ${all} 位。`, en: `Sees ${customers} of ${all} customers.` },
        )
      }),
    )

  addDoor(users, 'choices', 'show the stores, regions and lines of business that accounts can be limited to').action(
    (options: DoorOptions) =>
      atDoor(options, async ({ client, list }) => {
        const [stores, regions, lines] = await Promise.all([
          client.ask<{ items: StoreSize[] }>('GET', '/stores'),
          client.ask<{ items: RegionSize[] }>('GET', '/regions'),
          client.ask<{ items: BusinessLineSize[] }>('GET', '/business-lines'),
        ])
        list(
          [
            ...stores.items.map(({ id, customers }) => ({ kind: 'store', name: id, customers })),
            ...regions.items.map(({ id, customers }) => ({ kind: 'region', name: id, customers })),
            ...lines.items.map(({ name, customers }) => ({ kind: 'business-line', name, customers })),
          ],
          [
            { title: { zh: '类型', en: 'Kind' }, cell: ({ kind }) => kind },
            { title: { zh: '客户数', en: 'Customers' }, cell: ({ customers }) => String(customers) },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name, whole: true },
          ],
          {
            zh: '还没有门店消费记录、客户地区或业务线。',
            en: 'No purchase at a store, no region of a customer and no line of business yet.',
          },
        )
      }),
  )

  addDoor(
    users,
    'reset-password <email>',
    'print a temporary password, to be changed at the next login; ends all sessions of the account',
  ).action((email: string, options: DoorOptions) => atDoor(options, async (door) => await tellPassword(door, await findUser(door, email))))

  const change = (usage: string, description: string, body: (door: Door, role: string) => Promise<object>, text: BilingualText): void => {
    addDoor(users, usage, description).action(async (email: string, ...rest: readonly unknown[]) => {
      const [role, options] = rest.length > 2 ? [String(rest[0]), rest[1]] : ['', rest[0]]
      await atDoor(options as DoorOptions, async (door) => {
        const { id } = await findUser(door, email)
        const user = await door.client.ask<User>('PATCH', address`/users/${id}`, { body: await body(door, role) })
        door.say({ id, email: user.email, role: user.roleName, disabled: user.disabledAt !== null }, text)
      })
    })
  }
  change(
    'role <email> <role>',
    'change the role of an account; ends its sessions',
    async (door, role) => ({ role: await roleOf(door, role) }),
    {
      zh: '角色已更改，该账号需要重新登录。',
      en: 'Role changed. The person has to log in again.',
    },
  )
  change('disable <email>', 'disable an account and end its sessions; its history is kept', () => Promise.resolve({ disabled: true }), {
    zh: '账号已停用，其登录和密钥均已失效。',
    en: 'Account disabled. Its sessions and keys no longer work.',
  })
  change('enable <email>', 'enable a disabled account', () => Promise.resolve({ disabled: false }), {
    zh: '账号已重新启用。',
    en: 'Account enabled.',
  })
}

const LIMITS = {
  store: 'only customers of this store; several may be given',
  region: 'only customers from this region; several may be given',
  line: 'only customers who bought at a store of this line of business; several may be given',
} as const

function limitsOf({ store = [], region = [], businessLine = [] }: LimitOptions) {
  return { stores: store, regions: region, businessLines: businessLine }
}

/** The account with an address, however it is spelled. @throws AppError `user-not-found` */
export async function findUser({ client }: Door, email: string): Promise<User> {
  const { items } = await client.ask<{ items: User[] }>('GET', '/users')
  const found = items.find((user) => emailKeyOf(user.email) === emailKeyOf(email))
  if (found !== undefined) return found
  throw new AppError('not-found', 'user-not-found', `There is no account with the email address ${email}: liuke users list shows them.`)
}

/** The id of a role by its id or its name. @throws AppError `role-unknown` */
async function roleOf({ client }: Door, text: string): Promise<string> {
  const { items } = await client.ask<{ items: Role[] }>('GET', '/roles')
  const found = items.find(({ id, name }) => id === text || name === text)
  if (found !== undefined) return found.id
  const known = items.map(({ name }) => name).join(', ')
  throw new AppError('invalid-input', 'role-unknown', `There is no role "${text}". Choose one of ${known}.`)
}

async function tellPassword({ client, say }: Door, { id, email }: User): Promise<void> {
  const { password } = await client.ask<PasswordReset>('POST', address`/users/${id}/reset-password`)
  say(
    { email, password },
    {
      zh: `${email} 的临时密码：${password}\n只显示这一次，下次登录时必须修改。该账号的所有登录均已失效。`,
      en: `Temporary password for ${email}: ${password}\nIt is shown only once and must be changed at the next login. All sessions of the account have ended.`,
    },
  )
}
