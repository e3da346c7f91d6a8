// npm run bench -- clv [--json] [--customers 1000000] [--runs 3] [--big-runs 1]: BG/NBD, Pareto/NBD and Gamma-Gamma on CDNOW, and BG/NBD on simulated
// customers (days, a cohort of half a year seen for half a year to a year), against lifetimes on the same arrays. Our time holds the grouping of identical histories and
// the standard errors, as the peer's does. Both sides fit CDNOW nine times in a process and report the median (the first one, with everything cold, beside it), and the large one
// once. Both optima are put into the same likelihood. `ratio` is the worst of BG/NBD on CDNOW, all three there, and the simulated customers. The last line is one JSON object.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '#kernel/rng.ts'
import { fitBgNbd } from '#numerics/purchase/bg-nbd.ts'
import { dropoutLoss } from '#numerics/purchase/dropout-likelihood.ts'
import { fitGammaGamma } from '#numerics/purchase/gamma-gamma.ts'
import { groupHistories } from '#numerics/purchase/group-histories.ts'
import { paretoLoss } from '#numerics/purchase/pareto-likelihood.ts'
import { fitParetoNbd } from '#numerics/purchase/pareto-nbd.ts'
import { drawGamma } from '#numerics/purchase/random-variates.ts'
import { compare, ourProgram, peakMb, peerProgram, type Comparison } from '../compare.ts'
import { referenceFile } from '../../tests/support/reference-data.ts'

/** The bar: this share of the peer's time at the same optimum (log-likelihoods equal to 1e-4 of their size, or ours higher). */
const BAR = 0.1
const SAME = 1e-4
const REPEATS = 9

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    customers: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    'big-runs': { type: 'string', default: '1' },
    run: { type: 'string' },
    models: { type: 'string', default: '' },
    repeats: { type: 'string', default: '1' },
  },
})

interface Histories {
  readonly repeats: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
  readonly average: Float64Array
}

if (flags.run !== undefined) await contest(flags.run, flags.models.split(','), Number(flags.repeats))
else await bench()

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-clv-'))
  try {
    const cdnow = await against(folder, 'CDNOW', await readCdnow(), ['bg', 'pareto', 'gamma-gamma'], Number(flags.runs), REPEATS)
    const many = await against(
      folder,
      `${flags.customers} simulated`,
      simulate(Number(flags.customers)),
      ['bg'],
      Number(flags['big-runs']),
      1,
    )
    const bgRatio = (cdnow.ours.quality['bgSeconds'] ?? 1) / (cdnow.peer.quality['bgSeconds'] ?? 1)
    const ratio = Math.max(cdnow.ratio, bgRatio, many.ratio)
    const passed = cdnow.same && many.same && ratio <= BAR
    console.log(JSON.stringify({ ratio, ours: many.ours, peer: many.peer, cdnow: { ...cdnow, bgRatio }, many, bar: BAR, passed }))
    if (!passed) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function against(
  folder: string,
  name: string,
  histories: Histories,
  models: readonly string[],
  runs: number,
  repeats: number,
): Promise<Comparison & { readonly same: boolean }> {
  const file = join(folder, 'histories.bin')
  await writeFile(file, bytesOf(histories))
  const self = fileURLToPath(import.meta.url)
  const result = await compare(
    { name: 'Liuke', command: ourProgram(self, '--run', file, '--models', models.join(','), '--repeats', String(repeats)) },
    [{ name: 'lifetimes', command: peerProgram('clv_lifetimes.py', file, models.join(','), String(repeats)) }],
    {
      runs,
      onRun: (who, { seconds, rssMb }) => {
        if (!flags.json) console.log(`${name}, ${who}: ${seconds.toFixed(3)} s, ${rssMb.toFixed(0)} MB`)
      },
    },
  )
  const same = models.every((model) => {
    const ours = logLikelihood(model, result.ours.quality, histories)
    const peer = logLikelihood(model, result.peer.quality, histories)
    if (!flags.json) console.log(`${name}, ${model}: log-likelihood ${ours.toFixed(3)}, peer ${peer.toFixed(3)}`)
    return ours >= peer - SAME * Math.abs(peer)
  })
  return { ...result, same }
}

/** The likelihood of anyone's parameters, all by the same function. Gamma-Gamma is taken at its word: both sides sum the same formula. */
function logLikelihood(model: string, quality: Readonly<Record<string, number>>, histories: Histories): number {
  const log = (...names: readonly string[]): Float64Array =>
    Float64Array.from(names, (name) => Math.log(quality[`${model}_${name}`] ?? Number.NaN))
  if (model === 'gamma-gamma') return quality['gamma-gammaLogLikelihood'] ?? Number.NaN
  const grouped = groupHistories(histories)
  return model === 'pareto'
    ? -paretoLoss(grouped)(log('r', 'alpha', 's', 'beta'), new Float64Array(4)) * grouped.totalWeight
    : -dropoutLoss(grouped, 0)(log('r', 'alpha', 'a', 'b'), new Float64Array(4), new Float64Array(16)) * grouped.totalWeight
}

/** Our side: fits the models asked for and prints what `compare` reads. */
async function contest(file: string, models: readonly string[], repeats: number): Promise<void> {
  const bytes = await readFile(file)
  const n = bytes.readInt32LE(0)
  const column = (k: number): Float64Array => new Float64Array(bytes.buffer, bytes.byteOffset + 8 + 8 * n * k, n)
  const histories = { repeats: column(0), recency: column(1), age: column(2), average: column(3) }
  const quality: Record<string, number> = {}
  let seconds = 0
  for (const model of models) {
    const times: number[] = []
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const started = performance.now()
      const fit = fitModel(model, histories)
      times.push((performance.now() - started) / 1000)
      for (const [name, value] of Object.entries(fit.parameters)) quality[`${model}_${name}`] = value
      quality[`${model}LogLikelihood`] = fit.logLikelihood
      quality[`${model}Converged`] = fit.converged ? 1 : 0
    }
    quality[`${model}FirstSeconds`] = times[0] as number
    quality[`${model}Seconds`] = times.toSorted((a, b) => a - b)[times.length >> 1] as number
    seconds += quality[`${model}Seconds`] as number
  }
  console.log(JSON.stringify({ seconds, rssMb: peakMb(), quality }))
}

function fitModel(
  model: string,
  histories: Histories,
): { readonly parameters: Readonly<Record<string, number>>; readonly logLikelihood: number; readonly converged: boolean } {
  if (model === 'bg') {
    const fit = fitBgNbd('bg-nbd', histories)
    return { ...fit, parameters: { r: fit.r, alpha: fit.alpha, a: fit.a, b: fit.b } }
  }
  if (model === 'pareto') {
    const fit = fitParetoNbd(histories)
    return { ...fit, parameters: { r: fit.r, alpha: fit.alpha, s: fit.s, beta: fit.beta } }
  }
  const fit = fitGammaGamma(Array.from(histories.repeats, (orders, i) => ({ orders, average: histories.average[i] as number })))
  return { ...fit, parameters: { p: fit.p, q: fit.q, v: fit.v } }
}

async function readCdnow(): Promise<Histories> {
  const lines = (await readFile(referenceFile('cdnowSummary'), 'utf8')).trim().split('\n').slice(1)
  const rows = lines.map((line) => line.split(',').map(Number))
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k] ?? Number.NaN)
  return { repeats: column(1), recency: column(2), age: column(3), average: column(4) }
}

/** Customers of a BG/NBD world, times in whole days as shops keep them. */
function simulate(n: number): Histories {
  const rng = new Rng('bench-clv')
  const random = (): number => rng.next()
  const histories = { repeats: new Float64Array(n), recency: new Float64Array(n), age: new Float64Array(n), average: new Float64Array(n) }
  for (let i = 0; i < n; i += 1) {
    const age = 180 + rng.int(180)
    const rate = drawGamma(0.5, random) / 30
    const a = drawGamma(0.8, random)
    const dropout = a / (a + drawGamma(2.5, random))
    const days = new Set<number>()
    let time = 0
    for (;;) {
      time += rng.exponential(1 / rate)
      if (time > age) break
      days.add(Math.ceil(time))
      if (rng.chance(dropout)) break
    }
    histories.repeats[i] = days.size
    histories.recency[i] = Math.max(0, ...days)
    histories.age[i] = age
  }
  return histories
}

function bytesOf(histories: Histories): Uint8Array {
  const n = histories.repeats.length
  const bytes = new Uint8Array(8 + 32 * n)
  new DataView(bytes.buffer).setInt32(0, n, true)
  const parts = [histories.repeats, histories.recency, histories.age, histories.average]
  parts.forEach((part, k) => new Float64Array(bytes.buffer, 8 + 8 * n * k, n).set(part))
  return bytes
}
