import { Command, Option } from 'commander'
import { IMPORT_PRESETS } from '#collect/import/import-presets.ts'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { IMPORT_KINDS } from '#collect/import/import-fields.ts'
import { fileSize } from '#collect/import/inspect-file.ts'
import { AppError } from '#kernel/app-error.ts'
import type { ProfiledImport } from '../main/import-and-profile.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'

interface ImportCommandOptions extends HouseOptions {
  readonly preset?: string
  readonly map?: string[]
  readonly dryRun?: boolean
}

/** `liuke import orders FILE --preset online-retail` */
export function addImportCommand(program: Command): void {
  const command = new Command('import').description('take customers, orders or service tickets in from a file (CSV, also .gz; .xlsx)')
  for (const kind of IMPORT_KINDS) {
    const presets = IMPORT_PRESETS.filter((preset) => preset.kind === kind).map((preset) => preset.name)
    addHouseOptions(
      command
        .command(`${kind} <file>`)
        .description(`import ${kind}; columns are guessed from their headings where no preset or --map names them`)
        .addOption(new Option('--preset <name>', 'a known layout').choices(presets))
        .option('--map <field=column...>', 'take a field from a column')
        .option('--dry-run', 'read and check everything, store nothing'),
    ).action(async (file: string, options: ImportCommandOptions) => importFile(kind, file, options))
  }
  program.addCommand(command)
}

async function importFile(kind: ImportKind, file: string, options: ImportCommandOptions): Promise<void> {
  const mapping = parseMapping(options.map ?? [])
  // A slip of the pen is answered before engines start or a data folder is made.
  await fileSize(file)
  const { importAndProfile } = await import('../main/import-and-profile.ts')
  await inHouse(options, async (house, output, signal) => {
    const result = await importAndProfile(house, {
      file,
      kind,
      ...(options.preset === undefined ? {} : { preset: options.preset }),
      ...(options.map === undefined ? {} : { mapping }),
      dryRun: options.dryRun === true,
      signal,
      onProgress: ({ rows, totalRows, rowsPerSecond }) => {
        const share = totalRows === 0 ? 100 : Math.floor((100 * rows) / totalRows)
        output.progress(`${share} %  ${rows} of ${totalRows} rows  ${rowsPerSecond} rows/s`)
      },
      onProfiles: () => output.progress('profiles, tiers and classes'),
    })
    const { importId: _id, issues: _issues, dryRun: _dry, ...figures } = result
    output.result(figures, summary(result))
  })
}

/** Reads `field=column` pairs. @throws AppError for a pair without the sign. */
export function parseMapping(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const sign = pair.indexOf('=')
      if (sign < 1) throw new AppError('invalid-input', 'mapping-unreadable', `--map takes field=column, not "${pair}".`)
      return [pair.slice(0, sign).trim(), pair.slice(sign + 1).trim()]
    }),
  )
}

function summary(result: ProfiledImport): string {
  const lines = [
    result.dryRun ? 'Nothing was stored (dry run). An import would give:' : 'Imported:',
    `  rows         ${result.rows}`,
    `  stored       ${result.stored}`,
    `  duplicates   ${result.duplicates}`,
    `  quarantined  ${result.quarantined}`,
    `  customers    ${result.customers}`,
    `  orders       ${result.orders}, returns ${result.returns}`,
    `  seconds      ${result.seconds}`,
  ]
  if (result.profiled !== null) lines.push(`  profiles     ${result.profiled}`)
  for (const { text } of result.questions) lines.push(`  ? ${text.en}`)
  for (const issue of result.issues.slice(0, 5)) lines.push(`  line ${issue.row}: ${issue.message}`)
  return lines.join('\n')
}
