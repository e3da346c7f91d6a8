// npm run bench -- loop [--json] [--seeds 20] [--first 1] [--customers 2000]: the whole demo for each seed, and whether the effect that the product measured
// agrees with the simulator's truth. One line a seed on stderr; the last line of stdout is one JSON object.
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { silentLog } from '../../src/main/house-log.ts'
import { readConfig } from '../../src/config.ts'
import type { DemoResult, ShopAccount } from '../../src/demo/demo-story.ts'
import { freePort, runDemo } from '../../src/demo/run-demo.ts'
import { temporaryDataDir } from '../../src/main/temporary-data-dir.ts'

/** At 95 % intervals, 19 of 20 seeds are expected to hold the truth; one less is within chance. */
const SHARE_COVERED = 0.9
/** Every seed lives its 18 months and 60 days up to this day. */
const TODAY = new Date('2026-06-01T04:00:00Z')

interface SeedOutcome {
  readonly result: DemoResult
  readonly lift: NonNullable<DemoResult['lift']>
  readonly covered: boolean
  readonly significant: boolean
  readonly sampleRatioOk: boolean
  /** Treated and held-out customers who ordered: by the product less by the shop's books. */
  readonly treatedMiscounted: number
  readonly controlMiscounted: number
  readonly match: ShopAccount['match']
}

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '1' },
    customers: { type: 'string', default: '2000' },
  },
})
const seeds = wholeOf('--seeds', flags.seeds)
const first = wholeOf('--first', flags.first)
const customers = wholeOf('--customers', flags.customers)

const outcomes: SeedOutcome[] = []
for (let seed = first; seed < first + seeds; seed += 1) {
  const outcome = await runSeed(seed)
  outcomes.push(outcome)
  console.error(lineOf(seed, outcome))
}

const covered = count(({ covered: inside }) => inside)
const summary = {
  seeds,
  customers,
  covered,
  significant: count(({ significant }) => significant),
  sampleRatioOk: count(({ sampleRatioOk }) => sampleRatioOk),
  meanEstimate: mean(({ lift }) => lift.estimate),
  meanTruth: mean(({ lift }) => lift.truth),
  meanWidth: mean(({ lift }) => lift.high - lift.low),
  miscounted: outcomes.reduce((sum, each) => sum + Math.abs(each.treatedMiscounted) + Math.abs(each.controlMiscounted), 0),
  /** People who are several customers, and customers who are several people. */
  mismatched: outcomes.reduce((sum, { match: { split, mixed } }) => sum + split + mixed, 0),
  duplicateSends: outcomes.reduce((sum, { result }) => sum + result.duplicateSends, 0),
  churnAucMean: mean(({ result }) => result.churn?.auc ?? Number.NaN),
  secondsMean: mean(({ result }) => result.seconds['total'] ?? Number.NaN),
}
if (!flags.json) {
  console.log(
    `truth inside the interval for ${covered} of ${seeds} seeds; mean estimate ${summary.meanEstimate}, mean truth ${summary.meanTruth}`,
  )
}
console.log(JSON.stringify(summary))
if (
  covered < SHARE_COVERED * seeds ||
  summary.miscounted > 0 ||
  summary.mismatched > 0 ||
  summary.duplicateSends > 0 ||
  summary.sampleRatioOk < seeds
)
  process.exitCode = 1

async function runSeed(seed: number): Promise<SeedOutcome> {
  const dataDir = await temporaryDataDir('liuke-demo-')
  try {
    const environment = { LIUKE_PORT: String(await freePort()), LIUKE_LOG: 'silent', LIUKE_MASTER_KEY: masterKeyOf(seed) }
    const config = { ...readConfig(environment), dataDir }
    const demo = await runDemo({ config, customers, seed: String(seed), today: TODAY, log: silentLog, onStage: () => undefined })
    try {
      const [report] = await demo.house.effects.list()
      const { lift } = demo.result
      if (report === undefined || lift === null)
        throw new Error(`Seed ${seed} with ${customers} customers gave no effect: take more customers.`)
      return {
        result: demo.result,
        lift,
        covered: lift.low <= lift.truth && lift.truth <= lift.high,
        significant: lift.low > 0 || lift.high < 0,
        sampleRatioOk: report.overall.sampleRatioOk,
        treatedMiscounted: report.overall.treatedRetained - demo.shop.treatedOrdered,
        controlMiscounted: report.overall.controlRetained - demo.shop.controlOrdered,
        match: demo.shop.match,
      }
    } finally {
      await demo.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Customer ids follow from the key and the arms from the ids: the same seed holds the same customers out every time. */
function masterKeyOf(seed: number): string {
  return `1 ${createHash('sha256').update(`bench-loop/${seed}`).digest('base64')}`
}

function lineOf(
  seed: number,
  { result, lift, covered: inside, significant, treatedMiscounted, controlMiscounted, match }: SeedOutcome,
): string {
  const points = (share: number): string => (100 * share).toFixed(1)
  return [
    `seed ${seed}:`,
    `${match.people} people as ${match.customers} customers, ${match.split} split, ${match.mixed} mixed;`,
    `${result.treated} treated, ${result.control} held out, ${result.sent} sent, ${result.duplicateSends} twice;`,
    `${points(lift.estimate)} points [${points(lift.low)}, ${points(lift.high)}], truth ${points(lift.truth)}`,
    `${inside ? 'inside' : 'OUTSIDE'}${significant ? ', significant' : ''};`,
    `orders missed or added ${treatedMiscounted} treated, ${controlMiscounted} held out;`,
    `AUC ${result.churn?.auc.toFixed(3) ?? '-'}; ${result.seconds['total'] ?? 0} s`,
  ].join(' ')
}

function count(holds: (outcome: SeedOutcome) => boolean): number {
  return outcomes.filter(holds).length
}

/** Rounded to four decimals. */
function mean(of: (outcome: SeedOutcome) => number): number {
  return Math.round((10_000 * outcomes.reduce((sum, outcome) => sum + of(outcome), 0)) / outcomes.length) / 10_000
}

function wholeOf(name: string, text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  console.error(`bench loop: ${name} takes a whole number above 0, not "${text}".`)
  process.exit(2)
}
