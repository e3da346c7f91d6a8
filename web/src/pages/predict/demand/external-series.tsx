import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DemandBoard } from '#http/predict/demand-schemas.ts'
import { type Column, DataTable } from '../../../components/data-table.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'

type Row = DemandBoard['external'][number]

/** Which external series the forecast uses, and what speaks for it. */
export function ExternalSeries({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const columns: Column<Row>[] = [
    { key: 'name', title: t('series.name'), render: (row) => <Link to={`/data/series?series=${row.id}`}>{row.name}</Link> },
    {
      key: 'verdict',
      title: t('demand.externalVerdict'),
      render: (row) => <StateTag tone={row.verdict === 'used' ? 'accent' : 'muted'}>{t(`demand.external_${row.verdict}`)}</StateTag>,
    },
    {
      key: 'effect',
      title: t('demand.externalEffect'),
      numeric: true,
      render: (row) =>
        row.perDeviation === null ? <Unknown reason={t('demand.external_unclear')} /> : format.percent(row.perDeviation - 1, 1),
    },
    {
      key: 'gain',
      title: t('demand.externalGain'),
      numeric: true,
      render: (row) => (row.gain === null ? <Unknown reason={t('demand.externalUntried')} /> : format.percent(-row.gain, 1)),
    },
    {
      key: 'ahead',
      title: t('demand.externalAhead'),
      render: (row) => t(row.isAhead ? 'demand.externalIsAhead' : 'demand.externalNotAhead'),
    },
  ]
  return (
    <Panel title={t('demand.external')} note={t('demand.externalNote')} flush>
      <DataTable label={t('demand.external')} columns={columns} rows={rows} rowKey={(row) => row.id} empty={null} />
    </Panel>
  )
}
