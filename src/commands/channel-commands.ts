import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import type { BounceMailbox } from '#http/act/bounce-mailbox-schemas.ts'
import type { ChannelAccount, ChannelAccountList, ChannelProbe, ChannelTest, ProviderList, ReplyCounts } from '#http/act/channel-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { confirmFirst } from './confirm-first.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { newPushKeys } from './new-push-keys.ts'
import { eachOf, readNumber, readWhole } from './option-readers.ts'
import { createOutput } from './output.ts'
import { readAccountSecrets, readPairs } from './read-pairs.ts'
import type { Column } from './table.ts'

interface ValueOptions extends DoorOptions {
  readonly set?: readonly string[]
  readonly secret?: readonly string[]
  readonly perSecond?: number
  readonly atOnce?: number
  readonly dailyLimit?: number
  readonly warmUp?: string
  readonly warmUpFrom?: string
}

interface TestOptions extends DoorOptions {
  readonly template?: string
  readonly param?: readonly string[]
}

/** `liuke channels`: accounts with those who carry messages. */
export function addChannelCommands(program: Command): void {
  const channels = program.command('channels').description('accounts with providers of e-mail, text messages, WeChat, push and team chats')

  addDoor(channels, 'providers [provider]', 'list providers, or the fields that an account with one has').action(
    (provider: string | undefined, options: DoorOptions) => atDoor(options, (door) => printProviders(door, provider)),
  )

  addDoor(channels, 'list', 'list accounts, in the order in which each channel uses them').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, word, time }) => {
      const { items } = await client.ask<ChannelAccountList>('GET', '/channels/accounts')
      list(items, accountColumns(word, time), { zh: '还没有渠道账号。', en: 'There are no channel accounts yet.' })
    }),
  )

  addDoor(channels, 'show <id>', 'show an account and the address that its provider calls').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      printAccount(door, await door.client.ask<ChannelAccount>('GET', address`/channels/accounts/${id}`))
    }),
  )

  addValueOptions(addDoor(channels, 'add <provider> <name>', 'set up an account; it sends nothing until it is turned on')).action(
    (provider: string, name: string, options: ValueOptions) =>
      atDoor(options, async (door) => {
        const body = { provider, name, ...(await valuesOf(options)) }
        printAccount(door, await door.client.ask<ChannelAccount>('POST', '/channels/accounts', { body }))
      }),
  )

  addValueOptions(
    addDoor(channels, 'change <id>', 'change what is given; secrets that are not given stay').option('--name <name>', 'new name'),
  ).action((id: string, { name, ...options }: ValueOptions & { readonly name?: string }) =>
    atDoor(options, async (door) => {
      const body = { ...(name === undefined ? {} : { name }), ...(await valuesOf(options)) }
      printAccount(door, await door.client.ask<ChannelAccount>('PATCH', address`/channels/accounts/${id}`, { body }))
    }),
  )

  for (const state of ['on', 'off'] as const) {
    addDoor(channels, `${state} <id>`, state === 'on' ? 'let an account send; ends a halt' : 'hand nothing more to an account').action(
      (id: string, options: DoorOptions) =>
        atDoor(options, async ({ client, say }) => {
          await client.ask('POST', `${address`/channels/accounts/${id}`}/${state}`)
          say({ id, state }, state === 'on' ? { zh: '已启用。', en: 'Turned on.' } : { zh: '已停用。', en: 'Turned off.' })
        }),
    )
  }

  addDoor(channels, 'order <channel> <id...>', 'say which accounts of a channel go first').action(
    (side: string, ids: string[], options: DoorOptions) =>
      atDoor(options, async ({ client, list, word, time }) => {
        const { items } = await client.ask<ChannelAccountList>('PUT', '/channels/order', { body: { side, ids } })
        list(items, accountColumns(word, time), { zh: '该渠道没有账号。', en: 'The channel has no accounts.' })
      }),
  )

  addDoor(channels, 'check <id>', 'ask the provider whether the values are right; fails when they are not').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, list, word }) => {
        const probe = await client.ask<ChannelProbe>('POST', address`/channels/accounts/${id}/probe`)
        if (!probe.ok) {
          const said = probe.said === '' ? '' : `: ${probe.said}`
          throw new AppError(
            'conflict',
            'channel-check-failed',
            `The check failed (${probe.reason}${said}). Correct the account and check again.`,
            {
              details: { why: `${word('channelReason', probe.reason)}${said}` },
            },
          )
        }
        list(
          probe.facts,
          [
            { title: { zh: '项目', en: 'Fact' }, cell: ({ name }) => name },
            { title: { zh: '值', en: 'Value' }, cell: ({ value }) => value },
          ],
          { zh: '连接正常。', en: 'The connection works.' },
          { id, ok: true },
        )
      }),
  )

  addDoor(channels, 'test <id> [to]', 'send a test message to an address that you give; 20 an hour')
    .option('--template <code>', 'template that the provider has reviewed')
    .option('--param <name=value>', 'value of the template, in its order; may be repeated', eachOf)
    .action((id: string, to: string | undefined, { template, param = [], ...options }: TestOptions) =>
      atDoor(options, async ({ client, say, word, language }) => {
        const params = Object.entries(readPairs('--param', param)).map(([name, value]) => ({ name, value }))
        const body = { to: to ?? '', language, template: template === undefined ? null : { code: template, params } }
        const { outcome, reason } = await client.ask<ChannelTest>('POST', address`/channels/accounts/${id}/test`, { body })
        if (outcome !== 'accepted' && outcome !== 'delivered') {
          throw new AppError('conflict', 'channel-test-failed', `The provider did not take the test message (${reason}).`, {
            details: { why: word('channelReason', reason) },
          })
        }
        say({ id, outcome }, { zh: '服务商已接收测试消息。', en: 'The provider took the test message.' })
      }),
    )

  channels
    .command('new-push-keys')
    .description('make a key pair for pushes to browsers; nothing is kept of it, and no server is asked')
    .option('--json', 'print one JSON object')
    .action(({ json }: { readonly json?: boolean }) => {
      const keys = newPushKeys(() => randomBytes(32))
      createOutput(json === true).result(keys, `publicKey   ${keys.publicKey}\nprivateKey  ${keys.privateKey}`)
    })

  addDoor(channels, 'replies <id>', 'count what customers answered over an account of text messages')
    .option('--days <n>', 'of how many days', readWhole('--days'), 30)
    .action((id: string, { days, ...options }: DoorOptions & { readonly days: number }) =>
      atDoor(options, async ({ client, fields }) => {
        const found = await client.ask<ReplyCounts>('GET', address`/channels/accounts/${id}/replies`, { query: { days } })
        fields(found, [
          [{ zh: '退订', en: 'Stop' }, found.stop],
          [{ zh: '恢复', en: 'Start' }, found.start],
          [{ zh: '帮助', en: 'Help' }, found.help],
          [{ zh: '其他', en: 'Other' }, found.other],
          [{ zh: '其中没有客户的号码', en: 'From numbers of nobody' }, found.unknown],
        ])
      }),
    )

  addDoor(channels, 'bounces <id>', 'say how the mailbox of bounces of an account is read, and which mails could not be read')
    .option('--now', 'read it within seconds')
    .action((id: string, { now, ...options }: DoorOptions & { readonly now?: boolean }) =>
      atDoor(options, async ({ client, fields, word, time }) => {
        const path = address`/channels/accounts/${id}/bounce-mailbox`
        const box = await client.ask<BounceMailbox>(now === true ? 'POST' : 'GET', now === true ? `${path}/read` : path)
        fields(box, [
          [{ zh: '最近读取', en: 'Last read' }, time(box.readAt)],
          [{ zh: '问题', en: 'Problem' }, box.problem === '' ? '-' : word('mailboxProblem', box.problem)],
          [{ zh: '已读取', en: 'Mails read' }, box.read],
          [{ zh: '已识别', en: 'Understood' }, box.understood],
          [{ zh: '无法对应消息', en: 'Of unknown messages' }, box.unknown],
          [{ zh: '自动回复', en: 'Automatic replies' }, box.automatic],
          [{ zh: '其他', en: 'Others' }, box.other],
          [{ zh: '无法读取', en: 'Not readable' }, box.unreadable],
          ...box.aside.map(
            ({ number, reason }) => [{ zh: `邮件 ${number}`, en: `Mail ${number}` }, word('mailboxProblem', reason)] as const,
          ),
        ])
      }),
    )

  addDoor(channels, 'callback <id>', 'print the address that the provider calls')
    .option('--renew', 'give it a new secret part first')
    .action((id: string, { renew, ...options }: DoorOptions & { readonly renew?: boolean }) =>
      atDoor(options, async ({ client, print }) => {
        const { callbackUrl } = await client.ask<ChannelAccount>(
          renew === true ? 'POST' : 'GET',
          renew === true ? address`/channels/accounts/${id}/callback` : address`/channels/accounts/${id}`,
        )
        print({ id, callbackUrl }, callbackUrl ?? '-')
      }),
    )

  addDoor(channels, 'remove <id>', 'remove an account and its secrets')
    .option('--yes', 'without asking')
    .action((id: string, { yes, ...options }: DoorOptions & { readonly yes?: boolean }) =>
      atDoor(options, async ({ client, say }) => {
        await confirmFirst('The account and its secrets go, and its messages can no longer be asked about.', yes === true)
        await client.ask('DELETE', address`/channels/accounts/${id}`)
        say({ id }, { zh: '已删除。', en: 'Removed.' })
      }),
    )
}

function addValueOptions(command: Command): Command {
  return command
    .option('--set <field=value>', 'value of a field; may be repeated', eachOf)
    .option('--secret <field=place>', 'secret of a field from env:NAME, file:PATH or - (standard input); may be repeated', eachOf)
    .option('--per-second <n>', 'messages a second, below what the provider takes', readNumber('--per-second'))
    .option('--at-once <n>', 'messages on their way at once', readWhole('--at-once'))
    .option('--daily-limit <n>', 'messages in one day', readWhole('--daily-limit'))
    .option('--warm-up <limits>', 'daily limits from the first day on, such as 50,100,500')
    .option('--warm-up-from <day>', 'first day of the warm-up (default: today)')
}

async function valuesOf({ set = [], secret = [], perSecond, atOnce, dailyLimit, warmUp, warmUpFrom }: ValueOptions) {
  return {
    ...(set.length === 0 ? {} : { settings: readPairs('--set', set) }),
    ...(secret.length === 0 ? {} : { secrets: await readAccountSecrets(secret) }),
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(atOnce === undefined ? {} : { atOnce }),
    ...(dailyLimit === undefined ? {} : { dailyLimit }),
    ...(warmUp === undefined
      ? {}
      : { warmUp: { ...(warmUpFrom === undefined ? {} : { startsOn: warmUpFrom }), limits: warmUp.split(',').map(Number) } }),
  }
}

async function printProviders({ client, list, language }: Door, wanted: string | undefined): Promise<void> {
  const { items } = await client.ask<ProviderList>('GET', '/channels/providers')
  if (wanted === undefined) {
    list(
      items,
      [
        { title: { zh: '服务商', en: 'Provider' }, cell: ({ name }) => name, whole: true },
        { title: { zh: '渠道', en: 'Channel' }, cell: ({ side }) => side },
        { title: { zh: '名称', en: 'Name' }, cell: ({ title }) => title[language] },
      ],
      { zh: '没有服务商。', en: 'There are no providers.' },
    )
    return
  }
  const found = items.find(({ name }) => name === wanted)
  if (found === undefined)
    throw new AppError('invalid-input', 'provider-unknown', `There is no provider ${wanted}: liuke channels providers lists them.`, {
      details: { provider: wanted },
    })
  list(
    found.fields,
    [
      { title: { zh: '字段', en: 'Field' }, cell: ({ name }) => name, whole: true },
      { title: { zh: '填写方式', en: 'Given by' }, cell: ({ kind }) => (kind === 'secret' ? '--secret' : '--set') },
      { title: { zh: '必填', en: 'Required' }, cell: ({ required }) => (required ? '*' : '') },
      { title: { zh: '名称', en: 'Name' }, cell: ({ label }) => label[language] },
      { title: { zh: '在哪里找到', en: 'Where to find it' }, cell: ({ hint }) => hint[language] },
    ],
    { zh: '没有字段。', en: 'It has no fields.' },
    { provider: found.name },
  )
}

function accountColumns(word: Door['word'], time: Door['time']): readonly Column<ChannelAccount>[] {
  return [
    { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
    { title: { zh: '渠道', en: 'Channel' }, cell: ({ side }) => word('channelSide', side) },
    { title: { zh: '服务商', en: 'Provider' }, cell: ({ provider }) => provider },
    { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
    { title: { zh: '状态', en: 'State' }, cell: ({ state }) => word('accountState', state) },
    { title: { zh: '原因', en: 'Reason' }, cell: ({ reason }) => (reason === '' ? '-' : word('channelReason', reason)) },
    { title: { zh: '暂停至', en: 'Halted until' }, cell: ({ haltedUntil }) => time(haltedUntil) },
    { title: { zh: '今日已发', en: 'Taken today' }, cell: ({ takenToday }) => takenToday },
    { title: { zh: '今日上限', en: 'Limit today' }, cell: ({ limitToday }) => limitToday ?? '-' },
  ]
}

function printAccount({ fields, word }: Door, account: ChannelAccount): void {
  fields(account, [
    [{ zh: '编号', en: 'ID' }, account.id],
    [{ zh: '渠道', en: 'Channel' }, word('channelSide', account.side)],
    [{ zh: '服务商', en: 'Provider' }, account.provider],
    [{ zh: '名称', en: 'Name' }, account.name],
    [{ zh: '状态', en: 'State' }, word('accountState', account.state)],
    ...(account.reason === '' ? [] : [[{ zh: '原因', en: 'Reason' }, word('channelReason', account.reason)] as const]),
    ...Object.entries(account.settings).map(([name, value]) => [{ zh: name, en: name }, value] as const),
    [{ zh: '已设置的密钥', en: 'Secrets set' }, account.secretsSet.join(' ') || '-'],
    [{ zh: '今日上限', en: 'Limit today' }, account.limitToday ?? '-'],
    [{ zh: '回调地址', en: 'Callback' }, account.callbackUrl ?? '-'],
  ])
}
