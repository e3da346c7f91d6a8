import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { DryRunAnswer } from '#http/act/dry-run-schemas.ts'
import type { CustomerInJourney, Journey, JourneyBoard, JourneyDetail, JourneyPage, JourneyVersions } from '#http/act/journey-schemas.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { waitsFor } from './approval-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { showDryRun } from './show-dry-run.ts'
import { readNumber } from './option-readers.ts'
import { readJsonFile } from './read-json-file.ts'

/** `liuke journeys`: triggers and journeys. */
export function addJourneyCommands(program: Command): void {
  const journeys = program
    .command('journeys')
    .description('triggers and journeys: what follows when something happens (docs/guide/journeys.md)')

  addDoor(journeys, 'list', 'list journeys, the newest first')
    .option('--state <state>', 'draft, live, paused or ended')
    .option('--search <text>', 'part of the name')
    .action(({ state, search, ...options }: DoorOptions & { readonly state?: string; readonly search?: string }) =>
      atDoor(options, async ({ client, list, time, language }) => {
        const { items } = await client.ask<JourneyPage>('GET', '/journeys', { query: { limit: '200', state, q: search } })
        list(
          items,
          [
            { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ definition }) => definition.name },
            {
              title: { zh: '状态', en: 'State' },
              cell: ({ state: now, awaitsApproval }) =>
                awaitsApproval ? `${now} (${language === 'zh' ? '待审批' : 'waits for approval'})` : now,
            },
            { title: { zh: '版本', en: 'Version' }, cell: (one) => versionOf(one) },
            { title: { zh: '步骤', en: 'Steps' }, cell: ({ definition }) => definition.steps.length },
            { title: { zh: '今天进入', en: 'Entered today' }, cell: ({ today }) => today.entered },
            { title: { zh: '旅程中', en: 'Inside' }, cell: ({ today }) => today.inside },
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

  addDoor(journeys, 'publish <id>', 'let customers enter its newest version; where it reaches many it waits for a second person').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const { journey } = await door.client.ask<JourneyDetail>('GET', address`/journeys/${id}`)
        const body = { version: journey.version }
        show(door, await door.client.ask<JourneyDetail>('POST', address`/journeys/${id}/publish`, { body }))
      }),
  )

  addDoor(journeys, 'dry-run <id>', 'what its newest version would have done in the last days: nothing is sent')
    .option('--days <days>', '30 or 90', readNumber('--days'), 30)
    .option('--last', 'show the newest try again instead')
    .action((id: string, { days, last, ...options }: DoorOptions & { readonly days: number; readonly last?: boolean }) =>
      atDoor(options, async (door) => {
        const path = address`/journeys/${id}/dry-run`
        if (last !== true) await door.wait(await door.client.ask<Job>('POST', path, { body: { days } }), 'cancel')
        showDryRun(door, await door.client.ask<DryRunAnswer>('GET', path))
      }),
    )

  addDoor(journeys, 'board <id>', 'how many customers entered, where they are, and why runs ended').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async (door) => showBoard(door, await door.client.ask<JourneyBoard>('GET', address`/journeys/${id}/board`))),
  )

  addDoor(journeys, 'why <id> <customer>', `why a customer entered or did not, and what they got; ${WHO}`).action(
    (id: string, customer: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const customerId = await customerIdOf(door, customer)
        showWhy(door, await door.client.ask<CustomerInJourney>('GET', address`/journeys/${id}/customers/${customerId}`))
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
  const { journey, problems, approval } = answer
  const lines = [
    `${journey.definition.name} (${journey.id}) ${journey.state}, ${language === 'zh' ? '版本' : 'version'} ${versionOf(journey)}`,
    journey.audienceSentence[language],
    ...(approval?.state === 'waiting' ? [waitsFor(approval)[language]] : []),
    ...(approval?.state === 'refused' ? [language === 'zh' ? `已退回：${approval.reason}` : `Sent back: ${approval.reason}`] : []),
    ...(journey.endReason === '' ? [] : [journey.endReason]),
    ...problems.map(({ place, code }) => `  ${place}: ${code}`),
  ]
  door.print(answer, lines.join('\n'))
}

function showBoard(door: Door, board: JourneyBoard): void {
  const { language } = door
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const lines = [
    say(
      `进入 ${board.entered}（今天 ${board.enteredToday}），对照组 ${board.inControl}，进行中 ${board.inside}，达成目标 ${board.reachedGoal ?? '-'}`,
      `Entered ${board.entered} (${board.enteredToday} today), control group ${board.inControl}, inside ${board.inside}, reached the goal ${board.reachedGoal ?? '-'}`,
    ),
    ...board.steps.map(({ stepId, waiting, passed, sends }) => {
      const ways = passed.map(({ outcome, runs }) => `${outcome} ${runs}`).join(', ')
      const messages = sends.map(({ state, reason, sends: n }) => `${state}${reason === '' ? '' : ` (${reason})`} ${n}`).join(', ')
      return `  ${stepId}: ${say(`停留 ${waiting}`, `${waiting} waiting`)}${ways === '' ? '' : `; ${ways}`}${messages === '' ? '' : `; ${messages}`}`
    }),
    ...board.ended.map(({ state, reason, runs }) => `  ${state} (${reason}): ${runs}`),
    ...board.refused.map(({ reason, entries }) => say(`  未进入（${reason}）：${entries}`, `  did not enter (${reason}): ${entries}`)),
  ]
  door.print(board, lines.join('\n'))
}

function showWhy(door: Door, why: CustomerInJourney): void {
  const { language, time } = door
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const lines = [
    ...why.runs.flatMap((run) => [
      `${time(run.enteredAt)} ${say('进入', 'entered')} (${run.origin}) ${run.state}${run.reason === '' ? '' : ` (${run.reason})`}`,
      ...run.steps.map(
        ({ at, stepId, outcome, send }) =>
          `  ${time(at)} ${stepId}: ${outcome}${send === null ? '' : `; ${send.channel} ${send.state} ${send.reason}`}`,
      ),
    ]),
    ...why.refused.map(({ at, reason, origin }) => `${time(at)} ${say('未进入', 'did not enter')} (${origin}): ${reason}`),
  ]
  door.print(
    why,
    lines.length === 0
      ? say('该客户没有进入过，也没有触发过进入条件。', 'The customer did not enter, and nothing asked them in.')
      : lines.join('\n'),
  )
}
