import { useTranslation } from 'react-i18next'
import type { Effect, EffectReport } from '#http/measure/effect-schemas.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Panel } from '../../components/page.tsx'
import { VerdictTag } from './verdict.tsx'
import { interval } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'

export function EffectTable({ report }: { report: EffectReport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const unknown = (row: Effect) => (
    <Unknown reason={row.verdict === 'not_yet' && row.control > 0 ? t('measure.liftTooEarly') : t('measure.liftUnknown')} />
  )
  const columns: Column<Effect>[] = [
    {
      key: 'name',
      title: t('measure.strategy'),
      maxWidth: 240,
      render: (row) => <span className="cell-main">{row.strategyId === null ? t('measure.overall') : format.text(row.name)}</span>,
    },
    {
      key: 'verdict',
      title: t('measure.verdict'),
      render: (row) => (
        <span title={format.text(row.verdictText)}>
          <VerdictTag verdict={row.verdict} />
        </span>
      ),
    },
    {
      key: 'arms',
      title: t('measure.arms'),
      numeric: true,
      render: (row) => `${format.integer(row.treated)} / ${format.integer(row.control)}`,
    },
    {
      key: 'rates',
      title: t('measure.rates'),
      numeric: true,
      render: (row) =>
        row.treatedRate === null || row.controlRate === null
          ? unknown(row)
          : `${format.percent(row.treatedRate)} / ${format.percent(row.controlRate)}`,
    },
    {
      key: 'lift',
      title: t('measure.lift'),
      numeric: true,
      render: (row) => (row.lift === null ? unknown(row) : format.points(row.lift.estimate)),
    },
    {
      key: 'interval',
      title: t('measure.interval'),
      numeric: true,
      render: (row) => (row.lift === null ? unknown(row) : interval(row.lift, format.pointsNumber)),
    },
    {
      key: 'extra',
      title: t('measure.retainedExtra'),
      numeric: true,
      render: (row) => (row.extraCustomers === null ? unknown(row) : format.signedInteger(row.extraCustomers.estimate)),
    },
    { key: 'cost', title: t('measure.cost'), numeric: true, render: (row) => format.money(row.cost) },
    {
      key: 'roi',
      title: t('measure.roi'),
      numeric: true,
      render: (row) => (row.roi === null ? <Unknown reason={t('measure.roiUnknown')} /> : `${format.decimal(row.roi, 1)}×`),
    },
  ]
  return (
    <Panel title={t('measure.detail')} flush>
      <DataTable
        label={t('measure.detail')}
        columns={columns}
        rows={[report.overall, ...report.strategies]}
        rowKey={(row) => row.strategyId ?? 'overall'}
        empty={null}
      />
    </Panel>
  )
}
