import { useTranslation } from 'react-i18next'
import type { DemandLevel, DemandSeries } from '#http/predict/demand-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { Figure } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { FiguresSkeleton, QueryView } from '../../../components/query-view.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { FanChart } from './fan-chart.tsx'

interface Props {
  level: DemandLevel
  seriesKey: string
  params: PageParams
  horizonDays: number
}

/** One series: what was sold, what is expected, and how right its forecasts were. */
export function SeriesDetail({ level, seriesKey, params, horizonDays }: Props) {
  const { t } = useTranslation()
  const query = useApi(endpoints.demandSeries(level, seriesKey))
  return (
    <div className="stack">
      <div>
        <button type="button" className="crumb-button" onClick={() => params.set({ key: undefined }, { replace: false })}>
          <Icon name="chevronLeft" size={14} />
          {t('demand.back')}
        </button>
      </div>
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {(series) => <Filled series={series} horizonDays={horizonDays} />}
      </QueryView>
    </div>
  )
}

function Filled({ series, horizonDays }: { series: DemandSeries; horizonDays: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { row } = series
  return (
    <>
      <div className="panel figures">
        <Figure
          tone="lead"
          label={t('demand.next', { days: horizonDays })}
          value={format.integer(row.units)}
          detail={t('demand.interval80', { low: format.integer(row.low), high: format.integer(row.high) })}
        />
        <Figure
          label={t('demand.amount')}
          value={row.amount === null ? null : format.moneyCompact(row.amount)}
          unknown={t('demand.noPrices')}
          detail={row.lastAmount === null ? undefined : t('demand.lastAmount', { amount: format.moneyCompact(row.lastAmount) })}
        />
        <Figure
          label={t('demand.last', { days: horizonDays })}
          value={format.integer(row.last)}
          detail={t('demand.baselineSays', { n: format.integer(row.baseline) })}
        />
        <Figure
          label={t('demand.accuracy')}
          value={row.wape === null ? null : format.percent(Math.max(0, 1 - row.wape))}
          unknown={t('demand.noAccuracy')}
          detail={
            row.baselineWape === null
              ? undefined
              : t('demand.baselineReaches', { figure: format.percent(Math.max(0, 1 - row.baselineWape)) })
          }
        />
        <Figure
          label={t('demand.method')}
          value={code('demandMethod', row.method)}
          detail={t('churn.historyDays', { days: format.integer(row.historyDays) })}
        />
      </div>
      <FanChart
        title={row.label === '' ? row.key : row.label}
        note={`${t(`codes.demandLevel.${row.level}`)} · ${row.key}`}
        series={series}
        past={180}
      />
    </>
  )
}
