import { Argument, Option } from 'commander'
import type { Command } from 'commander'
import { RECORD_KINDS } from '#collect/records/record-fields.ts'
import type { NewSource, Source } from '#http/collect/data-schemas.ts'
import type { RecordsAnswer } from '#http/collect/record-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { CONSENT_PURPOSES } from '#privacy/consent.ts'
import type { ConsentPurpose } from '#privacy/consent.ts'
import { SNIPPET_LANGUAGES } from '#collect/tracking/snippets.ts'
import type { SnippetList } from '#http/collect/watch-schemas.ts'
import { WEBHOOK_PROVIDERS } from '#collect/webhooks/webhook-provider.ts'
import type { WebhookReceivers } from '#http/collect/webhook-receiver-schemas.ts'
import { readSecret } from './read-secret.ts'
import { addFreshnessCommands } from './freshness-commands.ts'
import { addPartnerCommands } from './partner-commands.ts'
import { addTraitCommands } from './trait-commands.ts'
import { addShopPollCommand } from './shop-poll-command.ts'
import { addWatchCommand } from './watch-command.ts'
import { eachOf } from './option-readers.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readTextFile } from './read-text-file.ts'

interface CreateOptions extends DoorOptions {
  readonly kind: string
  readonly userId: string
}

interface ConsentOptions extends DoorOptions {
  readonly purpose: ConsentPurpose | typeof NO_PURPOSE
  readonly required: boolean
  readonly category?: readonly string[]
}

interface SnippetOptions extends DoorOptions {
  readonly for: string
}

const NO_PURPOSE = 'none'
/** Few enough for a body of a megabyte. */
const SENT_AT_ONCE = 200
const COUNTS = ['received', 'stored', 'duplicates', 'quarantined', 'droppedByConsent'] as const

/** `liuke sources`: where events come from. */
export function addSourceCommands(program: Command): void {
  const sources = program.command('sources').description('sources of the tracking API: websites, apps, tills')

  addDoor(sources, 'list', 'list sources with their counts').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time, word, language }) => {
      const { items } = await client.ask<{ items: Source[] }>('GET', '/sources')
      list(
        items,
        [
          { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
          {
            title: { zh: '名称', en: 'Name' },
            cell: ({ name, disabledAt }) => (disabledAt === null ? name : `${name}${language === 'zh' ? '（已停用）' : ' (disabled)'}`),
          },
          { title: { zh: '类型', en: 'Kind' }, cell: ({ kind }) => word('channel', kind) },
          { title: { zh: '最近收到', en: 'Last seen' }, cell: ({ lastSeenAt }) => time(lastSeenAt) },
          { title: { zh: '收到', en: 'Received' }, cell: ({ received }) => received },
          { title: { zh: '入库', en: 'Stored' }, cell: ({ stored }) => stored },
          { title: { zh: '重复', en: 'Duplicates' }, cell: ({ duplicates }) => duplicates },
          { title: { zh: '隔离', en: 'Quarantined' }, cell: ({ quarantined }) => quarantined },
          { title: { zh: '未获授权', en: 'Without consent' }, cell: ({ droppedByConsent }) => droppedByConsent },
          { title: { zh: '用途', en: 'Purpose' }, cell: ({ consent }) => (consent === null ? '-' : word('purpose', consent.purpose)) },
        ],
        { zh: '还没有数据源。', en: 'There are no sources yet.' },
      )
    }),
  )

  addDoor(sources, 'create <name>', 'add a source and print its write key once')
    .option('--kind <kind>', 'kind of source, such as web, app or pos', 'web')
    .addOption(
      new Option('--user-id <kind>', 'meaning of its userId').choices(['user_id', 'member_number', 'custom_id']).default('user_id'),
    )
    .action((name: string, { kind, userId, ...options }: CreateOptions) =>
      atDoor(options, async ({ client, say }) => {
        const { source, writeKey } = await client.ask<NewSource>('POST', '/sources', { body: { name, kind, userIdKind: userId } })
        say(
          { id: source.id, name, kind, writeKey },
          { zh: `${writeKey}\n只显示这一次，请妥善保存。`, en: `${writeKey}\nIt is shown only once, so keep it safe.` },
        )
      }),
    )

  addDoor(sources, 'consent <id>', 'set what its data are for; data of people who refuse are counted, not kept')
    .addOption(
      new Option('--purpose <purpose>', 'purpose of its data; none keeps everything')
        .choices([...CONSENT_PURPOSES, NO_PURPOSE])
        .makeOptionMandatory(),
    )
    .option('--required', 'keep only data of people who agreed', false)
    .option('--category <name>', 'category of the consent banner, such as C0002; may be repeated', eachOf)
    .action((id: string, { purpose, required, category = [], ...options }: ConsentOptions) =>
      atDoor(options, async ({ client, say }) => {
        const consent = purpose === NO_PURPOSE ? null : { purpose, required, categories: category }
        await client.ask('PATCH', address`/sources/${id}`, { body: { consent } })
        say({ id, consent }, { zh: '已保存，对之后收到的数据生效。', en: 'Saved: it holds for what comes in from now on.' })
      }),
    )

  addDoor(sources, 'snippet <id>', 'print code that sends the first event of a source')
    .addOption(new Option('--for <language>', 'language of the code').choices([...SNIPPET_LANGUAGES]).default('web'))
    .action((id: string, { for: wanted, ...options }: SnippetOptions) =>
      atDoor(options, async ({ client, print }) => {
        const { items } = await client.ask<SnippetList>('GET', address`/sources/${id}/snippets`)
        const found = items.find(({ language }) => language === wanted)
        print({ id, language: wanted, code: found?.code ?? '' }, found?.code ?? '')
      }),
    )

  addWatchCommand(sources)
  addFreshnessCommands(sources)
  addTraitCommands(sources)
  addPartnerCommands(sources)

  addDoor(sources, 'receivers <id>', 'show where shop systems send their webhooks, and what came').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, list, time }) => {
        const { items } = await client.ask<WebhookReceivers>('GET', address`/sources/${id}/receivers`)
        list(
          items,
          [
            { title: { zh: '系统', en: 'System' }, cell: ({ provider }) => provider },
            { title: { zh: '地址', en: 'Address' }, cell: ({ url }) => url, whole: true },
            { title: { zh: '最近收到', en: 'Last seen' }, cell: ({ state }) => time(state?.lastAt ?? null) },
            { title: { zh: '已验证', en: 'Verified' }, cell: ({ state }) => state?.verified ?? '-' },
            { title: { zh: '重复', en: 'Duplicates' }, cell: ({ state }) => state?.duplicates ?? '-' },
            { title: { zh: '签名错误', en: 'Unverified' }, cell: ({ state }) => state?.unverified ?? '-' },
            { title: { zh: '已处理', en: 'Taken in' }, cell: ({ state }) => state?.taken ?? '-' },
            { title: { zh: '隔离', en: 'Refused' }, cell: ({ state }) => state?.refused ?? '-' },
            { title: { zh: '上次核对', en: 'Checked at' }, cell: ({ poll }) => time(poll?.readAt ?? null) },
            { title: { zh: '已补上', en: 'Missed' }, cell: ({ poll }) => poll?.missed ?? '-' },
          ],
          { zh: '没有可接收的系统。', en: 'There is no system to receive from.' },
        )
      }),
  )

  addDoor(sources, 'receive <id>', 'take in the signed webhooks of a shop system; the secret comes from standard input')
    .addArgument(new Argument('<system>', 'shop system').choices([...WEBHOOK_PROVIDERS]))
    .option('--stop', 'take in no more', false)
    .action((id: string, system: string, { stop, ...options }: DoorOptions & { readonly stop: boolean }) =>
      atDoor(options, async ({ client, say }) => {
        const path = address`/sources/${id}/receivers/${system}`
        if (stop) await client.ask('DELETE', path)
        else await client.ask('PUT', path, { body: { secret: await readSecret() } })
        say(
          { id, system, receiving: !stop },
          stop
            ? { zh: '已停止接收。', en: 'No more webhooks are taken in.' }
            : {
                zh: '已开始接收。地址见 liuke sources receivers。',
                en: 'Webhooks are taken in. liuke sources receivers shows the address.',
              },
        )
      }),
    )

  addShopPollCommand(sources)

  addDoor(sources, 'records <id>', 'send records of a JSON file')
    .addArgument(new Argument('<kind>', 'what the records are').choices([...RECORD_KINDS]))
    .argument('<file>', 'a JSON object, or a list of them')
    .action((id: string, kind: string, file: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const total = { received: 0, stored: 0, duplicates: 0, quarantined: 0, droppedByConsent: 0, ofNobody: 0 }
        const records = await readRecords(file)
        for (let start = 0; start < records.length; start += SENT_AT_ONCE) {
          const body = records.slice(start, start + SENT_AT_ONCE)
          const answer = await client.ask<RecordsAnswer>('POST', `/${kind.replaceAll('_', '-')}`, { query: { source: id }, body })
          for (const name of COUNTS) total[name] += answer[name]
          total.ofNobody += answer.ofNobody ?? 0
        }
        const { received, stored, duplicates, quarantined, droppedByConsent, ofNobody } = total
        say(total, {
          zh: `收到 ${received} 条：入库 ${stored}，重复 ${duplicates}，隔离 ${quarantined}，未获授权 ${droppedByConsent}。${ofNobody === 0 ? '' : `其中 ${ofNobody} 条只填了多位客户共用或已屏蔽的标识，不归任何客户。`}`,
          en: `Received ${received}: ${stored} stored, ${duplicates} duplicates, ${quarantined} quarantined, ${droppedByConsent} without consent.${ofNobody === 0 ? '' : ` Of those stored, ${ofNobody} name only values that several customers share or that are blocked, and count for nobody.`}`,
        })
      }),
    )

  addDoor(sources, 'disable <id>', 'stop accepting its write key').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('DELETE', address`/sources/${id}`)
      say({ id }, { zh: '已停用，不再接收该数据源的数据。', en: 'Disabled. Its events are no longer accepted.' })
    }),
  )
}

/** The records of a file: a JSON list, or one record. */
async function readRecords(file: string): Promise<readonly object[]> {
  const text = await readTextFile(file)
  const records = readJson(text)
  const list: readonly unknown[] = Array.isArray(records) ? records : [records]
  const isRecord = (one: unknown): one is object => typeof one === 'object' && one !== null && !Array.isArray(one)
  if (list.every(isRecord)) return list
  throw new AppError('invalid-input', 'bad-json', 'The file must hold a JSON object, or a list of them.')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
  } catch {
    throw new AppError('invalid-input', 'bad-json', 'The file must hold a JSON object, or a list of them.')
  }
}
