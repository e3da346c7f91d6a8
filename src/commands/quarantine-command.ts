import { Command } from 'commander'
import { quarantineCsv } from '#quality/quarantine-csv.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'
import { zonedTime } from './zoned-time.ts'

interface QuarantineOptions extends HouseOptions {
  readonly reason?: string
  readonly limit: string
  readonly csv?: boolean
}

/** `liuke quarantine` lists refused records, newest first. */
export function addQuarantineCommand(program: Command): void {
  const command = addHouseOptions(
    new Command('quarantine')
      .description('list the records that were refused, with the reason')
      .option('--reason <reason>', 'only this reason')
      .option('--limit <n>', 'maximum number', '50')
      .option('--csv', 'print the open records as they came, with their reasons, as CSV to repair and import again'),
  ).action(async (options: QuarantineOptions) => {
    await inHouse(options, async (house, output) => {
      if (options.csv === true) {
        for await (const text of quarantineCsv(house.quarantine, options.reason === undefined ? {} : { reason: options.reason }))
          process.stdout.write(text)
        return
      }
      const summary = await house.quarantine.summary()
      const limit = Math.min(Math.max(Number.parseInt(options.limit, 10) || 50, 1), 1000)
      const { items } = await house.quarantine.list(options.reason === undefined ? {} : { reason: options.reason }, limit)
      const lines = summary.map(({ reason, origin, count }) => `${String(count).padStart(8)}  ${reason}  (${origin})`)
      for (const item of items)
        lines.push(`${zonedTime(item.createdAt, house.project.timeZone)}  ${item.origin}:${item.position}  ${item.reason}  ${item.message}`)
      output.result({ summary, items }, lines.length === 0 ? 'The quarantine is empty.' : lines.join('\n'))
    })
  })
  program.addCommand(command)
}
