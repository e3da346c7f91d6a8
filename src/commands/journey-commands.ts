import type { Command } from 'commander'
import type { Journey, JourneyDetail, JourneyPage, JourneyVersions } from '#http/act/journey-schemas.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readJsonFile } from './read-json-file.ts'

/** `liuke journeys`: triggers and journeys. */
export function addJourneyCommands(program: Command): void {
  const journeys = program.command('journeys').description('triggers and journeys: what follows when something happens')

  addDoor(journeys, 'list', 'list journeys, the newest first')
    .option('--state <state>', 'draft, live, paused or ended')
    .option('--search <text>', 'part of the name')
    .action(({ state, search, ...options }: DoorOptions & { readonly state?: string; readonly search?: string }) =>
      atDoor(options, async ({ client, list, time }) => {
        const { items } = await client.ask<JourneyPage>('GET', '/journeys', { query: { limit: '200', state, q: search } })
        list(
          items,
          [
            { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ definition }) => definition.name },
            { title: { zh: '状态', en: 'State' }, cell: ({ state: now }) => now },
            { title: { zh: '版本', en: 'Version' }, cell: (one) => versionOf(one) },
            { title: { zh: '步骤', en: 'Steps' }, cell: ({ definition }) => definition.steps.length },
            { title: { zh: '保存时间', en: 'Saved' }, cell: ({ savedAt }) => time(savedAt) },
          ],
          {
            zh: '还没有旅程：liuke journeys create 文件.json 可以新建草稿。',
            en: 'There are no journeys yet: liuke journeys create FILE.json writes a draft.',
          },
        )
      }),
    )

  addDoor(journeys, 'show <id>', 'one journey, and what keeps it from going live').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => show(door, await door.client.ask<JourneyDetail>('GET', address`/journeys/${id}`))),
  )

  addDoor(journeys, 'create <file>', 'write a draft from a JSON file').action((file: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const definition = await readJsonFile(file, 'journey')
      show(door, await door.client.ask<JourneyDetail>('POST', '/journeys', { body: { definition } }))
    }),
  )

  addDoor(journeys, 'set <id> <file>', 'save its next version from a JSON file').action((id: string, file: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const definition = await readJsonFile(file, 'journey')
      const { journey } = await door.client.ask<JourneyDetail>('GET', address`/journeys/${id}`)
      show(door, await door.client.ask<JourneyDetail>('PUT', address`/journeys/${id}`, { body: { base: journey.version, definition } }))
    }),
  )

  addDoor(journeys, 'versions <id>', 'its versions, the newest first').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, list, time }) => {
      const { versions } = await client.ask<JourneyVersions>('GET', address`/journeys/${id}/versions`)
      list(
        versions,
        [
          { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
          { title: { zh: '保存时间', en: 'Saved' }, cell: ({ savedAt }) => time(savedAt) },
          { title: { zh: '保存人', en: 'By' }, cell: ({ savedBy }) => savedBy },
          { title: { zh: '发布时间', en: 'Published' }, cell: ({ publishedAt }) => (publishedAt === null ? '-' : time(publishedAt)) },
        ],
        { zh: '没有版本。', en: 'There are no versions.' },
      )
    }),
  )

  addDoor(journeys, 'clone <id> <name>', 'a new draft like its newest version').action((id: string, name: string, options: DoorOptions) =>
    atDoor(options, async (door) =>
      show(door, await door.client.ask<JourneyDetail>('POST', address`/journeys/${id}/clone`, { body: { name } })),
    ),
  )

  addDoor(journeys, 'publish <id>', 'let customers enter its newest version').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const { journey } = await door.client.ask<JourneyDetail>('GET', address`/journeys/${id}`)
      const body = { version: journey.version }
      show(door, await door.client.ask<JourneyDetail>('POST', address`/journeys/${id}/publish`, { body }))
    }),
  )

  for (const [name, description] of [
    ['pause', 'nobody enters or goes on until it is resumed'],
    ['resume', 'go on with it'],
  ] as const) {
    addDoor(journeys, `${name} <id>`, description).action((id: string, options: DoorOptions) =>
      atDoor(options, async (door) => show(door, await door.client.ask<JourneyDetail>('POST', `${address`/journeys/${id}`}/${name}`))),
    )
  }

  addDoor(journeys, 'end <id>', 'end it: whoever is inside leaves, and nothing more is sent')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { reason, ...options }: DoorOptions & { readonly reason: string }) =>
      atDoor(options, async (door) =>
        show(door, await door.client.ask<JourneyDetail>('POST', address`/journeys/${id}/end`, { body: { reason } })),
      ),
    )

  addDoor(journeys, 'stop-all', 'end every journey at once')
    .requiredOption('--reason <text>', 'why')
    .action(({ reason, ...options }: DoorOptions & { readonly reason: string }) =>
      atDoor(options, async ({ client, say }) => {
        const answer = await client.ask<{ readonly journeys: number }>('POST', '/journeys/stop-all', { body: { reason } })
        say(answer, { zh: `已结束 ${answer.journeys} 个旅程。`, en: `Ended ${answer.journeys} journeys.` })
      }),
    )
}

function versionOf({ version, liveVersion }: Pick<Journey, 'version' | 'liveVersion'>): string {
  return liveVersion === null || liveVersion === version ? String(version) : `${liveVersion} (${version})`
}

function show(door: Door, answer: JourneyDetail): void {
  const { language } = door
  const { journey, problems } = answer
  const lines = [
    `${journey.definition.name} (${journey.id}) ${journey.state}, ${language === 'zh' ? '版本' : 'version'} ${versionOf(journey)}`,
    journey.audienceSentence[language],
    ...(journey.endReason === '' ? [] : [journey.endReason]),
    ...problems.map(({ place, code }) => `  ${place}: ${code}`),
  ]
  door.print(answer, lines.join('\n'))
}
