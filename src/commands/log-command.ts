import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { LOG_FORMATS, type LogFormat, type LogOptions, type LogWho, PLAIN_LOG } from '#collect/logs/log-options.ts'
import { AppError } from '#kernel/app-error.ts'
import type { ProfiledLog } from '../main/import-log-and-profile.ts'
import type { JobWork } from './as-job.ts'
import { commandSetting, inSetting, pathHere } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inJob } from './open-house.ts'

interface LogCommandOptions extends HouseOptions {
  readonly source: string
  readonly format?: LogFormat
  readonly pattern?: string
  readonly zone?: string
  readonly who?: readonly string[]
  readonly visitors: boolean
  readonly ip: LogOptions['ip']
  readonly static?: boolean
  readonly leaveOut?: readonly string[]
  readonly accept?: boolean
  readonly dryRun?: boolean
}

const STDIN = '-'

/** `liuke import logs FILE --source SITE --who cookie:vid=anonymousId` */
export function addLogCommand(imports: Command): void {
  addHouseOptions(
    imports
      .command('logs <file>')
      .description('import page views from an access log of a web server (also .gz; - reads standard input to its end)')
      .requiredOption('--source <id or name>', 'the source whose page views they are: "liuke sources list"')
      .addOption(new Option('--format <name>', 'format of the lines; by default it is guessed').choices([...LOG_FORMATS]))
      .option('--pattern <re2>', 'a pattern with named groups time, path, ip, status, agent, referrer, user; chooses the format "pattern"')
      .option('--zone <name>', "time zone of times without an offset; by default the project's")
      .option(
        '--who <where=meaning...>',
        'who asked: user, field:NAME, cookie:NAME or query:NAME = userId or anonymousId, such as cookie:vid=anonymousId',
      )
      .option('--no-visitors', 'leave lines out that name nobody, instead of telling their visitors apart for one day')
      .addOption(new Option('--ip <how>', 'what is kept of an address').choices(['none', 'truncated']).default('none'))
      .option('--static', 'also take pictures, scripts, styles and other files that a page loads')
      .option('--leave-out <path...>', 'beginnings of paths that are no page views, such as /health')
      .option('--accept', 'import although most lines cannot be read')
      .option('--dry-run', 'read everything and show the result, but store nothing'),
  ).action((file: string, options: LogCommandOptions) => (file === STDIN ? fromStdin(options) : importLog(file, options)))
}

/** Standard input is here and the server that may do the work is not: it becomes a file first. */
async function fromStdin(options: LogCommandOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-log-'))
  try {
    const path = join(folder, 'stdin.log')
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }))
    const setting = commandSetting()
    await inSetting({ ...setting, args: setting.args.map((arg) => (arg === STDIN ? path : arg)) }, () => importLog(path, options))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function importLog(file: string, options: LogCommandOptions): Promise<void> {
  const said = optionsOf(options)
  const path = pathHere(file)
  const { importLogAndProfile } = await import('../main/import-log-and-profile.ts')
  const work: JobWork = async (house, output, signal) => {
    const source = await sourceOf(await house.sourceCatalogue.list(), options.source)
    const format = said.format ?? (await house.logImports.preview(path, nameOf(path), said)).guessed
    const result = await importLogAndProfile(house, {
      path,
      fileName: nameOf(path),
      sourceId: source,
      options: { ...PLAIN_LOG, ...said, format },
      dryRun: options.dryRun === true,
      accept: options.accept === true,
      signal,
      onProgress: (done, total) => output.progress(`${done} of ${total} bytes`, { stage: 'rows', done, total }),
      onProfiles: () => output.progress('profiles, tiers and classes', { stage: 'profiles', done: 0, total: 1 }),
    })
    const { issues: _issues, importId, dryRun, ...figures } = result
    output.result(dryRun ? { dryRun, ...figures } : { importId, ...figures }, summary(result, format))
    return { importId, ...figures }
  }
  await inJob(options, { kind: 'import-log', input: { dryRun: options.dryRun === true } }, work)
}

function optionsOf({
  format,
  pattern,
  zone,
  who = [],
  visitors,
  ip,
  static: takesStatic,
  leaveOut = [],
}: LogCommandOptions): Partial<LogOptions> {
  return {
    ...(pattern !== undefined ? { format: 'pattern', pattern } : format === undefined ? {} : { format }),
    ...(zone === undefined ? {} : { timeZone: zone }),
    who: who.map(whoOf),
    visitors,
    ip,
    leaveOutStatic: takesStatic !== true,
    leaveOutPaths: leaveOut,
  }
}

const WHO = /^(user|field|cookie|query)(?::(.{1,100}))?=(userId|anonymousId)$/

function whoOf(text: string): LogWho {
  const match = WHO.exec(text)
  if (match === null) {
    throw new AppError('invalid-input', 'who-unreadable', `--who takes such as cookie:vid=anonymousId or user=userId, not "${text}".`)
  }
  return { from: match[1] as LogWho['from'], name: match[2] ?? '', as: match[3] as LogWho['as'] }
}

async function sourceOf(
  sources: readonly { readonly id: string; readonly name: string; readonly disabledAt: string | null }[],
  asked: string,
): Promise<string> {
  const found = sources.find(({ id, name, disabledAt }) => disabledAt === null && (id === asked || name === asked))
  if (found !== undefined) return found.id
  throw new AppError(
    'not-found',
    'source-not-found',
    `There is no source "${asked}": "liuke sources list" shows them, "liuke sources create" adds one.`,
  )
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function summary(result: ProfiledLog, format: LogFormat): string {
  const leftOut = Object.entries(result.leftOut).map(([reason, lines]) => `${LEFT_OUT[reason] ?? reason} ${lines}`)
  return [
    result.dryRun ? `Dry run as ${format}, nothing was stored. An import would give:` : `Imported as ${format}:`,
    `  lines        ${result.lines}`,
    `  stored       ${result.stored}${result.dryRun ? ' (lines stored before are not known yet)' : `, of them ${result.bots} of bots, left out of every metric`}`,
    `  duplicates   ${result.duplicates}`,
    `  quarantined  ${result.quarantined}`,
    `  left out     ${leftOut.length === 0 ? '0' : leftOut.join(', ')}`,
    ...(result.droppedByConsent > 0 ? [`  no consent   ${result.droppedByConsent}, counted and not kept`] : []),
    `  customers    ${result.customers}`,
    ...(result.profiled === null ? [] : [`  profiles     ${result.profiled}`]),
    ...(result.dryRun || result.stored === 0 ? [] : [`  to undo      liuke import undo ${result.importId}`]),
    ...result.issues.slice(0, 5).map(({ line, message }) => `  line ${line}: ${message}`),
  ].join('\n')
}

const LEFT_OUT: Readonly<Record<string, string>> = {
  static: 'static files',
  path: 'named paths',
  method: 'other methods than GET',
  status: 'redirects and errors',
  nobody: 'lines that name nobody',
}
