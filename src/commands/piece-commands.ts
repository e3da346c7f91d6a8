import type { Command } from 'commander'
import type { PieceChoice, PieceDetail, PiecePage, PiecesTaken, PieceTags } from '#http/act/piece-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readJsonFile } from './read-json-file.ts'

interface ListOptions extends DoorOptions {
  readonly q?: string
  readonly kind?: string
  readonly tag?: string
  readonly state?: string
}

/** `liuke pieces`: what is chosen for each customer to read. */
export function addPieceCommands(program: Command): void {
  const pieces = program.command('pieces').description('content pieces that are chosen for each customer (docs/guide/pieces.md)')

  addDoor(pieces, 'list', 'list content pieces with their results, the last saved first')
    .option('--q <text>', 'part of the name or of a title')
    .option('--kind <kind>', 'article, guide, right or free')
    .option('--tag <tag>', 'with this tag')
    .option('--state <state>', 'current, upcoming, over or archived')
    .action(({ q, kind, tag, state, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, word }) => {
        const asked = Object.entries({ q, kind, tag, state }).filter((entry): entry is [string, string] => entry[1] !== undefined)
        const { items } = await client.ask<PiecePage>('GET', '/pieces', { query: { limit: '200', ...Object.fromEntries(asked) } })
        list(
          items,
          [
            { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
            { title: { zh: '类型', en: 'Kind' }, cell: ({ kind: of }) => word('pieceKind', of) },
            { title: { zh: '标签', en: 'Tags' }, cell: ({ tags }) => tags.join(' ') },
            { title: { zh: '有效期', en: 'Valid' }, cell: (one) => `${one.validFrom ?? '-'} … ${one.validUntil ?? '-'}` },
            { title: { zh: '已发送', en: 'Sent' }, cell: ({ results }) => results.sent },
            { title: { zh: '已送达', en: 'Delivered' }, cell: ({ results }) => results.delivered },
            { title: { zh: '已点击', en: 'Clicked' }, cell: ({ results }) => results.clicked },
          ],
          {
            zh: '没有内容素材：liuke pieces import 文件 可以一次添加多条。',
            en: 'There are no content pieces: liuke pieces import FILE adds many at once.',
          },
        )
      }),
    )

  addDoor(pieces, 'show <id>', 'show a content piece, as set takes it').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, print }) => {
      const found = await client.ask<PieceDetail>('GET', address`/pieces/${id}`)
      const { name, kind, tags, texts, validFrom, validUntil, audience, weight, pinned } = found
      print(found, JSON.stringify({ name, kind, tags, texts, validFrom, validUntil, audience, weight, pinned }, null, 2))
    }),
  )

  addDoor(pieces, 'create <file>', 'write a content piece from a JSON file').action((file: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const made = await client.ask<PieceDetail>('POST', '/pieces', { body: (await readJsonFile(file, 'piece')) as object })
      say(made, { zh: `已新建 ${made.id}。`, en: `Written as ${made.id}.` })
    }),
  )

  addDoor(pieces, 'set <id> <file>', 'save a content piece from a JSON file').action((id: string, file: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const piece = await readJsonFile(file, 'piece')
      const { version } = await client.ask<PieceDetail>('GET', address`/pieces/${id}`)
      const saved = await client.ask<PieceDetail>('PUT', address`/pieces/${id}`, { body: { ...(piece as object), base: version } })
      say(saved, { zh: '已保存，之后生成的消息使用新内容。', en: 'Saved: messages that are made from now on say it.' })
    }),
  )

  addDoor(pieces, 'archive <id>', 'put a content piece away')
    .option('--restore', 'take it out again')
    .action((id: string, { restore, ...options }: DoorOptions & { readonly restore?: true }) =>
      atDoor(options, async ({ client, say }) => {
        const saved = await client.ask<PieceDetail>('PUT', address`/pieces/${id}/archived`, { body: { archived: restore !== true } })
        say(saved, restore === true ? { zh: '已重新启用。', en: 'It is there again.' } : { zh: '已停用。', en: 'It is put away.' })
      }),
    )

  addDoor(pieces, 'import <file>', 'add or change many content pieces from a JSON file, up to 500').action(
    (file: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const items = await readJsonFile(file, 'items')
        const taken = await client.ask<PiecesTaken>('POST', '/pieces/import', { body: { items } })
        const [first] = taken.refused
        if (first !== undefined && taken.added + taken.saved + taken.same === 0) {
          throw new AppError('invalid-input', first.problem.code, `${first.name}: ${first.problem.detail}`, {
            details: first.problem.params,
          })
        }
        const refused = taken.refused.map(({ name, place, problem }) => `${place} ${name}: ${problem.detail}`)
        say(taken, {
          zh: [`新增 ${taken.added} 条，更新 ${taken.saved} 条，未变 ${taken.same} 条，拒绝 ${refused.length} 条。`, ...refused].join('\n'),
          en: [`${taken.added} added, ${taken.saved} saved, ${taken.same} as they were, ${refused.length} refused.`, ...refused].join('\n'),
        })
      }),
  )

  addDoor(pieces, 'tags', 'list the tags and the words that speak for them').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list }) => {
      const { items } = await client.ask<PieceTags>('GET', '/pieces/tags')
      list(
        items,
        [
          { title: { zh: '标签', en: 'Tag' }, cell: ({ name }) => name },
          { title: { zh: '代表它的词', en: 'Words' }, cell: ({ words }) => words.join(', '), whole: true },
          { title: { zh: '素材', en: 'Pieces' }, cell: ({ pieces: n }) => n },
        ],
        { zh: '还没有标签：素材第一次用到时自动加入。', en: 'There are no tags yet: one joins with the first piece that has it.' },
      )
    }),
  )

  addDoor(pieces, 'tag <name>', 'add a tag, or say which words speak for it')
    .option(
      '--word <word>',
      'name of a category, or value of a tag of customers; again for more',
      (word: string, all: string[]) => [...all, word],
      [],
    )
    .option('--remove', 'take it off the list; no piece may have it')
    .action((name: string, { word: words, remove, ...options }: DoorOptions & { readonly word: string[]; readonly remove?: true }) =>
      atDoor(options, async ({ client, say }) => {
        if (remove === true) {
          await client.ask('DELETE', address`/pieces/tags/${name}`)
          say({ name }, { zh: '已从列表中移除。', en: 'It is off the list.' })
          return
        }
        await client.ask('PUT', '/pieces/tags', { body: { name, words } })
        say({ name, words }, { zh: '已保存。', en: 'Saved.' })
      }),
    )

  addDoor(pieces, 'choose', 'which pieces a customer would get and why, and why not the others')
    .requiredOption('--customer <id>', 'the customer')
    .requiredOption('--channel <channel>', 'email, sms, wechat, push or agent_task')
    .option('--tag <tag>', 'only with this tag')
    .action(
      ({
        customer,
        channel,
        tag,
        ...options
      }: DoorOptions & { readonly customer: string; readonly channel: string; readonly tag?: string }) =>
        atDoor(options, async ({ client, list, language, word }) => {
          const body = { customerId: customer, channel, language, tags: tag === undefined ? [] : [tag] }
          const { ranked, refused } = await client.ask<PieceChoice>('POST', '/pieces/choice', { body })
          const rows = [
            ...ranked.map(({ name, reasons }, i) => ({
              place: String(i + 1),
              name,
              why: [reasons.tag, reasons.cause === null ? '' : word('pieceCause', reasons.cause)].filter((part) => part !== '').join(': '),
              share: `${(reasons.clickShare * 100).toFixed(1)} %`,
            })),
            ...refused.map(({ name, reason }) => ({ place: '-', name, why: word('pieceRefusal', reason), share: '' })),
          ]
          list(
            rows,
            [
              { title: { zh: '顺序', en: 'Place' }, cell: ({ place }) => place },
              { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
              { title: { zh: '原因', en: 'Why' }, cell: ({ why }) => why, whole: true },
              { title: { zh: '预计点击率', en: 'Believed share of clicks' }, cell: ({ share }) => share },
            ],
            { zh: '没有内容素材。', en: 'There are no content pieces.' },
            { ranked, refused },
          )
        }),
    )
}
