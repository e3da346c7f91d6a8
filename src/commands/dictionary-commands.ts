import type { Command } from 'commander'
import type { Dictionary } from '#http/quality/dictionary-schemas.ts'
import { addDoor, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'

interface ListOptions extends DoorOptions {
  readonly search?: string
}

/** `liuke dictionary`: what metrics and fields mean. */
export function addDictionaryCommands(program: Command): void {
  const command = program.command('dictionary').description('what metrics and fields mean, by the one definition that everything reads')
  addDoor(command, 'list', 'the metrics, fields and attributes')
    .option('--search <words>', 'only those with these words in their name or meaning')
    .action(({ search, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, language }) => {
        const query = search === undefined ? {} : { search }
        const { items, version, consistency } = await client.ask<Dictionary>('GET', '/dictionary', { query })
        list(
          items,
          [
            { title: { zh: '编号', en: 'Entry' }, cell: ({ id }) => id },
            { title: { zh: '名称', en: 'Name' }, cell: ({ label }) => label[language] },
            { title: { zh: '版本', en: 'Version' }, cell: (item) => item.version },
            { title: { zh: '负责人', en: 'Owner' }, cell: ({ owner }) => owner || '-' },
            { title: { zh: '口径', en: 'Meaning' }, cell: ({ meaning }) => meaning[language] },
          ],
          { zh: '没有这个名称。', en: 'Nothing is called that.' },
          { version, consistency },
        )
      }),
    )
  addDoor(command, 'owner <entry> <owner>', 'say who answers for an entry; an empty owner takes it away').action(
    (entry: string, owner: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('PUT', '/dictionary/owners', { body: { entry, owner } })
        say({ entry, owner }, { zh: `${entry} 的负责人：${owner || '无'}。`, en: `${entry} is answered for by ${owner || 'nobody'}.` })
      }),
  )
}
