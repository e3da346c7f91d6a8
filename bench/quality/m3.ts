// How well the automatic method forecasts the 3,003 series of the M3 competition, beside our own Theta, damped trend and Naive 2.
// The held-out values are read only to judge. Published: Theta sMAPE 12.76, MASE 1.395; Naive 2 14.74; damped 13.28.
import { automaticForecast, forecastDamped } from '#numerics/series/automatic-forecast.ts'
import { coverage, mase, sMape } from '#numerics/series/forecast-accuracy.ts'
import { naive2 } from '#numerics/series/naive.ts'
import { forecastOptimisedTheta } from '#numerics/series/optimised-theta.ts'
import { forecastTheta } from '#numerics/series/theta.ts'
import type { M3Series } from './m3-data.ts'
import { M3_KINDS, readM3 } from './m3-data.ts'

export interface M3Accuracy {
  readonly series: number
  readonly sMape: number
  readonly mase: number
}

/** The plain mean over the series, as published. */
export function m3Accuracy(series: readonly M3Series[], forecasts: readonly Float64Array[]): M3Accuracy {
  let percent = 0
  let scaled = 0
  for (const [i, { heldOut, values, period }] of series.entries()) {
    const forecast = forecasts[i] as Float64Array
    percent += sMape(heldOut, forecast)
    scaled += mase(heldOut, forecast, values, period)
  }
  return { series: series.length, sMape: percent / series.length, mase: scaled / series.length }
}

const flat = new Float64Array(0)
export const M3_METHODS: Readonly<Record<string, (values: Float64Array, period: number, horizon: number) => Float64Array>> = {
  automatic: (values, period, horizon) => automaticForecast(values, { period, horizon })?.mean ?? flat,
  theta: (values, period, horizon) => forecastTheta(values, period, horizon)?.mean ?? flat,
  optimisedTheta: (values, period, horizon) => forecastOptimisedTheta(values, period, horizon)?.mean ?? flat,
  damped: (values, period, horizon) => forecastDamped(values, period, horizon)?.mean ?? flat,
  naive2,
}

if (import.meta.main) {
  const all = readM3()
  const answer: Record<string, object> = {}
  for (const [name, method] of Object.entries(M3_METHODS)) {
    const before = process.cpuUsage().user
    const forecasts = all.map(({ values, period, heldOut }) => method(values, period, heldOut.length))
    const cpuSeconds = (process.cpuUsage().user - before) / 1e6
    const byKind = M3_KINDS.map((kind) => {
      const rows = all.flatMap((series, i) => (series.kind === kind ? [i] : []))
      return [
        kind.toLowerCase(),
        m3Accuracy(
          rows.map((i) => all[i] as M3Series),
          rows.map((i) => forecasts[i] as Float64Array),
        ),
      ]
    })
    answer[name] = { ...m3Accuracy(all, forecasts), cpuSeconds, byKind: Object.fromEntries(byKind) }
    console.error(name, JSON.stringify(m3Accuracy(all, forecasts)), `${cpuSeconds.toFixed(1)} s`)
  }
  const share = (wanted: number): number =>
    all.reduce((sum, { values, period, heldOut }) => {
      const forecast = automaticForecast(values, { period, horizon: heldOut.length, coverage: wanted })
      return sum + (forecast === null ? 0 : coverage(heldOut, forecast.low, forecast.high) / all.length)
    }, 0)
  console.log(JSON.stringify({ ...answer, coverage: { 80: share(0.8), 95: share(0.95) } }))
}
