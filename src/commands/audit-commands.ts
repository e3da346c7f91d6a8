import type { Command } from 'commander'
import type { Static } from '#http/shared-schemas.ts'
import type { AuditCheck, AuditEntry } from '#http/access/access-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { commandSetting } from './command-setting.ts'
import { addDoor, addPageOptions, atDoor, limitOf } from './door.ts'
import type { DoorOptions, PageOptions } from './door.ts'
import { readTimeOf } from './option-readers.ts'

interface FilterOptions extends DoorOptions {
  readonly actor?: string
  readonly action?: string
  readonly target?: string
  readonly from?: Date
  readonly to?: Date
}

/** `liuke audit`: who did what, and whether anybody touched the record of it. */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('who did what, and whether anybody touched the record of it')
  const filtered = (command: Command): Command =>
    command
      .option('--actor <actor>', 'only of this actor, such as user:…, key:…, cli:root')
      .option('--action <action>', 'only this action, such as user-created')
      .option('--target <text>', 'only about what has this in its id or name')
      .option('--from <time>', 'from this time on (ISO 8601)', readTimeOf('--from'))
      .option('--to <time>', 'before this time (ISO 8601)', readTimeOf('--to'))

  filtered(addPageOptions(addDoor(audit, 'list', 'show the entries, newest first'))).action((options: FilterOptions & PageOptions) =>
    atDoor(options, async ({ client, list, time, language }) => {
      list(
        await client.list<AuditEntry>('/audit', queryOf(options), limitOf(options)),
        [
          { title: { zh: '序号', en: 'No.' }, cell: ({ id }) => id },
          { title: { zh: '时间', en: 'Time' }, cell: ({ at }) => time(at) },
          { title: { zh: '操作者', en: 'Actor' }, cell: ({ actor, actorName }) => (actorName === '' ? actor : actorName) },
          { title: { zh: '操作', en: 'Action' }, cell: ({ action }) => action, whole: true },
          {
            title: { zh: '对象', en: 'Target' },
            cell: ({ target, targetName }) => (targetName[language] === '' ? target : targetName[language]),
          },
          { title: { zh: '详情', en: 'Detail' }, cell: ({ detail }) => JSON.stringify(detail) },
        ],
        { zh: '没有这样的记录。', en: 'There are no such entries.' },
      )
    }),
  )

  filtered(addDoor(audit, 'export', 'print all entries, newest first, one JSON object a line')).action((options: FilterOptions) =>
    atDoor(options, async ({ client }) => {
      const { out } = commandSetting()
      for await (const entry of client.each<AuditEntry>('/audit', queryOf(options))) out.write(`${JSON.stringify(entry)}\n`)
    }),
  )

  addDoor(audit, 'verify', 'walk the hash chain; fails when an entry was changed or taken out').action((options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const found = await client.ask<Static<typeof AuditCheck>>('GET', '/audit/check')
      if (!found.intact) {
        throw new AppError(
          'conflict',
          'audit-broken',
          `The audit log was changed: entry ${found.firstBrokenId ?? 0} does not fit the one before it. Compare with a backup.`,
        )
      }
      say(found, { zh: `审计日志完整，共 ${found.entries} 条。`, en: `The audit log is whole: ${found.entries} entries.` })
    }),
  )
}

function queryOf({ actor, action, target, from, to }: FilterOptions) {
  return { actor, action, target, from: from?.toISOString(), to: to?.toISOString() }
}
