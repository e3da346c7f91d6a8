// npm run bench -- forecast [--json] [--series 1000] [--days 1095] [--runs 3]: automatic forecasts of 30 days for simulated daily sales (three years,
// a weekly season, drifting levels, promotions, a sixth of the products bought now and then only) against AutoETS of statsforecast with two
// processes. We use one thread. MASE is a plain mean over the series of the error on days neither side has seen. The last line is one JSON object.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Rng } from '#kernel/rng.ts'
import { automaticForecast } from '#numerics/series/automatic-forecast.ts'
import { mase } from '#numerics/series/forecast-accuracy.ts'
import { compare, ourProgram, peakMb, peerProgram } from '../compare.ts'

/** The bar: this share of the peer's time at an error no larger. */
const BAR = 0.5
const HORIZON = 30

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    series: { type: 'string', default: '1000' },
    days: { type: 'string', default: '1095' },
    runs: { type: 'string', default: '3' },
    run: { type: 'string' },
  },
})
const series = Number(flags.series)
const days = Number(flags.days)

if (flags.run !== undefined) await contest(flags.run)
else await bench()

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-bench-forecast-'))
  try {
    const file = join(folder, 'sales.bin')
    await writeFile(file, simulateSales())
    const self = fileURLToPath(import.meta.url)
    const result = await compare(
      { name: 'Liuke', command: ourProgram(self, '--run', file, '--series', flags.series, '--days', flags.days) },
      [{ name: 'statsforecast AutoETS', command: peerProgram('forecast_statsforecast.py', file, flags.series, flags.days, `${HORIZON}`) }],
      {
        runs: Number(flags.runs),
        onRun: (name, { seconds, rssMb, quality }) => {
          if (!flags.json) console.log(`${name}: ${seconds.toFixed(1)} s, ${rssMb.toFixed(0)} MB, ${JSON.stringify(quality)}`)
        },
      },
    )
    const asGood = (result.ours.quality['mase'] ?? Number.NaN) <= (result.peer.quality['mase'] ?? 0)
    const passed = asGood && result.ratio <= BAR
    console.log(JSON.stringify({ ...result, asGood, bar: BAR, passed }))
    if (!passed) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rows of days + 30 whole numbers as Float64. */
function simulateSales(): Uint8Array {
  const length = days + HORIZON
  const values = new Float64Array(series * length)
  for (let i = 0; i < series; i += 1) {
    const rng = new Rng('bench-forecast').fork(`series-${i}`)
    const rare = i % 6 === 5
    let level = rare ? rng.uniform(0.05, 0.6) : Math.exp(rng.uniform(1, 6))
    const drift = 0.0006 * rng.normal()
    const wander = rng.uniform(0.002, 0.02)
    const week = Array.from({ length: 7 }, (_, day) => Math.exp(0.25 * rng.normal() + (day >= 5 ? 0.2 : 0)))
    const noise = rng.uniform(0.05, 0.3)
    let promotion = 0
    for (let t = 0; t < length; t += 1) {
      level *= Math.exp(drift + wander * rng.normal())
      if (promotion > 0) promotion -= 1
      else if (rng.chance(0.01)) promotion = 3
      const mean = level * (week[t % 7] as number) * Math.exp(noise * rng.normal()) * (promotion > 0 ? 1.6 : 1)
      values[i * length + t] = draw(rng, mean)
    }
  }
  return new Uint8Array(values.buffer)
}

/** A Poisson count, by a normal one above 50. */
function draw(rng: Rng, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = rng.next(); product > limit; product *= rng.next()) count += 1
  return count
}

async function contest(file: string): Promise<void> {
  const bytes = await readFile(file)
  const length = days + HORIZON
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, series * length)
  const rows = Array.from({ length: series }, (_, i) => all.subarray(i * length, (i + 1) * length))
  const started = performance.now()
  const forecasts = rows.map((row) => automaticForecast(row.subarray(0, days), { period: 7, horizon: HORIZON, nonNegative: true }))
  const seconds = (performance.now() - started) / 1000
  const scores: number[] = []
  let errors = 0
  let sold = 0
  for (const [i, row] of rows.entries()) {
    const mean = forecasts[i]?.mean ?? new Float64Array(HORIZON)
    const held = row.subarray(days)
    scores.push(mase(held, mean, row.subarray(0, days), 7))
    for (let h = 0; h < HORIZON; h += 1) {
      errors += Math.abs((held[h] as number) - (mean[h] as number))
      sold += held[h] as number
    }
  }
  const quality = { mase: scores.reduce((sum, score) => sum + score, 0) / series, wape: errors / sold }
  console.log(JSON.stringify({ seconds, rssMb: peakMb(), quality }))
}
