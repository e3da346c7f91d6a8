import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../../shared/data/m3/', import.meta.url))

export const M3_KINDS = ['YEARLY', 'QUARTERLY', 'MONTHLY', 'OTHER'] as const

/** One series of the M3 competition (Makridakis & Hibon 2000). `heldOut` is for judging only. */
export interface M3Series {
  readonly name: string
  readonly kind: (typeof M3_KINDS)[number]
  /** Values a season: 1, 4, 12, and 1 for other. */
  readonly period: number
  readonly values: Float64Array
  readonly heldOut: Float64Array
}

export function m3IsThere(): boolean {
  return existsSync(FOLDER)
}

/** All 3,003 series in their own order. */
export function readM3(): M3Series[] {
  const parts = new Map<string, { readonly train: number[]; readonly test: number[] }>()
  for (const [series = '', part, , value] of rows('m3_values.csv')) {
    let entry = parts.get(series)
    if (entry === undefined) parts.set(series, (entry = { train: [], test: [] }))
    ;(part === 'test' ? entry.test : entry.train).push(Number(value))
  }
  return rows('m3_meta.csv').map(([name = '', , period]) => {
    const kind = M3_KINDS.find((known) => known === period) ?? 'OTHER'
    const { train = [], test = [] } = parts.get(name) ?? {}
    const season = kind === 'MONTHLY' ? 12 : kind === 'QUARTERLY' ? 4 : 1
    return { name, kind, period: season, values: Float64Array.from(train), heldOut: Float64Array.from(test) }
  })
}

/** The published forecasts of one method, by series. */
export function readM3Forecasts(method: string): Map<string, Float64Array> {
  const found = rows('m3_published_forecasts_8methods.csv').filter(([name]) => name === method)
  return new Map(
    found.map(([, series = '', ...steps]) => [
      series,
      Float64Array.from(
        steps.filter((step) => step !== ''),
        Number,
      ),
    ]),
  )
}

function rows(file: string): string[][] {
  const lines = readFileSync(`${FOLDER}${file}`, 'utf8').trimEnd().split(/\r?\n/)
  return lines.slice(1).map((line) => line.split(','))
}
