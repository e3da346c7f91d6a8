import type { Command } from 'commander'
import type { CampaignBoard, CampaignDays, CampaignEntry, CampaignsStopped, DaySends } from '#http/act/campaign-schemas.ts'
import type { ProjectState } from '#http/project/project-schemas.ts'
import { systemClock } from '#kernel/clock.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { addDoor, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'

const SHOWN_DAYS = 14

/** A line of the calendar: something on a day, or a day that has only a name. */
interface Row {
  readonly day: string
  readonly note: string
  readonly entry: CampaignEntry | null
}

/** `liuke campaigns`: everything that sends by itself. */
export function addCampaignCommands(program: Command): void {
  const campaigns = program
    .command('campaigns')
    .description('what runs now, what went out and what is to go out, and the stop of everything (docs/guide/campaigns.md)')

  addDoor(campaigns, 'calendar', 'what went out and what is to go out, day by day')
    .option('--from <day>', 'the first day (default: today)')
    .option('--to <day>', `the last day, 62 days at most (default: ${SHOWN_DAYS} days)`)
    .action(({ from, to, ...options }: DoorOptions & { readonly from?: string; readonly to?: string }) =>
      atDoor(options, async (door) => {
        const { client, list, language, word } = door
        const { settings } = await client.ask<ProjectState>('GET', '/project')
        const first = from ?? localDay(systemClock.now(), settings.timeZone.value)
        const query = { from: first, to: to ?? addDays(first, SHOWN_DAYS - 1) }
        const { days } = await client.ask<CampaignDays>('GET', '/campaigns/calendar', { query })
        const rows = days.flatMap(({ day, named, entries, broadcasts }): Row[] => {
          const names = named.map(({ name }) => name[language]).join(', ')
          const about = [names, ...(broadcasts > 1 ? [language === 'zh' ? `${broadcasts} 个群发` : `${broadcasts} broadcasts`] : [])]
          const note = about.filter((text) => text !== '').join('; ')
          if (entries.length === 0) return note === '' ? [] : [{ day, note, entry: null }]
          return entries.map((entry) => ({ day, note, entry }))
        })
        list(
          rows,
          [
            { title: { zh: '日期', en: 'Day' }, cell: ({ day }) => day, whole: true },
            { title: { zh: '时间', en: 'Time' }, cell: ({ entry }) => (entry === null ? '-' : timeOf(entry, door)) },
            { title: { zh: '类型', en: 'Kind' }, cell: ({ entry }) => entry?.kind ?? '-' },
            { title: { zh: '名称', en: 'Name' }, cell: ({ entry }) => entry?.name[language] ?? '-' },
            { title: { zh: '状态', en: 'State' }, cell: ({ entry }) => entry?.state ?? '-' },
            {
              title: { zh: '渠道', en: 'Channels' },
              cell: ({ entry }) => entry?.channels.map((channel) => word('channel', channel)).join(' ') ?? '-',
            },
            { title: { zh: '人数', en: 'Customers' }, cell: ({ entry }) => entry?.people ?? '-' },
            { title: { zh: '说明', en: 'Note' }, cell: ({ note }) => note },
          ],
          { zh: '这段时间没有安排。', en: 'Nothing is planned in these days.' },
          { days },
        )
      }),
    )

  addDoor(campaigns, 'board', 'what runs now, and what came of it today').action((options: DoorOptions) =>
    atDoor(options, async (door) => showBoard(door, await door.client.ask<CampaignBoard>('GET', '/campaigns/board'))),
  )

  addDoor(campaigns, 'stop', 'end every journey and pause every broadcast and series at once')
    .requiredOption('--reason <text>', 'why')
    .action(({ reason, ...options }: DoorOptions & { readonly reason: string }) =>
      atDoor(options, async ({ client, say }) => {
        const done = await client.ask<CampaignsStopped>('POST', '/campaigns/stop', { body: { reason } })
        say(done, {
          zh: `已结束 ${done.journeys} 条旅程，暂停 ${done.broadcasts} 个群发。`,
          en: `Ended ${done.journeys} journeys and paused ${done.broadcasts} broadcasts.`,
        })
      }),
    )
}

function timeOf({ at, localTime }: CampaignEntry, { time, language }: Door): string {
  if (localTime !== null) return `${localTime} (${language === 'zh' ? '客户当地' : 'local'})`
  return at === null ? '-' : time(at).slice(11, 16)
}

function showBoard(door: Door, board: CampaignBoard): void {
  const { language, word, time } = door
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en)
  const { total } = board
  const sendsOf = ({ sent, delivered, failed, waiting, stopped }: DaySends): string => {
    const reasons = stopped.map(({ reason, sends }) => `${word('sendReason', reason)} ${sends}`).join(', ')
    return (
      say(
        `已发送 ${sent}，已送达 ${delivered}，失败 ${failed}，等待 ${waiting}`,
        `sent ${sent}, delivered ${delivered}, failed ${failed}, waiting ${waiting}`,
      ) + (reasons === '' ? '' : say(`；未触达：${reasons}`, `; not contacted: ${reasons}`))
    )
  }
  const lines = [
    say(`今天：进入 ${total.entered}，旅程中 ${total.inside}；`, `Today: entered ${total.entered}, inside ${total.inside}; `) +
      sendsOf(total),
    ...board.journeys.map(
      ({ name, state, entered, inside, day }) =>
        say(
          `  旅程 ${name}（${state}）：进入 ${entered}，旅程中 ${inside}；`,
          `  journey ${name} (${state}): entered ${entered}, inside ${inside}; `,
        ) + sendsOf(day),
    ),
    ...board.broadcasts.map(
      ({ name, state, pausedAt, day }) =>
        `  ${say('群发', 'broadcast')} ${name} (${pausedAt === null ? state : 'paused'})${day === null ? '' : `: ${sendsOf(day)}`}`,
    ),
    ...board.strategies.map(({ name, day }) => `  ${say('策略', 'strategy')} ${name[language]}: ${sendsOf(day)}`),
    ...board.waiting.map(
      ({ channel, reason, messages }) =>
        `  ${say('等待', 'waiting')} ${word('channel', channel)} · ${word('sendReason', reason)}: ${messages}`,
    ),
    ...board.stopped.map(({ name, at, reason }) => `  ${say('已停止', 'stopped')} ${time(at)} ${name}: ${reason}`),
  ]
  door.print(board, lines.join('\n'))
}
