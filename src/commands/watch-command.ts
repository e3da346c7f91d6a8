import { setTimeout as sleep } from 'node:timers/promises'
import { Option } from 'commander'
import type { Command } from 'commander'
import type { WatchAnswer, WatchedLine, WatchedList } from '#http/collect/watch-schemas.ts'
import { commandSetting } from './command-setting.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface WatchOptions extends DoorOptions {
  readonly minutes: number
  readonly event?: string
  readonly user?: string
  readonly verdict?: string
  readonly once?: boolean
}

const LOOK_EVERY_MS = 1_000

/** `liuke sources watch`: the messages of a source as they come in, and what became of each. */
export function addWatchCommand(sources: Command): void {
  addDoor(sources, 'watch <id>', 'show what a source sends, as it comes in, until Ctrl-C or the time is up')
    .option('--minutes <n>', 'how long to watch, up to 60', readWhole('--minutes'), 15)
    .option('--event <name>', 'only this event, page or screen')
    .option('--user <id>', 'only this userId or anonymousId, exactly')
    .addOption(
      new Option('--verdict <verdict>', 'only messages with this result').choices(['stored', 'duplicate', 'quarantined', 'dropped']),
    )
    .option('--once', 'print what is there, and end', false)
    .action((id: string, { minutes, event, user, verdict, once = false, ...options }: WatchOptions) =>
      atDoor(options, async ({ client, signal, time, word, list }) => {
        const { out } = commandSetting()
        const query = { event, user, verdict, limit: '200' }
        const { watchedUntil } = await client.ask<WatchAnswer>('POST', address`/sources/${id}/watch`, { body: { minutes } })
        const seen: WatchedLine[] = []
        let after = 0
        let until = watchedUntil
        while (until !== null && !signal.aborted) {
          const answer: WatchedList = await client.ask<WatchedList>('GET', address`/sources/${id}/messages`, {
            query: { ...query, after: String(after) },
          })
          const items = answer.items.toReversed()
          after = items.at(-1)?.seq ?? after
          until = answer.watchedUntil
          seen.push(...items)
          if (once) break
          if (options.json !== true) {
            for (const line of items) {
              out.write(
                `${[time(line.receivedAt), line.type, line.name, line.user, word('messageVerdict', line.verdict), line.reason].join('  ').trimEnd()}\n`,
              )
            }
          }
          await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
        }
        if (!once && options.json !== true) return
        list(
          seen,
          [
            { title: { zh: '收到时间', en: 'Received' }, cell: ({ receivedAt }) => time(receivedAt) },
            { title: { zh: '类型', en: 'Type' }, cell: ({ type }) => type },
            { title: { zh: '事件', en: 'Event' }, cell: ({ name }) => name },
            { title: { zh: '用户', en: 'User' }, cell: ({ user: masked }) => masked },
            { title: { zh: '结果', en: 'Result' }, cell: ({ verdict: result }) => word('messageVerdict', result) },
            { title: { zh: '原因', en: 'Why' }, cell: ({ reason }) => reason },
          ],
          { zh: '还没有收到消息。', en: 'Nothing has come in yet.' },
        )
      }),
    )
}
