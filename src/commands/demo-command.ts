import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import { systemClock } from '#kernel/clock.ts'
import { lockDataFolder } from '#store/engines/data-folder-lock.ts'
import { temporaryDataDir } from '../main/temporary-data-dir.ts'
import type { Config } from '../config.ts'
import { readConfig } from '../config.ts'
import type { DemoResult } from '../demo/demo-story.ts'
import type { RunningDemo } from '../demo/run-demo.ts'
import { silentLog } from '../main/house-log.ts'
import { createOutput } from './output.ts'
import { untilStopped } from './serve-command.ts'

interface DemoCommandOptions {
  readonly customers: string
  readonly seed: string
  readonly serve: boolean
  readonly json?: boolean
  readonly data?: string
  readonly port?: string
}

/** `liuke demo`: the whole loop on a simulated shop, then the console on its data. */
export function addDemoCommand(program: Command): void {
  const command = new Command('demo')
    .description('the whole loop on a simulated shop: data in, churn predicted, messages sent, effect measured; then the console')
    .option('--customers <n>', 'number of customers', '5000')
    .option('--seed <text>', 'a different seed gives a different shop', '1')
    .option('--no-serve', 'stop after the result and keep nothing')
    .option('--data <folder>', 'folder of the demo data, cleared on every run (default: data/demo)')
    .option('--port <number>', 'port of the console (default: LIUKE_PORT or 8080)')
    .option('--json', 'print the result as one JSON object on the last line')
    .action(demo)
  program.addCommand(command)
}

async function demo(options: DemoCommandOptions): Promise<void> {
  const customers = Number(options.customers)
  if (!Number.isInteger(customers) || customers < 100 || customers > 1_000_000) {
    throw new AppError(
      'invalid-input',
      'customers-wrong',
      `--customers takes a whole number from 100 to 1000000, not "${options.customers}".`,
    )
  }
  const output = createOutput(options.json === true)
  const { runDemo } = await import('../demo/run-demo.ts')
  const config = await demoConfig(options)
  const began = performance.now()
  let running: RunningDemo | null = null
  try {
    running = await runDemo({
      config,
      customers,
      seed: options.seed,
      today: new Date(),
      log: { ...silentLog, error: (fields, message) => output.note(`${message}: ${JSON.stringify(fields)}`) },
      onStage: (_stage, text) => output.note(`${clockOf(performance.now() - began)}  ${text}`),
    })
    output.result(running.result, tell(running.result))
    if (!options.serve) return
    await running.server.background.start()
    const { login, server } = running
    process.stdout.write(
      `\nThe console is open on ${server.url}\n  email     ${login.email}\n  password  ${login.password}\nPress Ctrl-C to stop.\n`,
    )
    await untilStopped()
  } finally {
    await running?.stop()
    if (!options.serve) await rm(config.dataDir, { recursive: true, force: true })
  }
}

async function demoConfig(options: DemoCommandOptions): Promise<Config> {
  const { freePort } = await import('../demo/run-demo.ts')
  const port = options.port ?? (options.serve ? undefined : String(await freePort()))
  const config = readConfig({ ...process.env, ...(port === undefined ? {} : { LIUKE_PORT: port }) })
  if (!options.serve) return { ...config, dataDir: await temporaryDataDir('liuke-demo-') }
  const dataDir = options.data === undefined ? join(config.dataDir, 'demo') : resolve(options.data)
  await clear(dataDir)
  return { ...config, dataDir }
}

const OWN_ENTRIES: ReadonlySet<string> = new Set(['clickhouse', 'postgres', 'run', 'secrets', 'uploads'])

/** Empties the demo's own folder. A folder that is in use or holds anything else is left alone. */
async function clear(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const lock = await lockDataFolder(folder, systemClock)
  try {
    const entries = (await readdir(folder)).filter((entry) => !entry.startsWith('liuke.lock'))
    const foreign = entries.find((entry) => !OWN_ENTRIES.has(entry))
    if (foreign !== undefined) {
      throw new AppError(
        'conflict',
        'demo-folder-taken',
        `The folder ${folder} holds other files (${foreign}). Choose another folder with --data.`,
      )
    }
    await Promise.all(entries.map((entry) => rm(join(folder, entry), { recursive: true, force: true })))
  } finally {
    lock.release()
  }
}

function clockOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
}

/** The result as text. */
function tell(result: DemoResult): string {
  const points = (share: number): string => `${(100 * share).toFixed(1)} points`
  const { churn, lift } = result
  return [
    '',
    `Customers   ${result.customers} with ${result.orders} orders and ${result.events} tracked visits; ${result.quarantined} records quarantined, each with its reason`,
    churn === null
      ? 'Churn       not enough data for a model'
      : `Churn       AUC ${churn.auc.toFixed(3)} on later data; right for ${(100 * churn.accuracy).toFixed(1)} % of customers (always predicting the more common outcome: ${(100 * churn.baseAccuracy).toFixed(1)} %)`,
    `Decisions   ${result.decisions}: ${result.treated} to contact, ${result.control} in the control group, drawn at random`,
    `Messages    ${result.sent} sent, ${result.delivered} delivered, ${result.duplicateSends} sent twice`,
    lift === null
      ? 'Effect      not enough data'
      : `Effect      ${points(lift.estimate)} more customers kept (95 % interval ${points(lift.low)} to ${points(lift.high)}); the simulator's true value is ${points(lift.truth)}`,
    ...(result.journey === null ? [] : [journeyLine(result.journey)]),
    ...(result.broadcast === null ? [] : [broadcastLine(result.broadcast)]),
    ...predictionLines(result),
    `Seconds     ${result.seconds['total'] ?? 0}`,
  ].join('\n')
}

function journeyLine({ entered, inControl, refused, left, reminders, suppressed }: NonNullable<DemoResult['journey']>): string {
  const none = Object.values(suppressed).reduce((sum, n) => sum + n, 0)
  return `Journey     ${entered} carts left behind: ${inControl} in the control group, ${left} emptied, ${reminders} reminders sent, ${none} not sent, each with its reason; ${refused} second products started nothing`
}

function broadcastLine({ audience, sent, heldOut, failed, reasons }: NonNullable<DemoResult['broadcast']>): string {
  const { wechat = 0, sms = 0, email = 0 } = sent
  const leftOut = Object.values(reasons).reduce((sum, n) => sum + n, 0)
  return `Broadcast   of ${audience} customers ${wechat + sms + email} got it: ${wechat} by WeChat, ${email} by mail, ${sms} by text message; ${heldOut} in the control group, ${failed} refused, ${leftOut} not reached, each with its reason`
}

function predictionLines({ value, demand, recommend }: DemoResult): string[] {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  return [
    value?.propensityAuc === undefined || value.propensityAuc === null
      ? 'Value       not enough data'
      : `Value       an order within 30 days predicted with AUC ${value.propensityAuc.toFixed(3)}`,
    demand.length === 0
      ? 'Demand      not enough data'
      : `Demand      30 days predicted: ${demand.map(({ level, accuracy, baseline }) => `${level} ${percent(accuracy)} (simple rule ${baseline === null ? 'unknown' : percent(baseline)})`).join(', ')}`,
    recommend === null
      ? 'Offers      not enough data'
      : `Offers      ${percent(recommend.hitRate)} of buyers bought one of their ten recommendations${recommend.popular === null ? '' : `, ${percent(recommend.popular)} one of the ten most popular products`}`,
  ]
}
