import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContractValue } from '#http/predict/contract-value-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { baseOption, categoryAxis, itemIndex, tooltipHtml, valueAxis } from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Figure, Unknown } from '../../../components/figure.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'

type Period = ContractValue['periods'][number]
type Renewal = NonNullable<Period['retention']>['byRenewals'][number]
/** Rows of the first and some later renewals: the rest lies between. */
const SHOWN: ReadonlySet<number> = new Set([0, 1, 2, 3, 5, 8, 12, 18])
const PERIODS = ['week', 'month', 'quarter', 'half-year', 'year'] as const

/** How long contracts last, who renews, and what is still to come. */
export function ContractValueView() {
  const { t } = useTranslation()
  const query = useApi(endpoints.contractValue())
  return (
    <QueryView query={query} skeleton={<LinesSkeleton rows={6} />}>
      {(report) =>
        report.running + report.ended === 0 ? (
          <Panel>
            <EmptyState title={t('value.noContracts')}>{t('value.noContractsText')}</EmptyState>
          </Panel>
        ) : (
          <Report report={report} />
        )
      }
    </QueryView>
  )
}

function Report({ report }: { report: ContractValue }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="stack">
      <section className="panel">
        <div className="figures">
          <Figure label={t('value.contractsRunning')} value={format.integer(report.running)} />
          <Figure label={t('value.contractsEnded')} value={format.integer(report.ended)} />
          <Figure
            label={t('value.medianLife')}
            value={
              report.medianDays === null ? (
                <Unknown reason={t('value.medianNone')} />
              ) : (
                t('value.days', { n: format.integer(report.medianDays) })
              )
            }
          />
        </div>
        {report.otherCurrency > 0 ? (
          <p className="figures-foot">
            {t('value.otherCurrency', { count: report.otherCurrency, n: format.integer(report.otherCurrency) })}
          </p>
        ) : null}
      </section>
      {report.survival.length === 0 ? null : <Survival points={report.survival} />}
      {report.periods.map((period) => (
        <Retention key={period.period} of={period} />
      ))}
    </div>
  )
}

function Survival({ points }: { points: ContractValue['survival'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const option = useMemo<ChartOption>(() => {
    const line = (data: number[], shown: object) => ({ type: 'line' as const, step: 'end' as const, symbol: 'none', data, ...shown })
    return {
      ...baseOption(tokens),
      xAxis: {
        ...categoryAxis(
          tokens,
          points.map(({ days }) => format.integer(days)),
        ),
        boundaryGap: false,
      },
      yAxis: { ...valueAxis(tokens, (share) => format.percent(share, 0)), min: 0, max: 1 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const point = points[itemIndex(items)]
          if (point === undefined) return ''
          return tooltipHtml(t('value.days', { n: format.integer(point.days) }), [
            [t('value.survival'), format.percent(point.share)],
            [t('value.interval95'), `${format.percent(point.low)} – ${format.percent(point.high)}`],
            [t('value.atRisk'), format.integer(point.atRisk)],
          ])
        },
      },
      series: [
        line(
          points.map(({ low }) => low),
          { stack: 'band', silent: true, lineStyle: { opacity: 0 } },
        ),
        line(
          points.map(({ low, high }) => high - low),
          { stack: 'band', silent: true, lineStyle: { opacity: 0 }, areaStyle: { color: tokens.accent, opacity: 0.18 } },
        ),
        line(
          points.map(({ share }) => share),
          { lineStyle: { color: tokens.accent, width: 2 } },
        ),
      ],
    }
  }, [points, tokens, format, t])
  return (
    <ChartPanel
      title={t('value.survivalTitle')}
      note={t('value.survivalNote')}
      label={t('value.survivalLabel')}
      height={280}
      option={option}
      table={{
        head: [t('value.daysColumn'), t('value.survival'), t('value.interval95'), t('value.atRisk')],
        rows: points.map(({ days, share, low, high, atRisk }) => [
          format.integer(days),
          format.percent(share),
          `${format.percent(low)} – ${format.percent(high)}`,
          format.integer(atRisk),
        ]),
      }}
    />
  )
}

function Retention({ of: { period, contracts, ended, price, retention } }: { of: Period }) {
  const { t } = useTranslation()
  const format = useFormat()
  const known = PERIODS.find((one) => one === period)
  const title = known === undefined ? period : t(`value.contractPeriod.${known}`)
  const note = t('value.contractCounts', { contracts: format.integer(contracts), ended: format.integer(ended) })
  if (retention === null) {
    return (
      <Panel title={title} note={note}>
        <p className="soft">{t('value.fewContracts')}</p>
      </Panel>
    )
  }
  const columns: Column<Renewal>[] = [
    { key: 'renewals', title: t('value.renewals'), numeric: true, render: (row) => format.integer(row.renewals) },
    { key: 'retention', title: t('value.renewsNext'), numeric: true, render: (row) => format.percent(row.retention) },
    { key: 'periods', title: t('value.periodsToCome'), numeric: true, render: (row) => format.decimal(row.periods, 1) },
    {
      key: 'interval',
      title: t('value.interval95'),
      numeric: true,
      render: (row) => `${format.decimal(row.low, 1)} – ${format.decimal(row.high, 1)}`,
    },
  ]
  const { backTest, worth } = retention
  return (
    <Panel title={title} note={note} flush>
      <div className="figures">
        <Figure label={t('value.contractPrice')} value={price === null ? <Unknown reason={t('value.priceNone')} /> : format.money(price)} />
        <Figure
          label={t('value.contractWorth')}
          value={worth === null ? <Unknown reason={t('value.priceNone')} /> : format.money(worth)}
          detail={t('value.contractWorthDetail')}
        />
        {backTest === null ? null : (
          <Figure
            label={t('value.contractBacktest', { n: format.integer(backTest.contracts) })}
            value={format.percent(backTest.actual)}
            detail={t('value.contractPredicted', {
              predicted: format.percent(backTest.predicted),
              constant: format.percent(backTest.constantRate),
            })}
          />
        )}
      </div>
      <DataTable
        label={title}
        columns={columns}
        rows={retention.byRenewals.filter(({ renewals }, i, all) => SHOWN.has(renewals) || i === all.length - 1)}
        rowKey={(row) => String(row.renewals)}
        empty={null}
      />
    </Panel>
  )
}
