import { PLAN_VIOLATIONS } from '#collect/plan/plan-words.ts'
import type { Command } from 'commander'
import { Argument, Option } from 'commander'

import { ALL_SOURCES } from '#collect/plan/tracking-plan.ts'
import type {
  PlanLibrary,
  PlanList,
  PlanPreview,
  PlanProposal,
  PlanState,
  ReplayHeldAnswer,
  TrackingPlan,
  ViolationList,
} from '#http/collect/plan-schemas.ts'
import { address, addDoor, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readJsonFile } from './read-json-file.ts'
import { readWhole } from './option-readers.ts'

interface ScopeOptions extends DoorOptions {
  readonly source?: string
}

interface FileOptions extends ScopeOptions {
  readonly file: string
  readonly note?: string
  readonly sure?: boolean
}

interface DaysOptions extends ScopeOptions {
  readonly days: number
  readonly kind?: string
}

const scopeOf = ({ source }: ScopeOptions): string => source ?? ALL_SOURCES

/** `liuke plan`: what each source is expected to send. */
export function addPlanCommands(program: Command): void {
  const plan = program.command('plan').description('tracking plans: which events and properties sources are expected to send')
  const add = (usage: string, description: string): Command =>
    addDoor(plan, usage, description).option('--source <id>', 'the plan of one source (default: that of all sources)')
  const file = (command: Command): Command => command.requiredOption('--file <file>', 'the plan, as plan show --json prints it')
  const days = (command: Command): Command => command.option('--days <n>', 'days to look back', readWhole('--days'), 7)

  addDoor(plan, 'list', 'list the tracking plans').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time, language }) => {
      const { items } = await client.ask<PlanList>('GET', '/tracking-plans')
      list(
        items,
        [
          {
            title: { zh: '数据源', en: 'Source' },
            cell: ({ scope, sourceName }) => (scope === ALL_SOURCES ? (language === 'zh' ? '全部数据源' : 'all sources') : sourceName),
          },
          { title: { zh: '编号', en: 'ID' }, cell: ({ scope }) => scope, whole: true },
          { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
          { title: { zh: '事件', en: 'Events' }, cell: ({ events }) => events },
          { title: { zh: '保存时间', en: 'Saved' }, cell: ({ savedAt }) => time(savedAt) },
          { title: { zh: '保存人', en: 'By' }, cell: ({ author }) => author },
        ],
        { zh: '还没有埋点方案。', en: 'There is no tracking plan yet.' },
      )
    }),
  )

  add('show', 'show a tracking plan; with --json in the form that save reads').action((options: ScopeOptions) =>
    atDoor(options, async (door) => showPlan(door, await door.client.ask('GET', address`/tracking-plans/${scopeOf(options)}`))),
  )

  days(add('learn', 'propose a plan from the events of the last days; with --json to a file, edit it, and save it')).action(
    (options: DaysOptions) =>
      atDoor(options, async (door) => {
        const {
          plan: proposed,
          total,
          looked,
          seen,
        } = await door.client.ask<PlanProposal>('GET', address`/tracking-plans/${scopeOf(options)}/proposal`, {
          query: { days: options.days },
        })
        const counts = new Map(seen.map(({ type, name, count }) => [`${type} ${name}`, count]))
        listEvents(door, proposed, { plan: proposed, total, looked, seen }, ({ type, name }) => counts.get(`${type} ${name}`) ?? 0)
      }),
  )

  file(days(add('preview', 'what the plan of a JSON file would have said of the newest events; saves nothing'))).action(
    async (options: FileOptions & DaysOptions) => {
      const wanted = await readJsonFile(options.file, 'plan')
      await atDoor(options, async ({ client, list, word }) => {
        const body = { plan: wanted, days: options.days }
        const { violations, ...counts } = await client.ask<PlanPreview>('POST', address`/tracking-plans/${scopeOf(options)}/preview`, {
          body,
        })
        list(
          violations,
          [
            { title: { zh: '问题', en: 'Problem' }, cell: ({ kind }) => word('quarantineReason', kind) },
            { title: { zh: '事件', en: 'Event' }, cell: ({ type, event }) => (event === '' ? type : event) },
            { title: { zh: '属性', en: 'Property' }, cell: ({ property }) => property },
            { title: { zh: '次数', en: 'Count' }, cell: ({ count }) => count },
          ],
          {
            zh: `最近 ${counts.events} 个事件全部符合方案。`,
            en: `All of the last ${counts.events} events are as planned.`,
          },
          counts,
        )
      })
    },
  )

  file(add('save', 'save the plan of a JSON file as a new version; it holds for messages from now on'))
    .option('--note <text>', 'why, for the list of versions')
    .option('--sure', 'save it although it would hold a large part of what comes in')
    .action(async (options: FileOptions) => {
      const wanted = await readJsonFile(options.file, 'plan')
      await atDoor(options, async (door) => showPlan(door, await save(door, options, wanted)))
    })

  add('remove', 'take a plan away; a source without one follows that of all sources').action((options: ScopeOptions) =>
    atDoor(options, async (door) => {
      const { version } = await save(door, options, null)
      door.say({ scope: scopeOf(options), version }, { zh: '已移除。', en: 'Removed.' })
    }),
  )

  days(add('violations', 'what came that is not as planned, the most frequent first'))
    .addOption(new Option('--kind <kind>', 'one kind only').choices([...PLAN_VIOLATIONS]))
    .action((options: DaysOptions) =>
      atDoor(options, async ({ client, list, word }) => {
        const { source, kind } = options
        const query = { days: options.days, ...(source === undefined ? {} : { source }), ...(kind === undefined ? {} : { kind }) }
        const { items } = await client.ask<ViolationList>('GET', '/tracking-plans/violations', { query })
        list(
          items,
          [
            { title: { zh: '数据源', en: 'Source' }, cell: ({ sourceName, source: id }) => (sourceName === '' ? id : sourceName) },
            { title: { zh: '问题', en: 'Problem' }, cell: (one) => word('quarantineReason', one.kind) },
            { title: { zh: '事件', en: 'Event' }, cell: ({ type, event }) => (event === '' ? (type === '' ? '…' : type) : event) },
            { title: { zh: '属性', en: 'Property' }, cell: ({ property }) => property },
            { title: { zh: '次数', en: 'Count' }, cell: ({ count }) => count },
            { title: { zh: '隔离', en: 'Quarantined' }, cell: ({ quarantined }) => quarantined },
            { title: { zh: '最近', en: 'Last' }, cell: ({ lastDay }) => lastDay },
          ],
          { zh: '没有不符合方案的事件。', en: 'Everything came as planned.' },
        )
      }),
    )

  add('replay', 'put messages back that the plan of today lets in; the others stay in quarantine').action((options: ScopeOptions) =>
    atDoor(options, async ({ client, say, signal }) => {
      const total = { tried: 0, putBack: 0, still: 0 }
      for (let cursor: string | null | undefined; cursor !== null && !signal.aborted;) {
        const answer: ReplayHeldAnswer = await client.ask('POST', address`/tracking-plans/${scopeOf(options)}/replay`, {
          body: cursor === undefined ? {} : { cursor },
        })
        total.tried += answer.tried
        total.putBack += answer.putBack
        total.still += answer.still
        cursor = answer.nextCursor
      }
      say(total, {
        zh: `重新检查 ${total.tried} 条：放回 ${total.putBack} 条，仍不符合 ${total.still} 条。`,
        en: `Tried ${total.tried}: ${total.putBack} put back, ${total.still} are still not as planned.`,
      })
    }),
  )

  addDoor(plan, 'library', 'print a ready-made plan as JSON, to be edited and saved; no name lists them')
    .addArgument(new Argument('[name]', 'such as online-shop or store-visit'))
    .action((name: string | undefined, options: DoorOptions) =>
      atDoor(options, async ({ client, list, print, language }) => {
        const { items } = await client.ask<PlanLibrary>('GET', '/tracking-plans/library')
        const found = items.find((one) => one.name === name)
        if (found !== undefined) {
          const chosen = found.plans[language]
          print({ plan: chosen }, JSON.stringify(chosen, null, 2))
          return
        }
        list(
          items.map(({ name: id, title, plans }) => ({ name: id, title: title[language], events: plans.en.events.length })),
          [
            { title: { zh: '名称', en: 'Name' }, cell: (one) => one.name, whole: true },
            { title: { zh: '内容', en: 'What for' }, cell: (one) => one.title },
            { title: { zh: '事件', en: 'Events' }, cell: (one) => one.events },
          ],
          { zh: '没有模板。', en: 'There are no templates.' },
        )
      }),
    )
}

async function save({ client }: Door, options: ScopeOptions & Partial<FileOptions>, plan: unknown): Promise<PlanState> {
  const path = address`/tracking-plans/${scopeOf(options)}`
  const { version: base } = await client.ask<PlanState>('GET', path)
  const { note, sure } = options
  const body = { base, plan, ...(note === undefined ? {} : { note }), ...(sure === true ? { sure } : {}) }
  return await client.ask<PlanState>('PUT', path, { body })
}

function showPlan(door: Door, { scope, version, plan, inherits }: PlanState): void {
  listEvents(door, plan, { scope, version, inherits, plan })
}

type Planned = TrackingPlan['events'][number]

function listEvents({ list }: Door, plan: TrackingPlan | null, more: object, count?: (event: Planned) => number): void {
  list(
    plan?.events ?? [],
    [
      { title: { zh: '类型', en: 'Type' }, cell: ({ type }) => type },
      { title: { zh: '事件', en: 'Event' }, cell: ({ name }) => name, whole: true },
      ...(count === undefined ? [] : [{ title: { zh: '次数', en: 'Count' }, cell: (event: Planned) => count(event) }]),
      {
        title: { zh: '属性', en: 'Properties' },
        cell: ({ properties }) => properties.map(({ name, type, required }) => `${name}${required ? '*' : ''}:${type}`).join(' '),
      },
      { title: { zh: '负责人', en: 'Owner' }, cell: ({ owner }) => owner },
    ],
    { zh: '没有方案。', en: 'There is no plan.' },
    more,
  )
}
