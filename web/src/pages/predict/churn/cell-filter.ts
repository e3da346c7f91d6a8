import type { RiskValueMap } from '#http/predict/churn-model-schemas.ts'
import type { PageParams } from '../../../components/use-page-params.ts'

/** The parameters of the list of customers that a cell of the map sets; those of an open end stay away. */
export const noCell = { riskFrom: undefined, riskTo: undefined, valueFrom: undefined, valueTo: undefined }

/** A number of the board opens its own people: what was chosen before is taken away. */
export const everyone = {
  ...noCell,
  riskTier: undefined,
  cause: undefined,
  atRisk: undefined,
  lifecycleTier: undefined,
  valueClass: undefined,
  cursor: undefined,
}

type CellFilter = Record<keyof typeof noCell, string | undefined>

/** The filter of one cell: at least the lower ends, below the upper ones. A risk of 1 belongs to the last band. */
export function cellFilter(value: RiskValueMap['valueBands'][number], risk: RiskValueMap['riskBands'][number]): CellFilter {
  return {
    riskFrom: risk.low <= 0 ? undefined : String(risk.low),
    riskTo: risk.high >= 1 ? undefined : String(risk.high),
    valueFrom: value.low.minor <= 0 ? undefined : String(value.low.minor),
    valueTo: value.high === null ? undefined : String(value.high.minor),
  }
}

export function isChosen(params: PageParams, filter: CellFilter): boolean {
  const names = ['riskFrom', 'riskTo', 'valueFrom', 'valueTo'] as const
  return names.some((name) => filter[name] !== undefined) && names.every((name) => params.get(name) === filter[name])
}
