import type { Command } from 'commander'
import type { Freshness } from '#http/collect/freshness-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { address, addDoor, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440 }

/** `15m`, `2h`, `1d` in minutes; null for `none`. @throws AppError for anything else */
export function readEvery(text: string): number | null {
  if (text === 'none') return null
  const [, number = '', unit = ''] = /^(\d{1,6})([mhd])$/u.exec(text) ?? []
  const minutes = Number(number) * (UNITS[unit] ?? 0)
  if (minutes >= 1 && minutes <= 525_600) return minutes
  throw new AppError('invalid-input', 'number-unreadable', '--every takes how often as 15m, 2h or 1d, up to 365d, or none.')
}

interface ExpectOptions extends DoorOptions {
  readonly every: string
}

/** `liuke sources expect` and `freshness`: whether sources send as often as they should. */
export function addFreshnessCommands(sources: Command): void {
  addDoor(sources, 'expect <id>', 'say how often data of a source should come')
    .requiredOption('--every <time>', 'such as 15m, 2h or 1d; none expects nothing')
    .action(async (id: string, { every, ...options }: ExpectOptions) => {
      const minutes = readEvery(every)
      await atDoor(options, async ({ client, say }) => {
        await client.ask('PUT', address`/sources/${id}/expectation`, { body: { minutes } })
        say({ id, minutes }, { zh: '已保存。', en: 'Saved.' })
      })
    })

  addDoor(sources, 'freshness', 'which sources are late, and how soon records are seen')
    .option('--days <n>', 'days that records are counted of', readWhole('--days'), 7)
    .action(({ days, ...options }: DoorOptions & { readonly days: number }) =>
      atDoor(options, async ({ client, list, time, word }) => {
        const { sources: items, ...figures } = await client.ask<Freshness>('GET', '/sources/freshness', { query: { days } })
        list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: (one) => one.id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: (one) => one.name },
            { title: { zh: '状态', en: 'State' }, cell: (one) => word('freshness', one.state) },
            { title: { zh: '最近收到', en: 'Last seen' }, cell: (one) => time(one.lastAt) },
            { title: { zh: '应每隔（分钟）', en: 'Every (minutes)' }, cell: (one) => one.expectedMinutes ?? '-' },
            { title: { zh: '建议（分钟）', en: 'Suggested (minutes)' }, cell: (one) => one.suggestedMinutes ?? '-' },
          ],
          { zh: '还没有数据源。', en: 'There are no sources yet.' },
          figures,
        )
      }),
    )
}
