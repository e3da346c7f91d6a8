import type { Command } from 'commander'
import type {
  ContentDetail,
  ContentFindings,
  ContentLinkCheck,
  ContentLibrary,
  ContentPage,
  ContentPreview,
  ContentTestSent,
} from '#http/act/content-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { addImageCommands } from './image-commands.ts'
import { readJsonFile } from './read-json-file.ts'

interface PreviewOptions extends DoorOptions {
  readonly channel: string
  readonly customer?: string
  readonly variant?: string
}

interface TestOptions extends DoorOptions {
  readonly account: string
  readonly to: string
  readonly customer?: string
  readonly text?: string
  readonly variant?: string
}

/** Why a customer gets a variant, or does not. */
function whyVariant(name: string, segment: string, reason: ContentPreview['variants'][number]['reason']): BilingualText {
  const why: Readonly<Record<typeof reason, BilingualText>> = {
    taken: { zh: '收到这一份', en: 'this one is taken' },
    earlier: { zh: '排在前面的已经符合', en: 'one before it is taken' },
    not_in_segment: { zh: `不在分群“${segment}”中`, en: `not in the segment “${segment}”` },
    other_language: { zh: '语言不符', en: 'another language' },
    for_nobody: { zh: '没有条件，不发给任何人', en: 'it has no condition and is for nobody' },
    segment_gone: { zh: '分群已删除、已归档或条件失效', en: 'its segment is gone, archived or broken' },
  }
  return { zh: `${name}：${why[reason].zh}`, en: `${name}: ${why[reason].en}` }
}

/** `liuke contents`: what messages say. */
export function addContentCommands(program: Command): void {
  const contents = program.command('contents').description('what messages say (docs/guide/contents.md)')

  addImageCommands(contents)
  addDoor(contents, 'list', 'list contents, the last saved first')
    .option('--q <text>', 'part of the name')
    .option('--state <state>', 'draft, published or archived')
    .action(({ q, state, ...options }: DoorOptions & { readonly q?: string; readonly state?: string }) =>
      atDoor(options, async ({ client, list, word, time }) => {
        const query = { limit: '200', ...(q === undefined ? {} : { q }), ...(state === undefined ? {} : { state }) }
        const { items } = await client.ask<ContentPage>('GET', '/contents', { query })
        list(
          items,
          [
            { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
            { title: { zh: '渠道', en: 'Channels' }, cell: ({ channels }) => channels.map((one) => word('channel', one)).join(' ') },
            { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
            { title: { zh: '已发布', en: 'Published' }, cell: ({ published }) => published ?? '-' },
            { title: { zh: '保存时间', en: 'Saved' }, cell: ({ savedAt }) => time(savedAt) },
          ],
          {
            zh: '还没有消息内容：liuke contents adopt welcome 可以采用一份现成的。',
            en: 'There are no contents yet: liuke contents adopt welcome adds a ready one.',
          },
        )
      }),
    )

  addDoor(contents, 'show <id>', 'show a content, as set takes it').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, print }) => {
      const found = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
      print(found, JSON.stringify(found.content, null, 2))
    }),
  )

  addDoor(contents, 'create <file>', 'write a content from a JSON file').action((file: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const made = await client.ask<ContentDetail>('POST', '/contents', { body: { content: await readJsonFile(file, 'content') } })
      say(made, { zh: `已新建 ${made.id}，发布后才会用于发送。`, en: `Written as ${made.id}. It is sent once it is published.` })
    }),
  )

  addDoor(contents, 'set <id> <file>', 'save a content from a JSON file as a new version').action(
    (id: string, file: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const content = await readJsonFile(file, 'content')
        const { version } = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
        const saved = await client.ask<ContentDetail>('PUT', address`/contents/${id}`, { body: { base: version, content } })
        say(saved, { zh: `已保存为版本 ${saved.version}。`, en: `Saved as version ${saved.version}.` })
      }),
  )

  addDoor(contents, 'publish <id>', 'publish the newest version').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const { version } = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
      const saved = await client.ask<ContentDetail>('POST', address`/contents/${id}/publish`, { body: { version } })
      say(saved, { zh: `版本 ${version} 已发布。`, en: `Version ${version} is published.` })
    }),
  )

  addDoor(contents, 'archive <id>', 'put a content away')
    .option('--restore', 'take it out again')
    .action((id: string, { restore, ...options }: DoorOptions & { readonly restore?: true }) =>
      atDoor(options, async ({ client, say }) => {
        const body = { archived: restore !== true }
        const saved = await client.ask<ContentDetail>('PUT', address`/contents/${id}/archived`, { body })
        say(saved, restore === true ? { zh: '已重新启用。', en: 'It is there again.' } : { zh: '已停用。', en: 'It is put away.' })
      }),
    )

  addDoor(contents, 'check <id>', 'what to look at before a content is sent').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, list, language }) => {
      const { content } = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
      const { items } = await client.ask<ContentFindings>('POST', '/contents/findings', { body: { content } })
      list(
        items,
        [
          { title: { zh: '级别', en: 'Severity' }, cell: ({ severity }) => severity },
          { title: { zh: '专属文案', en: 'Variant' }, cell: ({ variant }) => variant },
          { title: { zh: '位置', en: 'Place' }, cell: ({ place, language: of }) => `${place} (${of})` },
          { title: { zh: '说明', en: 'What to do' }, cell: ({ text }) => text[language], whole: true },
        ],
        { zh: '没有发现问题。', en: 'Nothing was found.' },
      )
    }),
  )

  addDoor(contents, 'links <id>', 'visit what a content leads to and shows, and tell what is broken').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, list }) => {
        const { content } = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
        const { items } = await client.ask<ContentLinkCheck>('POST', '/contents/links', { body: { content } })
        list(
          items,
          [
            { title: { zh: '结果', en: 'Result' }, cell: ({ verdict }) => verdict },
            { title: { zh: '原因', en: 'Reason' }, cell: ({ reason, status }) => (status === null ? reason : String(status)) },
            { title: { zh: '地址', en: 'Address' }, cell: ({ url }) => url, whole: true },
            { title: { zh: '渠道', en: 'Channels' }, cell: ({ channels }) => channels.join(' ') },
          ],
          { zh: '内容里没有链接。', en: 'The content has no links.' },
        )
      }),
  )

  addDoor(contents, 'preview <id>', 'a content as one customer would get it, or with examples')
    .requiredOption('--channel <channel>', 'email, sms, wechat, push, agent_task or webhook')
    .option('--customer <id>', 'the customer')
    .option('--variant <id>', 'a variant, or base; that of the customer without it')
    .action((id: string, { channel, customer, variant, ...options }: PreviewOptions) =>
      atDoor(options, async ({ client, print, language }) => {
        const { content } = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
        const body = {
          content,
          channel,
          ...(customer === undefined ? { language } : { customerId: customer }),
          ...(variant === undefined ? {} : { variant }),
        }
        const shown = await client.ask<ContentPreview>('POST', '/contents/preview', { body })
        const texts = Object.entries(shown.texts).filter(([place]) => place !== 'html')
        const words = shown.made ? texts.map(([place, text]) => `${place}: ${text}`) : [`${shown.reason}: ${shown.detail}`]
        const why = shown.variants.map(({ name, segment, reason }) => whyVariant(name, segment, reason)[language])
        print(shown, [...(shown.variant === null ? [] : [`[${shown.variant.name}]`]), ...words, ...why].join('\n'))
      }),
    )

  addDoor(contents, 'test <id>', 'send a content to an address of your own, marked as a test')
    .requiredOption('--account <id>', 'the channel account to send over (liuke channels list)')
    .requiredOption('--to <address>', 'a mail address, a phone number, an openid or a token of a device')
    .option('--customer <id>', 'with the values of this customer; with examples without it')
    .option('--variant <id>', 'a variant, or base; that of the customer without it')
    .option('--text <language>', 'zh or en; that of the customer without it')
    .action((id: string, { account, to, customer, text, variant, ...options }: TestOptions) =>
      atDoor(options, async ({ client, say, word }) => {
        const { content } = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
        const body = {
          content,
          accountId: account,
          to,
          ...(customer === undefined ? {} : { customerId: customer }),
          ...(text === undefined ? {} : { language: text }),
          ...(variant === undefined ? {} : { variant }),
        }
        const sent = await client.ask<ContentTestSent>('POST', '/contents/test', { body })
        if (sent.outcome !== 'accepted' && sent.outcome !== 'delivered') {
          throw new AppError('conflict', 'channel-test-failed', `The provider did not take the test message (${sent.reason}).`, {
            details: { why: word('channelReason', sent.reason) },
          })
        }
        say(sent, { zh: '服务商已接收测试消息。', en: 'The provider took the test message.' })
      }),
    )

  addDoor(contents, 'adopt <key>', 'add a ready content of the library, such as welcome or win-back').action(
    (key: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say, language }) => {
        const { items } = await client.ask<ContentLibrary>('GET', '/contents/library')
        const found = items.find((one) => one.key === key)
        if (found === undefined) {
          const keys = items.map((one) => one.key).join(', ')
          throw new AppError(
            'invalid-input',
            'library-content-unknown',
            `There is no ready content "${key.slice(0, 40)}". Use one of: ${keys}.`,
            {
              details: { keys },
            },
          )
        }
        const made = await client.ask<ContentDetail>('POST', '/contents', {
          body: { content: { ...found.content, name: found.label[language] } },
        })
        say(made, { zh: `已新建 ${made.id}，发布后才会用于发送。`, en: `Written as ${made.id}. It is sent once it is published.` })
      }),
  )
}
