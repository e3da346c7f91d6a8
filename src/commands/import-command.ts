import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { layoutNames } from '#collect/columns/recognise-layout.ts'
import { CONSENT_COLUMNS } from '#collect/import/customer-row-step.ts'
import type { ConsentCounts, RecordFigures } from '#collect/import/record-tally.ts'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { IMPORT_KINDS } from '#collect/import/import-fields.ts'
import { fileSize } from '#collect/import/file-size.ts'
import { expandFiles } from '#collect/table/expand-files.ts'
import { AppError } from '#kernel/app-error.ts'
import type { ProfiledImport } from '../main/import-and-profile.ts'
import { pathAsTyped, pathHere } from './command-setting.ts'
import { addFileOptions, correctionsOf, type FileOptions, wishOf } from './file-options.ts'
import { importEach, progressText } from './import-each.ts'
import type { JobWork } from './as-job.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inJob } from './open-house.ts'
import { addLogCommand } from './log-command.ts'
import { addUndoCommands } from './undo-commands.ts'

interface ImportCommandOptions extends HouseOptions, FileOptions {
  readonly preset?: string
  readonly dryRun?: boolean
  readonly forget?: boolean
  readonly keepAttributes?: boolean
}

/** `liuke import orders FILE --preset online-retail` */
export function addImportCommand(program: Command): void {
  const command = new Command('import').description(
    'import customers, orders, service tickets, measures, feedback, subscriptions or accounts from a file (CSV, also .gz; .xlsx; NDJSON; Parquet)',
  )
  for (const kind of IMPORT_KINDS) {
    const presets = [...layoutNames(kind), 'generic']
    const one = addHouseOptions(
      addFileOptions(
        command
          .command(`${kind} <file>`)
          .description(
            `import ${kind} from a file, a folder or a pattern such as 'orders-*.csv'; exports of known shop systems are recognised, other files are read by their headings and values`,
          )
          .addOption(new Option('--preset <name>', 'the layout of the file, if it is not recognised; generic for none').choices(presets))
          .option('--forget', 'ignore corrections saved from an earlier file with the same headings')
          .option('--dry-run', 'read and check everything and show the result, but store nothing'),
      ),
    )
    if (kind === 'customers' || kind === 'accounts')
      one.option('--keep-attributes', 'keep every column that matches no field as an attribute')
    one.action(async (file: string, options: ImportCommandOptions) => importFiles(kind, file, options))
  }
  addLogCommand(command)
  addUndoCommands(command)
  program.addCommand(command)
}

async function importFiles(kind: ImportKind, pattern: string, options: ImportCommandOptions): Promise<void> {
  const corrections = correctionsOf(options)
  const files = await expandFiles(pathHere(pattern))
  const [first] = files
  // A mistyped path is reported before engines start or a data folder is created.
  if (files.length === 1 && first !== undefined) await fileSize(first)
  const { importAndProfile } = await import('../main/import-and-profile.ts')
  const shown = (file: string): string => pathAsTyped(file, pattern)
  const work: JobWork = async (house, output, signal) => {
    const take = (file: string, isLast: boolean): Promise<ProfiledImport> =>
      importAndProfile(house, {
        file,
        kind,
        ...(options.preset === undefined ? {} : { preset: options.preset }),
        wish: wishOf(options),
        corrections,
        forget: options.forget === true,
        keepAttributes: options.keepAttributes === true,
        dryRun: options.dryRun === true,
        moreToCome: !isLast,
        signal,
        onProgress: (progress) =>
          output.progress(`${files.length === 1 ? '' : `${basename(file)}  `}${progressText(progress)}`, {
            stage: 'rows',
            done: progress.rows,
            total: progress.totalRows,
          }),
        onProfiles: () => output.progress('profiles, tiers and classes', { stage: 'profiles', done: 0, total: 1 }),
      })
    if (files.length === 1 && first !== undefined) {
      const result = await take(first, true)
      output.result(figuresOf(result), summary(result))
      return figuresOf(result)
    }
    const { taken, refused, profiled } = await importEach(files, take, (file, message) => output.note(`${shown(file)}: ${message}`), signal)
    const sum = (count: (result: ProfiledImport) => number): number => taken.reduce((total, { result }) => total + count(result), 0)
    const totals = {
      rows: sum(({ rows }) => rows),
      stored: sum(({ stored }) => stored),
      duplicates: sum(({ duplicates }) => duplicates),
      quarantined: sum(({ quarantined }) => quarantined),
    }
    const each = taken.map(({ file, result }) => ({ file: shown(file), ...figuresOf(result) }))
    const text = [
      ...taken.map(({ file, result }) => `${shown(file)}\n${summary(result)}`),
      `${taken.length} of ${files.length} files: ${totals.rows} rows, ${totals.stored} stored, ${totals.duplicates} duplicates, ${totals.quarantined} quarantined`,
      ...refused.map(({ file, message }) => `refused: ${shown(file)}: ${message}`),
    ].join('\n')
    output.result(
      {
        dryRun: options.dryRun === true,
        ...totals,
        profiled,
        files: each,
        refused: refused.map((one) => ({ ...one, file: shown(one.file) })),
      },
      text,
    )
    if (refused.length > 0) {
      throw new AppError(
        'invalid-input',
        'files-refused',
        `${refused.length} of ${files.length} files were refused, the others were imported. Refused: ${refused.map(({ file }) => basename(file)).join(', ')}.`,
      )
    }
    return { ...totals, profiled }
  }
  await inJob(options, { kind: 'import', input: { kind, dryRun: options.dryRun === true } }, work)
}

/** The output of `--json`; a dry run has no import id. */
function figuresOf({ issues: _issues, dryRun, importId, ...figures }: ProfiledImport) {
  return dryRun ? figures : { importId, ...figures }
}

function summary(result: ProfiledImport): string {
  const money = (amounts: Readonly<Record<string, number>>): string =>
    Object.entries(amounts)
      .map(([currency, amount]) => `${amount.toFixed(2)} ${currency}`)
      .join(', ') || '0'
  const day = (time: string | null): string =>
    time === null ? '-' : new Date(time).toLocaleDateString('sv-SE', { timeZone: result.timeZone })
  const isOrders = result.firstAt !== null
  const lines = [
    result.dryRun ? 'Dry run, nothing was stored. An import would give:' : 'Imported:',
    `  rows         ${result.rows}`,
    `  stored       ${result.stored}`,
    `  duplicates   ${result.duplicates}`,
    `  quarantined  ${result.quarantined}`,
    ...(result.mended.given > 0
      ? [`  mended       ${result.mended.taken} of ${result.mended.given} rows that were quarantined before`]
      : []),
    `  customers    ${result.customers}`,
    ...(result.records === null ? [] : recordLines(result.records, day)),
    ...(result.records !== null
      ? []
      : [
          `  orders       ${result.orders}, returns ${result.returns}${result.anonymousOrders > 0 && result.anonymousOrders !== result.orders ? `, and ${result.anonymousOrders} orders without a customer` : ''}`,
        ]),
    ...(isOrders
      ? [
          `  sales        ${money(result.sales)}`,
          `  refunds      ${money(result.refunds)}`,
          `  from         ${day(result.firstAt)} to ${day(result.lastAt)}`,
        ]
      : []),
    ...result.statuses.map(
      ({ word, rows, counts }) => `  counts as    "${word}": ${counts ?? 'unknown'} (${rows} ${rows === 1 ? 'row' : 'rows'})`,
    ),
    ...(result.unanswered.orders > 0
      ? [
          `  unanswered   ${result.unanswered.orders} ${result.unanswered.orders === 1 ? 'order' : 'orders'}, ${money(result.unanswered.amounts)}, not counted until --status says what the word means`,
        ]
      : []),
    ...(result.tests.orders > 0 ? [`  tests        ${result.tests.orders} orders, ${money(result.tests.sales)}, left out`] : []),
    ...Object.entries(result.columns).map(
      ([field, { heading, confidence, why }]) => `  ${field.padEnd(17)}"${heading}" (${Math.round(confidence * 100)} %: ${why.en})`,
    ),
    ...(result.unread.length === 0 ? [] : [`  not read     ${unreadWords(result.unread, result.records?.kind ?? 'orders')}`]),
    ...result.attributes.map(
      ({ name, type, personal, known }) =>
        `  attribute    ${name}: ${type}${personal ? ', personal: encrypted and masked' : ''}${known ? '' : ', new'}`,
    ),
    `  seconds      ${result.seconds}`,
  ]
  if (result.profiled !== null) lines.push(`  profiles     ${result.profiled}`)
  if (!result.dryRun && result.stored > 0) lines.push(`  to undo      liuke import undo ${result.importId}`)
  for (const { text } of result.notes) lines.push(`  . ${text.en}`)
  for (const { text, weight } of result.questions) lines.push(`  ${weight === 'notice' ? '.' : '?'} ${text.en}`)
  for (const issue of result.issues.slice(0, 5)) lines.push(`  line ${issue.row}: ${issue.message}`)
  return lines.join('\n')
}

const SHOWN_HEADINGS = 12

/** Columns that nothing was read from, and what keeps them. */
function unreadWords(headings: readonly string[], kind: string): string {
  const named = headings.slice(0, SHOWN_HEADINGS).map((heading) => `"${heading}"`)
  const more = headings.length - named.length
  const keep = kind === 'customers' || kind === 'accounts' ? '; --keep-attributes keeps them' : ''
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}${keep}`
}

function recordLines(records: RecordFigures, day: (time: string | null) => string): string[] {
  const span = records.firstAt === null ? [] : [`  from         ${day(records.firstAt)} to ${day(records.lastAt)}`]
  if (records.kind === 'tickets') {
    const kinds = Object.entries(records.kinds).map(([kind, count]) => `${kind === '' ? 'other' : kind} ${count}`)
    return [
      `  tickets      ${records.tickets}: ${records.open} open, ${records.closed} closed, ${records.withoutCustomer} without a customer`,
      `  kinds        ${kinds.join(', ')}`,
      ...span,
    ]
  }
  if (records.kind === 'measures') {
    const { values, measures, moreMeasures, replaced } = records
    return [
      `  values       ${values}${replaced > 0 ? `, of which ${replaced} are replaced by another of the same customer, measure, unit and time` : ''}`,
      ...measures.map(
        ({ name, unit, values: count, least, most }) =>
          `  measure      ${name}${unit === '' ? '' : ` (${unit})`}: ${count}, ${least} to ${most}`,
      ),
      ...(moreMeasures > 0 ? [`  and ${moreMeasures} more measures`] : []),
      ...span,
    ]
  }
  if (records.kind === 'feedback') {
    const { answers, kinds, written, withoutCustomer } = records
    return [
      `  answers      ${answers}, ${written} with a comment; ${withoutCustomer} rows without a customer`,
      ...kinds.map(
        ({ kind, answers: count, mean, most }) => `  ${kind.padEnd(12)} ${count}${mean === null ? '' : `, mean ${mean} of ${most ?? '?'}`}`,
      ),
      ...span,
    ]
  }
  if (records.kind === 'subscriptions') {
    const { subscriptions, ended, endsLater, plans } = records
    return [`  contracts    ${subscriptions} on ${plans} plans: ${ended} rows ended, ${endsLater} with an end to come`, ...span]
  }
  if (records.kind === 'sign_ins') {
    const { activities, stores } = records
    return [`  activities   ${activities}, at ${stores} stores`, ...span]
  }
  if (records.kind === 'accounts') {
    const { accounts, withoutPerson, left } = records
    return [`  accounts     ${accounts}: ${withoutPerson} rows about the account alone, ${left} of people who left`]
  }
  const { withPhone, withEmail, withNeither, unusable, consents } = records
  const said = ({ yes, no, unclear, notSaid }: ConsentCounts): string =>
    `${yes} yes, ${no} no, ${unclear} unclear (counts as no), ${notSaid} not given`
  return [
    `  identified   ${withPhone} by phone, ${withEmail} by email, ${withNeither} by neither; ${unusable} with a masked or unusable value`,
    `  marketing    ${said(consents.marketing)}`,
    ...CONSENT_COLUMNS.filter((column) => column !== 'marketing' && (column === 'webhook' || consents[column].notSaid < records.rows)).map(
      (column) => `  ${column.padEnd(12)} ${said(consents[column])}`,
    ),
    ...span,
  ]
}
