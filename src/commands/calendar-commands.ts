import type { Command } from 'commander'
import type { CalendarYear, OwnDay } from '#http/collect/calendar-schemas.ts'
import { address, addDoor, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface ShowOptions extends DoorOptions {
  readonly year?: number
}

interface AddOptions extends DoorOptions {
  readonly kind: string
}

/** `liuke calendar`: public holidays and the company's own days. */
export function addCalendarCommands(program: Command): void {
  const command = program.command('calendar').description("public holidays, moved working days and the company's own days")
  addDoor(command, 'show', 'the days of a year that are not like others')
    .option('--year <year>', 'default: this year', readWhole('--year'))
    .action(({ year, ...options }: ShowOptions) =>
      atDoor(options, async (door) => {
        showYear(door, await door.client.ask<CalendarYear>('GET', '/calendar', { query: year === undefined ? {} : { year } }))
      }),
    )
  addDoor(command, 'country <code>', 'whose public holidays count: an ISO 3166 code such as CN, or "project" to follow the project').action(
    (code: string, options: DoorOptions) =>
      atDoor(options, async (door) => {
        const body = { country: code === 'project' ? null : code }
        showYear(door, await door.client.ask<CalendarYear>('PUT', '/calendar/country', { body }))
      }),
  )
  addDoor(command, 'add <name> <from> [to]', 'enter days of your own, such as: calendar add 双11 2026-11-01 2026-11-11')
    .option('--kind <kind>', 'holiday, workday or event', 'event')
    .action((name: string, from: string, to: string | undefined, { kind, ...options }: AddOptions) =>
      atDoor(options, async ({ client, say }) => {
        const day = await client.ask<OwnDay>('POST', '/calendar/days', { body: { name, kind, from, ...(to === undefined ? {} : { to }) } })
        say(day, { zh: `已添加“${day.name}”，编号 ${day.id}。`, en: `Entered “${day.name}” as ${day.id}.` })
      }),
    )
  addDoor(command, 'remove <id>', 'remove days of your own').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('DELETE', address`/calendar/days/${id}`)
      say({ id }, { zh: '已删除。', en: 'Removed.' })
    }),
  )
}

function showYear({ list, word, language }: Door, { days, countries: _, ...year }: CalendarYear): void {
  list(
    days,
    [
      { title: { zh: '日期', en: 'Day' }, cell: ({ day }) => day },
      { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name[language] },
      { title: { zh: '类型', en: 'Kind' }, cell: ({ kind }) => word('dayKind', kind) },
      { title: { zh: '依据', en: 'Basis' }, cell: ({ basis }) => word('dayBasis', basis) },
    ],
    { zh: `${year.year} 年没有节假日。`, en: `There are no such days in ${year.year}.` },
    year,
  )
}
