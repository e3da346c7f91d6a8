import { readFileSync } from 'node:fs'
import { referenceFile } from '../../tests/support/reference-data.ts'

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

/** All 3,003 series in their own order. */
export function readM3(): M3Series[] {
  const parts = new Map<string, { readonly train: number[]; readonly test: number[] }>()
  for (const [series = '', part, , value] of rows('m3Values')) {
    let entry = parts.get(series)
    if (entry === undefined) parts.set(series, (entry = { train: [], test: [] }))
    ;(part === 'test' ? entry.test : entry.train).push(Number(value))
  }
  return rows('m3Meta').map(([name = '', , period]) => {
    const kind = M3_KINDS.find((known) => known === period) ?? 'OTHER'
    const { train = [], test = [] } = parts.get(name) ?? {}
    const season = kind === 'MONTHLY' ? 12 : kind === 'QUARTERLY' ? 4 : 1
    return { name, kind, period: season, values: Float64Array.from(train), heldOut: Float64Array.from(test) }
  })
}

/** The published forecasts of one method, by series. */
export function readM3Forecasts(method: string): Map<string, Float64Array> {
  const found = rows('m3Forecasts').filter(([name]) => name === method)
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

function rows(file: 'm3Forecasts' | 'm3Meta' | 'm3Values'): string[][] {
  const lines = readFileSync(referenceFile(file), 'utf8').trimEnd().split(/\r?\n/)
  return lines.slice(1).map((line) => line.split(','))
}
