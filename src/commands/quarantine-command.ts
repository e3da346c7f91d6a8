import { Command, Option } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import { quarantineCsv } from '#quality/quarantine-csv.ts'
import { commandSetting } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'
import { checkImportId } from './undo-commands.ts'
import { zonedTime } from './zoned-time.ts'

interface QuarantineOptions extends HouseOptions {
  readonly reason?: string
  readonly limit: string
  readonly csv?: boolean
  readonly import?: string
  readonly language?: 'zh-CN' | 'en'
}

/** `liuke quarantine` lists quarantined records, newest first. */
export function addQuarantineCommand(program: Command): void {
  const command = addHouseOptions(
    new Command('quarantine')
      .description('list quarantined records with their reasons')
      .option('--reason <reason>', 'only records with this reason')
      .option('--limit <n>', 'maximum number', '50')
      .option('--import <id>', 'only rows of this import')
      .option('--csv', 'print the open records as CSV, unchanged, with reason and remedy, to correct and import again')
      .addOption(new Option('--language <language>', 'language of reason and remedy in the CSV').choices(['zh-CN', 'en'])),
  ).action(async (options: QuarantineOptions) => {
    if (options.import !== undefined) checkImportId(options.import)
    await inHouse(options, async (house, output) => {
      const source = options.import === undefined ? undefined : await house.importStore.get(options.import)
      if (source === null) throw new AppError('not-found', 'import-not-found', 'There is no such import: "liuke import list" shows them.')
      const filter = {
        ...(options.reason === undefined ? {} : { reason: options.reason }),
        ...(source === undefined ? {} : { origin: 'import', originId: source.originId }),
      }
      if (options.csv === true) {
        const language = options.language === 'zh-CN' ? 'zh' : 'en'
        for await (const text of quarantineCsv(house.quarantine, filter, language)) commandSetting().out.write(text)
        return
      }
      const summary = await house.quarantine.summary(filter)
      const limit = Math.min(Math.max(Number.parseInt(options.limit, 10) || 50, 1), 1000)
      const { items } = await house.quarantine.list(filter, { limit, cursor: null })
      const lines = summary.map(({ reason, origin, count }) => `${String(count).padStart(8)}  ${reason}  (${origin})`)
      for (const item of items)
        lines.push(`${zonedTime(item.createdAt, house.project.timeZone)}  ${item.origin}:${item.position}  ${item.reason}  ${item.message}`)
      output.result({ summary, items }, lines.length === 0 ? 'The quarantine is empty.' : lines.join('\n'))
    })
  })
  program.addCommand(command)
}
