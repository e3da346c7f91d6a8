import type { EtsForm } from './ets-filter.ts'
import { EtsFilter } from './ets-filter.ts'
import type { EtsFit } from './fit-ets.ts'
import { fitEts } from './fit-ets.ts'

const TRENDS = ['none', 'damped', 'additive'] as const

/**
 * Fits the forms that suit the series and returns the one with the lowest AICc, or null when none can be fitted. Left out, as they are
 * unstable or rarely chosen: multiplicative trends, and multiplicative seasons with additive errors (Hyndman & Khandakar 2008).
 * A period below 2 means no season.
 */
export function selectEts(values: Float64Array, period: number): EtsFit | null {
  const filter = new EtsFilter(values, period)
  const seasonal = period >= 2 && values.length >= 2 * period
  const forms: EtsForm[] = []
  for (const trend of TRENDS) {
    for (const error of ['additive', 'multiplicative'] as const) {
      forms.push({ error, trend, season: 'none' })
      if (seasonal) forms.push({ error, trend, season: 'additive' })
    }
    if (seasonal) forms.push({ error: 'multiplicative', trend, season: 'multiplicative' })
  }
  let best: EtsFit | null = null
  for (const form of forms) {
    const fit = fitEts(filter, form)
    if (fit !== null && (best === null || fit.aicc < best.aicc)) best = fit
  }
  return best
}
