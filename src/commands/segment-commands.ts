import type { AudienceReach } from '#http/act/reach-schemas.ts'
import type { Command } from 'commander'
import type { CheckedCondition, CostOfCondition, CountedCondition, ExplainedCondition } from '#http/segment/condition-schemas.ts'
import type { SavedSegment, SavedSegments, SegmentDetail, SegmentUses } from '#http/segment/saved-segment-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readTextFile } from './read-text-file.ts'

interface ConditionOptions extends DoorOptions {
  readonly of?: string
  readonly where?: string
  readonly condition?: string
  readonly segment?: string
}

interface CreateOptions extends ConditionOptions {
  readonly description?: string
  readonly snapshot?: boolean
}

/** `liuke segment`: groups of customers that a condition describes. */
export function addSegmentCommands(program: Command): void {
  const segment = program.command('segment').description('groups of customers that a condition describes (docs/guide/conditions.md)')

  addDoor(segment, 'list', 'list segments with their last size').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time, language }) => {
      const { items } = await client.ask<SavedSegments>('GET', '/segments')
      list(
        items.filter(({ archivedAt }) => archivedAt === null),
        [
          { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
          { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
          { title: { zh: '对象', en: 'Of' }, cell: ({ grain }) => GRAIN_WORDS[grain][language] },
          { title: { zh: '数量', en: 'Size' }, cell: ({ size }) => size?.customers ?? '-' },
          { title: { zh: '统计时间', en: 'Counted' }, cell: ({ size }) => time(size?.at ?? null) },
          { title: { zh: '条件', en: 'Condition' }, cell: ({ sentence }) => sentence[language] },
        ],
        { zh: '还没有分群。', en: 'There are no segments yet.' },
      )
    }),
  )

  addDoor(segment, 'show <id>', 'show one segment with its versions').action((id: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const detail = await door.client.ask<SegmentDetail>('GET', address`/segments/${id}`)
      showSegment(door, detail.segment, detail)
    }),
  )

  addCondition(addDoor(segment, 'check', 'whether a condition is understood, in all its forms')).action((options: ConditionOptions) =>
    atDoor(options, async (door) => {
      const checked = await door.client.ask<CheckedCondition>('POST', '/conditions/check', { body: await conditionOf(options) })
      door.fields(checked, [
        [{ zh: '条件', en: 'Condition' }, checked.sentence[door.language]],
        [{ zh: '文本', en: 'Text' }, checked.text],
        [{ zh: 'JSON', en: 'JSON' }, JSON.stringify(checked.condition)],
      ])
    }),
  )

  addCondition(addDoor(segment, 'count', 'how many customers, or accounts, meet a condition now')).action((options: ConditionOptions) =>
    atDoor(options, async (door) => {
      const counted = await door.client.ask<CountedCondition>('POST', '/conditions/count', {
        body: { ...(await conditionOf(options)), sample: 0 },
      })
      door.say(counted, {
        zh: `${counted.customers} / ${counted.everyone} ${counted.grain === 'accounts' ? '个企业客户' : '位客户'}：${counted.sentence.zh}`,
        en: `${counted.customers} of ${counted.everyone} ${counted.grain}: ${counted.sentence.en}`,
      })
    }),
  )

  addCondition(
    addDoor(segment, 'reach', 'how many of those who meet a condition can be contacted, by channel, and why the others not'),
  ).action((options: ConditionOptions) =>
    atDoor(options, async ({ client, list, word }) => {
      const { customers, channels } = await client.ask<AudienceReach>('POST', '/conditions/reach', { body: await conditionOf(options) })
      list(
        channels,
        [
          { title: { zh: '渠道', en: 'Channel' }, cell: ({ channel }) => word('channel', channel) },
          { title: { zh: '有联系方式', en: 'With address' }, cell: ({ withAddress }) => withAddress },
          { title: { zh: '已拒收', en: 'Suppressed' }, cell: ({ suppressed }) => suppressed },
          { title: { zh: '未获授权', en: 'No consent' }, cell: ({ notAgreed }) => notAgreed },
          { title: { zh: '全局对照组', en: 'Control group' }, cell: ({ heldOut }) => heldOut },
          { title: { zh: '可触达', en: 'Can be contacted' }, cell: ({ open }) => open },
        ],
        { zh: '没有渠道。', en: 'There are no channels.' },
        { customers },
      )
    }),
  )

  addCondition(addDoor(segment, 'cost', 'how much a count of a condition would read, and what would make it less')).action(
    (options: ConditionOptions) =>
      atDoor(options, async (door) => {
        const cost = await door.client.ask<CostOfCondition>('POST', '/conditions/cost', { body: await conditionOf(options) })
        const { rows: all, tables = [], isLarge, narrowings } = cost
        const parts = tables.map(({ table, rows }) => `${table} ${rows}`).join(', ')
        const advice = narrowings.map(({ path, by }) => `${path} (${by})`).join(', ')
        const zh = all === undefined ? (isLarge ? '数据量较大' : '数据量不大') : `预计读取 ${all} 行：${parts}`
        const en = all === undefined ? (isLarge ? 'much to read' : 'not much to read') : `about ${all} rows to read: ${parts}`
        door.say(cost, {
          zh: `${zh}${advice === '' ? '' : `。可以缩小的条件：${advice}`}`,
          en: `${en}${advice === '' ? '' : `. Tests to narrow: ${advice}`}`,
        })
      }),
  )

  addCondition(addDoor(segment, 'explain', 'why a customer, or an account, meets a condition or does not'))
    .option('--customer <customer>', WHO)
    .option('--account <id>', 'ID of an account, instead of a customer')
    .action((options: ConditionOptions & { readonly customer?: string; readonly account?: string }) =>
      atDoor(options, async (door) => {
        const who =
          options.customer === undefined ? { accountId: options.account } : { customerId: await customerIdOf(door, options.customer) }
        const { grain: _, ...condition } = await conditionOf(options)
        const body = { ...condition, ...who }
        showVerdict(door, await door.client.ask<ExplainedCondition>('POST', '/conditions/explain', { body }))
      }),
    )

  addCondition(addDoor(segment, 'create <name>', 'save a condition as a segment'))
    .option('--description <text>', 'what it is for')
    .option('--snapshot', 'keep the list of who meets it now instead of the condition')
    .action((name: string, options: CreateOptions) =>
      atDoor(options, async (door) => {
        const body = {
          name,
          ...(options.description === undefined ? {} : { description: options.description }),
          kind: options.snapshot === true ? 'snapshot' : 'dynamic',
          ...(await conditionOf(options)),
        }
        showSegment(door, await door.client.ask<SavedSegment>('POST', '/segments', { body }))
      }),
    )

  for (const [name, archived, description] of [
    ['archive', true, 'put a segment away; nothing is deleted'],
    ['restore', false, 'take an archived segment out again'],
  ] as const) {
    addDoor(segment, `${name} <id>`, description).action((id: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const { uses, ...segment } = await door.client.ask<SavedSegment & SegmentUses>('PUT', address`/segments/${id}/archived`, {
          body: { archived },
        })
        showSegment(door, segment, undefined, uses)
      }),
    )
  }
}

function addCondition(command: Command): Command {
  return command
    .option('--of <grain>', 'what the condition is about: customers or accounts (customers)')
    .option('--where <text>', 'condition in its text form, such as "profile.recency_days > 60"')
    .option('--condition <file>', 'condition as JSON in a file')
    .option('--segment <id>', 'the condition of a segment')
}

/** @throws AppError `condition-missing`, `file-not-found`, `condition-file-unreadable` */
async function conditionOf({ of, ...given }: ConditionOptions): Promise<{ readonly grain?: string; readonly [key: string]: unknown }> {
  return { ...(await onlyOne(given)), ...(of === undefined ? {} : { grain: of }) }
}

async function onlyOne({ where, condition, segment }: ConditionOptions): Promise<Record<string, unknown>> {
  if ([where, condition, segment].filter((one) => one !== undefined).length !== 1) {
    throw new AppError('invalid-input', 'condition-missing', 'Give one condition: --where, --condition or --segment.')
  }
  if (segment !== undefined) return { condition: { segment } }
  if (condition === undefined) return { where }
  const text = await readTextFile(condition)
  try {
    return { condition: JSON.parse(text) as unknown }
  } catch (error) {
    throw new AppError('invalid-input', 'condition-file-unreadable', `The file ${condition} holds no JSON.`, { cause: error })
  }
}

const GRAIN_WORDS = { customers: { zh: '客户', en: 'customers' }, accounts: { zh: '企业客户', en: 'accounts' } } as const

function showSegment(
  door: Door,
  { name, kind, grain, sentence, text, version, size, archivedAt }: SavedSegment,
  all?: SegmentDetail,
  uses?: SegmentUses['uses'],
): void {
  const { language, time } = door
  door.fields(all ?? { name, kind, grain, sentence, text, version, size, archivedAt, ...(uses === undefined ? {} : { uses }) }, [
    [{ zh: '名称', en: 'Name' }, name],
    [
      { zh: '类型', en: 'Kind' },
      kind === 'snapshot' ? { zh: '一次性名单', en: 'list taken once' }[language] : { zh: '动态', en: 'dynamic' }[language],
    ],
    [{ zh: '条件', en: 'Condition' }, sentence[language]],
    [{ zh: '文本', en: 'Text' }, text],
    [{ zh: '版本', en: 'Version' }, version],
    [{ zh: '对象', en: 'Of' }, GRAIN_WORDS[grain][language]],
    [{ zh: '数量', en: 'Size' }, size === null ? '-' : `${size.customers} (${time(size.at)})`],
    ...(archivedAt === null ? [] : [[{ zh: '归档于', en: 'Archived' }, time(archivedAt)] as const]),
    ...(uses === undefined || uses.length === 0
      ? []
      : [
          [
            { zh: '仍被引用', en: 'Still named by' },
            uses.map((use) => `${use.name[language]} (${use.kind} ${use.id})`).join(', '),
          ] as const,
        ]),
  ])
}

function showVerdict(door: Door, explained: ExplainedCondition): void {
  const { language } = door
  const lines = explained.steps.map((step) => {
    const found = step.kind === 'test' ? `: ${foundText(door, step)}` : ''
    return `${'  '.repeat(step.depth)}${step.isMet ? '✓' : '✗'} ${step.sentence[language]}${found}`
  })
  const head = explained.isMet ? { zh: '符合条件', en: 'Meets the condition' } : { zh: '不符合条件', en: 'Does not meet the condition' }
  door.print(explained, `${head[language]}\n${lines.join('\n')}`)
}

function foundText({ language, time }: Door, { value, valueKind, valueLabel, acts }: ExplainedCondition['steps'][number]): string {
  const shown =
    valueKind === 'time' ? time(String(value)) : String(valueLabel?.[language] ?? value ?? { zh: '未知', en: 'not known' }[language])
  if (acts === null) return shown
  const last = { zh: `共 ${acts.count} 次，最近一次 `, en: `${acts.count} in all, the last ` }[language]
  return acts.count === 0 ? shown : `${shown} (${last}${time(acts.lastAt)})`
}
