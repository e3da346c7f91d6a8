import { useTranslation } from 'react-i18next'
import type { DemandAccuracy, DemandBoard } from '#http/predict/demand-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Figure, Unknown } from '../../../components/figure.tsx'
import { Panel } from '../../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useSession } from '../../../session/session-context.tsx'
import { ExternalSeries } from './external-series.tsx'
import { FanChart } from './fan-chart.tsx'

type Total = NonNullable<DemandBoard['total']>

/** What everybody together will buy, how right such forecasts were, and what the holidays do. */
export function DemandBoardView({ board, total }: { board: DemandBoard; total: Total }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="stack">
      <Lead board={board} total={total} />
      <TotalFan />
      <div className="grid-2 align-start">
        <Accuracy rows={board.accuracy} />
        <Holidays holidays={board.holidays} />
      </div>
      {board.external.length === 0 ? null : <ExternalSeries rows={board.external} />}
      {board.methods.length === 0 ? null : (
        <Panel title={t('demand.methods')} note={t('demand.methodsNote')}>
          <ul className="skip-list">
            {board.methods.map((one) => (
              <li key={one.method}>
                <span>{format.text(one.text)}</span>
                <span className="num">{t('demand.seriesCount', { n: format.integer(one.series) })}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}

function Lead({ board, total }: { board: DemandBoard; total: Total }) {
  const { t } = useTranslation()
  const format = useFormat()
  const change = total.last === 0 ? null : total.units / total.last - 1
  const all = board.accuracy.find((one) => one.level === 'product') ?? board.accuracy[0]
  const note = board.note
  return (
    <section className="panel">
      <div className="figures">
        <Figure
          tone="lead"
          label={t('demand.total', { days: board.horizonDays })}
          value={format.integer(total.units)}
          detail={t('demand.interval80', { low: format.integer(total.low), high: format.integer(total.high) })}
        />
        <Figure
          label={t('demand.amount')}
          value={total.amount === null ? null : format.moneyCompact(total.amount)}
          unknown={t('demand.noPrices')}
          detail={total.lastAmount === null ? undefined : t('demand.lastAmount', { amount: format.moneyCompact(total.lastAmount) })}
        />
        <Figure
          label={t('demand.last', { days: board.horizonDays })}
          value={format.integer(total.last)}
          detail={change === null ? undefined : t('demand.change', { change: signed(change, format.percent) })}
        />
        <Figure label={t('demand.baselineTotal')} value={format.integer(total.baseline)} detail={t('demand.baselineDetail')} />
        <Figure
          label={t('demand.accuracyOf', { level: all === undefined ? '' : t(`codes.demandLevel.${all.level}`) })}
          value={all === undefined || all.wape === null ? null : format.percent(Math.max(0, 1 - all.wape))}
          unknown={t('demand.noAccuracy')}
          detail={
            all === undefined || all.baselineWape === null
              ? undefined
              : t('demand.baselineReaches', { figure: format.percent(Math.max(0, 1 - all.baselineWape)) })
          }
        />
      </div>
      {board.asOf === null ? null : (
        <p className="figures-foot">
          {t('churn.asOf', { asOf: format.date(board.asOf) })}
          {note === null ? '' : ` · ${format.text(note)}`}
        </p>
      )}
    </section>
  )
}

/** +3.4 % or −3.4 %. */
function signed(change: number, percent: (share: number) => string): string {
  return `${change > 0 ? '+' : ''}${percent(change)}`
}

function TotalFan() {
  const query = useApi(endpoints.demandList({ level: 'total', limit: 1 }))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton rows={8} />}>
      {({ items }) => (items[0] === undefined ? null : <FanOf seriesKey={items[0].key} />)}
    </QueryView>
  )
}

function FanOf({ seriesKey }: { seriesKey: string }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.demandSeries('total', seriesKey))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton rows={8} />}>
      {(series) => <FanChart title={t('demand.fan')} note={t('demand.fanNote')} series={series} />}
    </QueryView>
  )
}

function Accuracy({ rows }: { rows: readonly DemandAccuracy[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const accuracy = (wape: number | null) =>
    wape === null ? <Unknown reason={t('demand.noAccuracy')} /> : format.percent(Math.max(0, 1 - wape))
  const columns: Column<DemandAccuracy>[] = [
    { key: 'level', title: t('demand.level'), render: (row) => <span className="cell-main">{t(`codes.demandLevel.${row.level}`)}</span> },
    { key: 'series', title: t('demand.seriesColumn'), numeric: true, render: (row) => format.integer(row.series) },
    { key: 'accuracy', title: t('demand.accuracy'), numeric: true, render: (row) => <strong>{accuracy(row.wape)}</strong> },
    { key: 'baseline', title: t('demand.baseline'), numeric: true, render: (row) => accuracy(row.baselineWape) },
    { key: 'daily', title: t('demand.daily'), numeric: true, render: (row) => accuracy(row.dailyWape) },
    {
      key: 'coverage',
      title: t('demand.coverage'),
      numeric: true,
      render: (row) => (row.coverage === null ? <Unknown reason={t('demand.noAccuracy')} /> : format.percent(row.coverage, 0)),
    },
  ]
  return (
    <Panel title={t('demand.accuracyTitle')} note={t('demand.accuracyNote')} flush>
      <DataTable label={t('demand.accuracyTitle')} columns={columns} rows={rows} rowKey={(row) => row.level} empty={null} />
      <p className="figures-foot">{t('demand.accuracyFoot')}</p>
    </Panel>
  )
}

/** The holidays ahead with what they did to sales before. */
function Holidays({ holidays }: { holidays: DemandBoard['holidays'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { now } = useSession()
  return (
    <Panel title={t('demand.holidays')} note={t('demand.holidaysNote')}>
      {holidays.length === 0 ? (
        <p className="soft">{t('demand.holidaysNone')}</p>
      ) : (
        <ul className="skip-list holidays">
          {holidays.map((one) => (
            <li key={`${one.day}-${one.name.en}`}>
              <span>
                {format.text(one.name)}
                <span className="cell-sub">
                  {format.day(one.day)} · {format.relative(`${one.day}T12:00:00Z`, new Date(now).getTime())}
                </span>
              </span>
              <span className="num">
                {one.effect === null ? (
                  <Unknown reason={t('demand.effectUnknown')} />
                ) : (
                  t('demand.effect', { change: signed(one.effect - 1, (share) => format.percent(share, 0)) })
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
