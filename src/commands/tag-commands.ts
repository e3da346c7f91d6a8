import { Argument } from 'commander'
import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { AdoptedTags, CustomerTags, SavedTag, SavedTags, TagDetail, TagStarters } from '#http/segment/tag-schemas.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { TAG_STARTER_NAMES } from '#segment/tags/starters/tag-starter.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'

const CATEGORIES: Readonly<Record<SavedTag['category'], BilingualText>> = {
  static: { zh: '静态', en: 'static' },
  behaviour: { zh: '行为', en: 'behaviour' },
  value: { zh: '价值', en: 'value' },
  scene: { zh: '场景', en: 'scene' },
}

/** `liuke tags`: what the project says of each customer by a name. */
export function addTagCommands(program: Command): void {
  const tags = program.command('tags').description('what the project says of each customer by a name (docs/guide/tags.md)')

  addDoor(tags, 'list', 'list tags with how many customers have a value').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time, language }) => {
      const { items, everyone } = await client.ask<SavedTags>('GET', '/tags')
      list(
        items.filter(({ archivedAt }) => archivedAt === null),
        [
          { title: { zh: '标识', en: 'Name' }, cell: ({ name }) => name, whole: true },
          { title: { zh: '名称', en: 'Label' }, cell: ({ label }) => label[language] },
          { title: { zh: '类别', en: 'Category' }, cell: ({ category }) => CATEGORIES[category][language] },
          { title: { zh: '客户数', en: 'Customers' }, cell: ({ customers, waits }) => (waits ? '-' : customers) },
          { title: { zh: '更新时间', en: 'Updated' }, cell: ({ refreshedAt }) => time(refreshedAt) },
        ],
        {
          zh: '还没有标签：liuke tags adopt retail 可以采用起步标签。',
          en: 'There are no tags yet: liuke tags adopt retail adds a starter set.',
        },
        { everyone },
      )
    }),
  )

  addDoor(tags, 'show <name>', 'show one tag with how its values are spread').action((name: string, options: DoorOptions) =>
    atDoor(options, async (door) => showTag(door, await door.client.ask<TagDetail>('GET', address`/tags/${name}`))),
  )

  addDoor(tags, 'of <customer>', `tags of a customer; ${WHO}`).action((customer: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const id = await customerIdOf(door, customer)
      showValues(door, await door.client.ask<CustomerTags>('GET', address`/customers/${id}/tags`))
    }),
  )

  addDoor(tags, 'starters', 'list the starter sets').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, language }) => {
      const { items } = await client.ask<TagStarters>('GET', '/tags/starters')
      list(
        items,
        [
          { title: { zh: '标识', en: 'Name' }, cell: ({ name }) => name },
          { title: { zh: '行业', en: 'Trade' }, cell: ({ label }) => label[language] },
          { title: { zh: '标签数', en: 'Tags' }, cell: ({ tags: all }) => all.length },
          { title: { zh: '已采用', en: 'Adopted' }, cell: ({ tags: all }) => all.filter(({ isThere }) => isThere).length },
        ],
        { zh: '没有起步标签。', en: 'There are no starter sets.' },
      )
    }),
  )

  addDoor(tags, 'adopt', 'add the tags of a starter set that are not there yet')
    .addArgument(new Argument('<set>', 'trade').choices(TAG_STARTER_NAMES))
    .action((set: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const adopted = await client.ask<AdoptedTags>('POST', address`/tags/starters/${set}/adopt`)
        const [added, kept] = [adopted.added.length, adopted.kept.length]
        say(adopted, {
          zh: `新增 ${added} 个标签，${kept} 个已存在、保持不变。运行 liuke tags refresh 立即计算。`,
          en: `${added} tags added; ${kept} were there and stay as they are. liuke tags refresh works them out now.`,
        })
      }),
    )

  addDoor(tags, 'refresh', 'work out all tags now, or those of one customer')
    .option('--customer <customer>', WHO)
    .action(({ customer, ...options }: DoorOptions & { readonly customer?: string }) =>
      atDoor(options, async (door) => {
        if (customer === undefined) {
          const { result } = await door.wait(await door.client.ask<Job>('POST', '/tags/refresh'), 'cancel')
          const changed = Number((result as { changed?: number } | null)?.changed ?? 0)
          door.say({ changed }, { zh: `更新完成，${changed} 个标签值有变化。`, en: `Done: ${changed} values changed.` })
          return
        }
        const id = await customerIdOf(door, customer)
        await door.client.ask('POST', address`/customers/${id}/tags/refresh`)
        showValues(door, await door.client.ask<CustomerTags>('GET', address`/customers/${id}/tags`))
      }),
    )
}

function showTag({ fields, language, time }: Door, detail: TagDetail): void {
  const { tag } = detail
  const { source, numbers } = tag
  fields(detail, [
    [{ zh: '标识', en: 'Name' }, tag.name],
    [{ zh: '名称', en: 'Label' }, tag.label[language]],
    [{ zh: '类别', en: 'Category' }, CATEGORIES[tag.category][language]],
    ...source.rules.map((rule) => [{ zh: `“${rule.label.zh}”`, en: `“${rule.label.en}”` }, rule.where] as const),
    ...(source.calculation === null ? [] : [[{ zh: '计算', en: 'Calculation' }, source.calculation] as const]),
    ...(source.field === null ? [] : [[{ zh: '字段', en: 'Field' }, source.field] as const]),
    [{ zh: '客户数', en: 'Customers' }, tag.customers],
    ...tag.values.map(({ label, customers }) => [{ zh: `  ${label.zh}`, en: `  ${label.en}` }, customers] as const),
    ...(numbers === null
      ? []
      : [[{ zh: '最小 / 中位 / 最大', en: 'Least / median / most' }, `${numbers.least} / ${numbers.median} / ${numbers.most}`] as const]),
    [{ zh: '更新时间', en: 'Updated' }, time(tag.refreshedAt)],
    [{ zh: '版本', en: 'Version' }, tag.version],
  ])
}

function showValues({ list, time, language }: Door, found: CustomerTags): void {
  list(
    found.items,
    [
      { title: { zh: '标签', en: 'Tag' }, cell: ({ label }) => label[language] },
      { title: { zh: '值', en: 'Value' }, cell: ({ value, valueLabel }) => (typeof value === 'number' ? value : valueLabel[language]) },
      {
        title: { zh: '可信度', en: 'Confidence' },
        cell: ({ confidence }) => (confidence === null ? '-' : `${Math.round(100 * confidence)}%`),
      },
      { title: { zh: '自', en: 'Since' }, cell: ({ since }) => time(since) },
      { title: { zh: '截至', en: 'As of' }, cell: ({ asOf }) => time(asOf) },
    ],
    { zh: '这位客户还没有标签值。', en: 'This customer has no tags yet.' },
    { changes: found.changes },
  )
}
