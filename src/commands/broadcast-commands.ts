import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { Broadcast, BroadcastDetail, BroadcastPage, BroadcastWhy, PlanSums, SeriesOccurrence } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { BroadcastEffect } from '#http/measure/effect-schemas.ts'
import { CHOSEN_CHANNELS } from '#act/broadcasts/broadcast.ts'
import { AppError } from '#kernel/app-error.ts'
import { customerIdOf, WHO } from './customer-lookup-commands.ts'
import { addDoor, addPageOptions, address, atDoor, limitOf } from './door.ts'
import type { Door, DoorOptions, PageOptions } from './door.ts'
import { eachOf, readNumber } from './option-readers.ts'
import { readJsonFile } from './read-json-file.ts'

interface NewOptions extends DoorOptions {
  readonly name?: string
  readonly where?: string
  readonly content?: string
  readonly channels?: string
  readonly at?: string
  readonly bestHourOf?: string
  readonly holdout?: number
  readonly account?: readonly string[]
  readonly repeat?: string
}

/** `liuke broadcasts`: one message to everybody of an audience. */
export function addBroadcastCommands(program: Command): void {
  const broadcasts = program.command('broadcasts').description('one message to everybody of an audience (docs/guide/broadcasts.md)')

  addDoor(broadcasts, 'list', 'list broadcasts, the newest first')
    .option('--state <state>', 'draft, scheduled, planning, sending, done or stopped')
    .option('--search <text>', 'part of the name')
    .action(({ state, search, ...options }: DoorOptions & { readonly state?: string; readonly search?: string }) =>
      atDoor(options, (door) => listAll(door, { state, q: search })),
    )

  addDoor(broadcasts, 'show <id>', 'what became of a broadcast: sums, channels, and why others got nothing').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async (door) => show(door, await door.client.ask<BroadcastDetail>('GET', address`/broadcasts/${id}`))),
  )

  addDoor(broadcasts, 'create [file]', 'write a draft from options, or from a JSON file; an option stands above the file')
    .option('--name <name>', 'what the team calls it')
    .option('--where <condition>', 'whom it is for, as text, such as \'customer.region is "Shanghai"\' (docs/guide/conditions.md)')
    .option('--content <id>', 'its content; the published version of it')
    .option('--channels <list>', 'channels in order of preference, such as email,sms')
    .option('--at <time>', 'when it leaves, such as 2026-12-01T10:00:00+08:00; at once without it')
    .option('--best-hour-of <day>', 'leaves at the hour of a day at which each customer is likeliest to look, such as 2026-12-01')
    .option('--holdout <share>', 'share of the control group, 0.1 without it', readNumber('--holdout'))
    .option(
      '--repeat <rule>',
      'again and again, as JSON: {"every":{"kind":"week","weeks":1,"days":[1]},"time":"10:00","from":"2026-04-01"} (docs/guide/broadcasts.md)',
    )
    .option(
      '--account <channel=id>',
      'the account that email or sms leaves by, such as email=ID (liuke channels list); again for another channel',
      eachOf,
    )
    .action(
      (file: string | undefined, { name, where, content, channels, at, bestHourOf, holdout, account, repeat, ...options }: NewOptions) =>
        atDoor(options, async ({ client, say }) => {
          const given = file === undefined ? {} : ((await readJsonFile(file, 'broadcast')) as object)
          const body = {
            ...given,
            ...(name === undefined ? {} : { name }),
            ...(where === undefined ? {} : { where, audience: undefined }),
            ...(content === undefined ? {} : { content: await publishedVersion(client, content) }),
            ...(channels === undefined ? {} : { channels: channels.split(',').map((one) => one.trim()) }),
            ...(at === undefined ? {} : { when: { kind: 'at', at } }),
            ...(bestHourOf === undefined ? {} : { when: { kind: 'best', day: bestHourOf } }),
            ...(holdout === undefined ? {} : { holdout }),
            ...(repeat === undefined ? {} : { when: repeatOf(repeat) }),
            ...(account === undefined ? {} : { accounts: accountsOf(account) }),
          }
          const made = await client.ask<BroadcastDetail>('POST', '/broadcasts', { body })
          const { id } = made.broadcast
          say(made, {
            zh: `已新建草稿 ${id}，下一步：liuke broadcasts preview ${id}`,
            en: `Draft ${id} is written. Next: liuke broadcasts preview ${id}`,
          })
        }),
    )

  addDoor(broadcasts, 'set <id> <file>', 'save a draft from a JSON file').action((id: string, file: string, options: DoorOptions) =>
    atDoor(options, async (door) => {
      const given = (await readJsonFile(file, 'broadcast')) as object
      const { broadcast } = await door.client.ask<BroadcastDetail>('GET', address`/broadcasts/${id}`)
      const body = { ...given, base: broadcast.version }
      show(door, await door.client.ask<BroadcastDetail>('PUT', address`/broadcasts/${id}`, { body }))
    }),
  )

  addDoor(broadcasts, 'preview <id>', 'whom it would reach now, why the others not, and what it would cost').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        await door.wait(await door.client.ask<Job>('POST', address`/broadcasts/${id}/preview`), 'cancel')
        show(door, await door.client.ask<BroadcastDetail>('GET', address`/broadcasts/${id}`))
      }),
  )

  addDoor(broadcasts, 'start <id>', 'let it leave at its time')
    .option('--confirm <codes>', 'what it asks and is meant, such as at_night,everybody')
    .action((id: string, { confirm, ...options }: DoorOptions & { readonly confirm?: string }) =>
      atDoor(options, async (door) => {
        const { broadcast } = await door.client.ask<BroadcastDetail>('GET', address`/broadcasts/${id}`)
        const codes = (confirm ?? '').split(',').map((one) => one.trim())
        const body = { version: broadcast.version, confirm: codes.filter((one) => one !== '') }
        show(door, await door.client.ask<BroadcastDetail>('POST', address`/broadcasts/${id}/start`, { body }))
      }),
    )

  for (const [name, description] of [
    ['undo', 'back to a draft, before its planning begins'],
    ['pause', 'nothing more of it leaves until it goes on'],
    ['resume', 'go on with it'],
  ] as const) {
    addDoor(broadcasts, `${name} <id>`, description).action((id: string, options: DoorOptions) =>
      atDoor(options, async (door) => show(door, await door.client.ask<BroadcastDetail>('POST', `${address`/broadcasts/${id}`}/${name}`))),
    )
  }

  addDoor(broadcasts, 'stop <id>', 'end it: what did not leave yet never leaves')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { reason, ...options }: DoorOptions & { readonly reason: string }) =>
      atDoor(options, async (door) =>
        show(door, await door.client.ask<BroadcastDetail>('POST', address`/broadcasts/${id}/stop`, { body: { reason } })),
      ),
    )

  for (const [name, description] of [
    ['skip-next', 'leave the next occurrence of one that repeats out'],
    ['unskip', 'take that back'],
  ] as const) {
    addDoor(broadcasts, `${name} <id>`, description).action((id: string, options: DoorOptions) =>
      atDoor(options, async (door) => show(door, await door.client.ask<BroadcastDetail>('POST', `${address`/broadcasts/${id}`}/${name}`))),
    )
  }

  addPageOptions(addDoor(broadcasts, 'occurrences <id>', 'the days that one that repeats came to, and what became of each')).action(
    (id: string, options: PageOptions) =>
      atDoor(options, async ({ client, list }) => {
        list(
          await client.list<SeriesOccurrence>(address`/broadcasts/${id}/occurrences`, {}, limitOf(options)),
          [
            { title: { zh: '日期', en: 'Day' }, cell: ({ day }) => day },
            { title: { zh: '状态', en: 'State' }, cell: ({ state, broadcast }) => broadcast?.state ?? state },
            { title: { zh: '原因', en: 'Reason' }, cell: ({ reason }) => reason },
            { title: { zh: '受众', en: 'Audience' }, cell: ({ broadcast }) => broadcast?.audienceSize ?? '-' },
            { title: { zh: '已发送', en: 'Sent' }, cell: ({ broadcast }) => broadcast?.sends.sent ?? '-' },
            { title: { zh: '未发送', en: 'Not sent' }, cell: ({ broadcast }) => broadcast?.sends.suppressed ?? '-' },
            { title: { zh: '群发编号', en: 'Broadcast' }, cell: ({ broadcast }) => broadcast?.id ?? '-', whole: true },
          ],
          { zh: '还没有发送过。', en: 'It came to no day yet.' },
        )
      }),
  )

  addDoor(broadcasts, 'why <id> <customer>', `why a customer got it, or did not; ${WHO}`).action(
    (id: string, customer: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const customerId = await customerIdOf(door, customer)
        const why = await door.client.ask<BroadcastWhy>('GET', address`/broadcasts/${id}/customers/${customerId}`)
        door.print(why, whyText(door, why))
      }),
  )

  addDoor(broadcasts, 'effect <id>', 'whether it worked: who was to get it against its control group').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const effect = await door.client.ask<BroadcastEffect>('GET', address`/broadcasts/${id}/effect`)
        door.print(effect, effectText(door, effect))
      }),
  )
}

function effectText({ language, time }: Door, { report }: BroadcastEffect): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  if (report === null) {
    return say(
      '还没有可比较的人：受众全部规划完之后才有效果。',
      'Nobody to compare yet: there is an effect once everybody of its audience is planned.',
    )
  }
  const { overall, windowDays, windowEndsAt } = report
  const { verdictText, treated, control, treatedRetained, controlRetained, lift } = overall
  const points = (share: number): string => (share * 100).toFixed(1)
  return [
    verdictText[language],
    say(`发送组 ${treated} 人，下单 ${treatedRetained} 人`, `Contact group: ${treated} people, ${treatedRetained} ordered`),
    say(`对照组 ${control} 人，下单 ${controlRetained} 人`, `Control group: ${control} people, ${controlRetained} ordered`),
    ...(lift === null
      ? []
      : [
          say(
            `差异 ${points(lift.estimate)} 个百分点（95% 区间 ${points(lift.low)} 至 ${points(lift.high)}）`,
            `Difference ${points(lift.estimate)} points (95 % interval ${points(lift.low)} to ${points(lift.high)})`,
          ),
        ]),
    say(
      `统计发送后 ${windowDays} 天内的订单，到 ${time(windowEndsAt)} 为止`,
      `Orders within ${windowDays} days of it, until ${time(windowEndsAt)}`,
    ),
  ].join('\n')
}

async function listAll({ client, list, word, time }: Door, filter: { state: string | undefined; q: string | undefined }): Promise<void> {
  const query = { limit: '200', ...filter }
  const { items } = await client.ask<BroadcastPage>('GET', '/broadcasts', { query })
  list(
    items,
    [
      { title: { zh: '编号', en: 'Id' }, cell: ({ id }) => id, whole: true },
      { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
      { title: { zh: '状态', en: 'State' }, cell: (one) => stateOf(one) },
      { title: { zh: '渠道', en: 'Channels' }, cell: ({ channels }) => channels.map((one) => word('channel', one)).join(' ') },
      { title: { zh: '受众', en: 'Audience' }, cell: ({ audienceSize }) => audienceSize ?? '-' },
      { title: { zh: '已发送', en: 'Sent' }, cell: ({ sends }) => sends.sent },
      { title: { zh: '失败', en: 'Failed' }, cell: ({ sends }) => sends.failed },
      { title: { zh: '保存时间', en: 'Saved' }, cell: ({ savedAt }) => time(savedAt) },
    ],
    {
      zh: '还没有群发：liuke broadcasts create 文件.json 可以新建草稿。',
      en: 'There are no broadcasts yet: liuke broadcasts create FILE.json writes a draft.',
    },
  )
}

function stateOf({ state, pausedAt }: Pick<Broadcast, 'state' | 'pausedAt'>): string {
  return pausedAt === null ? state : `${state} (paused)`
}

function show(door: Door, answer: BroadcastDetail): void {
  const { language, word } = door
  const { broadcast, asks, funnel, reasons } = answer
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const isDraft = broadcast.state === 'draft'
  // Nothing is planned before its time has come; what the preview said is the best there is.
  const isAhead = isDraft || broadcast.state === 'scheduled' || broadcast.state === 'awaiting'
  const sums = isAhead ? (broadcast.preview?.sums ?? null) : broadcast.sums
  const lines = [
    `${broadcast.name} (${broadcast.id}) ${stateOf(broadcast)}`,
    broadcast.audienceSentence[language],
    ...approvalLines(answer),
    ...(isAhead && !isDraft && broadcast.startsAt !== null
      ? [say(`${door.time(broadcast.startsAt)} 开始`, `Begins at ${door.time(broadcast.startsAt)}`)]
      : []),
    ...answer.next.map(({ day, at, isSkipped }) => `  ${day}  ${door.time(at)}${isSkipped ? say('  （跳过）', '  (left out)') : ''}`),
    ...broadcast.senders.map(({ channel, id: account, name, isReady }) => {
      const note = isReady ? '' : say('（现在不能发送）', ' (cannot send now)')
      return `${word('channel', channel)}: ${name ?? account}${note}`
    }),
    ...(sums === null ? [say('尚未预览。', 'Not previewed yet.')] : sumLines(door, sums, broadcast.currency)),
    ...answer.variants.map((one) => variantLine(one, sums?.byVariant[one.id] ?? 0)),
    ...(isDraft ? unmadeLines(door, broadcast) : funnel.map(funnelLine)),
    ...(isDraft ? [] : reasons.map(({ reason, customers }) => `  ${customers}  ${word('sendReason', reason)}`)),
    ...(asks.length === 0
      ? []
      : [say(`开始前需要确认：--confirm ${asks.join(',')}`, `Asks before it starts: --confirm ${asks.join(',')}`)]),
  ]
  door.print(answer, lines.join('\n'))

  function approvalLines({ approval }: BroadcastDetail): readonly string[] {
    if (approval === null) return []
    const { state, askedBy, askedAt, decidedBy, reason } = approval
    if (state === 'waiting')
      return [say(`等待审批，${askedBy} 于 ${door.time(askedAt)} 提交`, `Waits for approval, asked by ${askedBy} at ${door.time(askedAt)}`)]
    if (state === 'refused') return [say(`${decidedBy ?? ''} 退回：${reason}`, `Sent back by ${decidedBy ?? ''}: ${reason}`)]
    return state === 'approved' ? [say(`${decidedBy ?? ''} 审批通过`, `Approved by ${decidedBy ?? ''}`)] : []
  }

  function variantLine({ name, problem, sent }: BroadcastDetail['variants'][number], planned: number): string {
    const of = name === '' ? say('默认文案', 'Default') : name
    const lost =
      problem === null
        ? ''
        : say('（分群已删除、已归档或条件失效，没有客户会收到）', ' (its segment is gone, archived or broken: nobody gets it)')
    return say(`  ${of}${lost}：计划 ${planned}，已发送 ${sent}`, `  ${of}${lost}: ${planned} planned, ${sent} sent`)
  }

  function funnelLine(one: BroadcastDetail['funnel'][number]): string {
    const { planned, sent, delivered, opened, clicked, failed } = one
    // Many servers tell nothing of arrival, which is not that nothing arrived.
    const isUntold = sent > 0 && delivered === 0
    return say(
      `  ${word('channel', one.channel)}：计划 ${planned}，已发送 ${sent}，送达 ${isUntold ? '未知' : delivered}，打开 ${opened}，点击 ${clicked}，失败 ${failed}`,
      `  ${one.channel}: ${planned} planned, ${sent} sent, ${isUntold ? 'unknown' : delivered} delivered, ${opened} opened, ${clicked} clicked, ${failed} failed`,
    )
  }
}

function sumLines({ language, word }: Door, sums: PlanSums, currency: string): readonly string[] {
  const { planned, audience, byChannel, reasons, waiting, costMinor } = sums
  const each = (counts: Readonly<Record<string, number>>, group: 'channel' | 'sendReason'): readonly string[] =>
    Object.entries(counts).flatMap(([code, customers]) => (customers === 0 ? [] : [`  ${customers}  ${word(group, code)}`]))
  const cost = costMinor === null ? '' : ` ${costMinor} (${currency}, minor units)`
  return [
    language === 'zh'
      ? `受众 ${audience} 人，其中 ${planned} 人会收到${costMinor === null ? '' : `，预计成本 ${costMinor}（${currency}，最小货币单位）`}`
      : `${planned} of ${audience} get it${cost === '' ? '' : `, estimated cost${cost}`}`,
    ...each(byChannel, 'channel'),
    ...each(waiting, 'sendReason').map((line) => `${line} ${language === 'zh' ? '（等待）' : '(waits)'}`),
    ...each(reasons, 'sendReason'),
  ]
}

function unmadeLines({ language, word }: Door, { preview }: Broadcast): readonly string[] {
  const unmade = Object.entries(preview?.unmade.reasons ?? {}).filter(([, customers]) => customers > 0)
  const sample = preview?.unmade.sample ?? 0
  const missing = (preview?.unmade.variables ?? []).map(({ name, customers }) =>
    language === 'zh'
      ? `  其中 ${customers} 人没有 ${name} 的值：请在内容里补上兜底文案。`
      : `  ${customers} of them have no value of ${name}: write a fallback for it in the content.`,
  )
  const lines = unmade.map(([reason, customers]) =>
    language === 'zh'
      ? `  抽查 ${sample} 人，其中 ${customers} 人的消息无法生成：${word('sendReason', reason)}`
      : `  Of a sample of ${sample}, ${customers} messages cannot be made: ${reason}`,
  )
  return [...lines, ...missing]
}

function whyText({ language, word }: Door, { inAudience, send, would }: BroadcastWhy): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  if (send !== null) {
    const because = send.reason === '' ? '' : ` (${word('sendReason', send.reason)})`
    return `${word('channel', send.channel)}: ${word('sendState', send.state)}${because}${variantText(send.variant)}`
  }
  if (!inAudience) return say('不在受众中。', 'Not in the audience.')
  if (would === null) return say('在受众中，尚未计划。', 'In the audience, not planned yet.')
  return would.reason === null
    ? say(
        `会通过${word('channel', would.channel)}收到${variantText(would.variant)}。`,
        `Would get it by ${would.channel}${variantText(would.variant)}.`,
      )
    : say(`不会收到：${word('sendReason', would.reason)}。`, `Would not get it: ${would.reason}.`)

  function variantText(variant: { readonly name: string } | null): string {
    if (variant === null) return ''
    if (variant.name === '') return say('（默认文案）', ', the default of its content')
    return say(`（专属文案“${variant.name}”）`, `, variant “${variant.name}”`)
  }
}

/** What is sent is what was published. @throws AppError `content-not-published` */
async function publishedVersion(client: Door['client'], id: string): Promise<{ readonly id: string; readonly version: number }> {
  const { published } = await client.ask<ContentDetail>('GET', address`/contents/${id}`)
  if (published !== null) return { id, version: published }
  throw new AppError('conflict', 'content-not-published', 'No version of this content is published: publish one first.')
}

/** `email=ID`, one for each channel. @throws AppError `account-unreadable` */
export function accountsOf(given: readonly string[]): Readonly<Record<string, string>> {
  const accounts: Record<string, string> = {}
  for (const text of given) {
    const [, channel = '', id = ''] = /^(\w+)=(\S+)$/u.exec(text.trim()) ?? []
    if (!CHOSEN_CHANNELS.some((one) => one === channel) || accounts[channel] !== undefined) {
      throw new AppError(
        'invalid-input',
        'account-unreadable',
        `--account takes ${CHOSEN_CHANNELS.map((one) => `${one}=ID`).join(' or ')}, each once, not "${text}".`,
      )
    }
    accounts[channel] = id
  }
  return accounts
}

/** A rule as JSON, what is left out as in the console. @throws AppError `repeat-unreadable` */
export function repeatOf(text: string): object {
  try {
    const given: unknown = JSON.parse(text)
    if (typeof given !== 'object' || given === null) throw new Error('no object')
    return { kind: 'repeat', zone: 'project', until: null, times: null, skipHolidays: false, everyDays: null, ...given }
  } catch (cause) {
    const expected = '{"every":{"kind":"day"},"time":"10:00","from":"2026-04-01"}'
    throw new AppError('invalid-input', 'repeat-unreadable', `--repeat takes a rule as JSON, such as ${expected}.`, { cause })
  }
}
