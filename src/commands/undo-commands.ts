import type { Command } from 'commander'
import type { UndoReport } from '#collect/import/undo-import.ts'
import { AppError } from '#kernel/app-error.ts'
import { commandActor } from './command-setting.ts'
import { asJob } from './as-job.ts'
import type { JobWork } from './as-job.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'

interface ListOptions extends HouseOptions {
  readonly limit: string
}

interface UndoCommandOptions extends HouseOptions {
  readonly dryRun?: boolean
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** `liuke import list`, `liuke import undo ID` */
export function addUndoCommands(imports: Command): void {
  addHouseOptions(
    imports.command('list').description('list the imports, newest first, with their ids').option('--limit <n>', 'maximum number', '20'),
  ).action(listImports)
  addHouseOptions(
    imports
      .command('undo <id>')
      .description('undo an import; if interrupted, run it again to do the rest')
      .option('--dry-run', 'only show what would be removed and what would stay'),
  ).action(undoImport)
}

/** @throws AppError `import-id-unreadable` */
export function checkImportId(id: string): void {
  if (UUID.test(id)) return
  throw new AppError('invalid-input', 'import-id-unreadable', `"${id}" is not an import id: "liuke import list" shows them.`)
}

async function listImports(options: ListOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const limit = Math.min(Math.max(Number.parseInt(options.limit, 10) || 20, 1), 1000)
    const imports = (await house.importStore.list({ limit, cursor: null })).items.map(({ noted: _noted, originId: _origin, ...row }) => row)
    const lines = imports.map(({ id, startedAt, kind, state, stored, rows, quarantined, mended, fileName }) =>
      [
        id,
        startedAt.toISOString().slice(0, 19),
        kind.padEnd(9),
        state.padEnd(11),
        `${stored} of ${rows} rows`,
        ...(mended > 0 ? [`${mended} of ${mended + quarantined} quarantined rows corrected`] : []),
        fileName,
      ].join('  '),
    )
    output.result({ imports }, lines.length === 0 ? 'There are no imports yet.' : lines.join('\n'))
  })
}

async function undoImport(id: string, options: UndoCommandOptions): Promise<void> {
  checkImportId(id)
  await inHouse(options, async (house, output, signal) => {
    const report = await house.undos.survey(id)
    if (options.dryRun === true) {
      output.result({ importId: id, dryRun: true, ...report }, `Dry run, nothing was changed. An undo would give:\n${reportText(report)}`)
      return
    }
    await asJob(house, { kind: 'undo-import', input: { importId: id } }, output, signal, takeBack(id))
  })
}

function takeBack(id: string): JobWork {
  return async (house, output, signal) => {
    const { undoAndProfile } = await import('../main/undo-and-profile.ts')
    const { profiled, ...report } = await undoAndProfile(house, id, {
      by: commandActor(),
      signal,
      onProgress: (done, total) => output.progress(`step ${Math.min(done + 1, total)} of ${total}`, { stage: 'undo', done, total }),
      onProfiles: () => output.progress('profiles, tiers and classes', { stage: 'profiles', done: 0, total: 1 }),
    })
    const profiles = profiled === null ? '' : `\n  profiles     ${profiled}`
    output.result({ importId: id, dryRun: false, ...report, profiled }, `Undone:\n${reportText(report)}${profiles}`)
    return { ...report, profiled }
  }
}

function reportText(report: UndoReport): string {
  const {
    lines,
    linesStay,
    tickets,
    ticketsStay,
    measures = 0,
    measuresStay = 0,
    feedback = 0,
    feedbackStay = 0,
    subscriptions = 0,
    subscriptionsStay = 0,
    accounts = 0,
    customers,
    customersStay,
    contactsStay,
    consents,
    events = 0,
    eventsStay = 0,
    attributes = 0,
    coupons,
    refused,
  } = report
  const stay = (count: number, why: string): string => (count > 0 ? `, ${count} stay: ${why}` : '')
  return [
    `  lines        ${lines} removed${stay(linesStay, 'another import also has them')}`,
    `  tickets      ${tickets} removed${stay(ticketsStay, 'another import also has them')}`,
    `  measures     ${measures} values removed${stay(measuresStay, 'another import also has them')}`,
    `  feedback     ${feedback} removed${stay(feedbackStay, 'another import also has it')}`,
    ...(subscriptions + subscriptionsStay > 0
      ? [`  contracts    ${subscriptions} dated facts removed${stay(subscriptionsStay, 'another import also has them')}`]
      : []),
    ...(events + eventsStay > 0 ? [`  page views   ${events} removed${stay(eventsStay, 'another log also has them')}`] : []),
    `  accounts     ${accounts} no longer as it said`,
    `  customers    ${customers} removed${stay(customersStay, 'other data mentions them, or they have messages, tasks or notes')}`,
    `  consents     ${consents} restored`,
    `  attributes   restored for ${attributes} customers`,
    `  coupon uses  ${coupons}`,
    `  quarantine   ${refused} rows removed`,
    ...(contactsStay > 0 ? [`  ${contactsStay} messages and tasks of its customers stay: messages already sent can't be recalled.`] : []),
  ].join('\n')
}
