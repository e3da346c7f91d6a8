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

/** `liuke audit`: who did what, and whether the log is intact. */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('the audit log: who did what, and whether the log is intact')
  const filtered = (command: Command): Command =>
    command
      .option('--actor <actor>', 'only by this actor, such as user:…, key:… or cli:root')
      .option('--action <action>', 'only this action, such as user-created')
      .option('--target <text>', 'only targets with this in their id or name')
      .option('--from <time>', 'at or after this time (ISO 8601)', readTimeOf('--from'))
      .option('--to <time>', 'before this time (ISO 8601)', readTimeOf('--to'))

  filtered(addPageOptions(addDoor(audit, 'list', 'list the entries, newest first'))).action((options: FilterOptions & PageOptions) =>
    atDoor(options, async ({ client, list, time, language, word }) => {
      list(
        await client.list<AuditEntry>('/audit', queryOf(options), limitOf(options)),
        [
          { title: { zh: '序号', en: 'No.' }, cell: ({ id }) => id },
          { title: { zh: '时间', en: 'Time' }, cell: ({ at }) => time(at) },
          { title: { zh: '操作者', en: 'Actor' }, cell: ({ actor, actorName }) => (actorName === '' ? actor : actorName) },
          { title: { zh: '操作', en: 'Action' }, cell: ({ action }) => word('action', action), whole: true },
          {
            title: { zh: '对象', en: 'Target' },
            cell: ({ target, targetName }) => (targetName[language] === '' ? target : targetName[language]),
          },
          { title: { zh: '详情', en: 'Detail' }, cell: ({ detail }) => JSON.stringify(detail) },
        ],
        { zh: '没有符合条件的记录。', en: 'No matching entries.' },
      )
    }),
  )

  filtered(addDoor(audit, 'export', 'print all entries, newest first, one JSON object per line')).action((options: FilterOptions) =>
    atDoor(options, async ({ client }) => {
      const { out } = commandSetting()
      for await (const entry of client.each<AuditEntry>('/audit', queryOf(options))) out.write(`${JSON.stringify(entry)}\n`)
    }),
  )

  addDoor(audit, 'verify', 'check the hash chain; fails if an entry was changed or removed').action((options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      const found = await client.ask<Static<typeof AuditCheck>>('GET', '/audit/check')
      if (!found.intact) {
        throw new AppError(
          'conflict',
          'audit-broken',
          `The audit log was changed: entry ${found.firstBrokenId ?? 0} does not follow from the one before it. Compare it with a backup.`,
        )
      }
      say(found, { zh: `审计日志完整，共 ${found.entries} 条。`, en: `The audit log is intact: ${found.entries} entries.` })
    }),
  )
}

function queryOf({ actor, action, target, from, to }: FilterOptions) {
  return { actor, action, target, from: from?.toISOString(), to: to?.toISOString() }
}
