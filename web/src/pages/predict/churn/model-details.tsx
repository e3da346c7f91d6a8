import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChurnModelCard, ChurnQuality } from '#http/predict/churn-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Panel } from '../../../components/page.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** The rungs of the ladder that were tried, on the same later data. */
export function Candidates({ model }: { model: ChurnModelCard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  type Row = ChurnModelCard['candidates'][number]
  const columns: Column<Row>[] = [
    {
      key: 'rung',
      title: t('churn.candidate'),
      render: (row) => (
        <span className="row">
          <span className="cell-main">{code('model', row.rung)}</span>
          {row.chosen ? <StateTag tone="accent">{t('churn.chosen')}</StateTag> : null}
        </span>
      ),
    },
    { key: 'auc', title: 'AUC', numeric: true, render: (row) => format.decimal(row.auc, 3) },
    { key: 'logLoss', title: t('churn.logLoss'), numeric: true, render: (row) => format.decimal(row.logLoss, 3) },
    { key: 'ece', title: t('churn.ece'), numeric: true, render: (row) => format.decimal(row.ece, 3) },
  ]
  return (
    <Panel title={t('churn.candidates')} note={t('churn.candidatesNote')} flush>
      <DataTable
        label={t('churn.candidates')}
        columns={columns}
        rows={model.candidates}
        rowKey={(row) => row.rung}
        empty={
          <p className="panel-body">
            <Unknown />
          </p>
        }
      />
    </Panel>
  )
}

/** How many of each tier really left in the backtest. */
export function TierQuality({ quality }: { quality: ChurnQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  type Row = ChurnQuality['tiers'][number]
  const share = (value: number | null) => (value === null ? <Unknown /> : format.percent(value, 0))
  const columns: Column<Row>[] = [
    { key: 'tier', title: t('profile.risk'), render: (row) => <span className="cell-main">{t(`codes.risk.${row.tier}`)}</span> },
    { key: 'customers', title: t('common.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'precision', title: t('churn.precision'), numeric: true, render: (row) => share(row.precision) },
    { key: 'recall', title: t('churn.recall'), numeric: true, render: (row) => share(row.recall) },
  ]
  return (
    <Panel title={t('churn.tiersQuality')} flush>
      <DataTable label={t('churn.tiersQuality')} columns={columns} rows={quality.tiers} rowKey={(row) => row.tier} empty={null} />
    </Panel>
  )
}

/** Models of their own for a part of the customers, and whether they are used. */
export function Slices({ model }: { model: ChurnModelCard }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (model.slices.length === 0) return null
  type Row = ChurnModelCard['slices'][number]
  const figure = (value: number | null) => (value === null ? <Unknown /> : format.decimal(value, 3))
  const columns: Column<Row>[] = [
    {
      key: 'slice',
      title: t('churn.slice'),
      render: (row) => (
        <span className="row">
          <span className="cell-main">{t(`codes.slice.${row.slice}`)}</span>
          {row.used ? <StateTag tone="accent">{t('churn.sliceUsed')}</StateTag> : null}
        </span>
      ),
    },
    { key: 'customers', title: t('common.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'auc', title: t('churn.ownAuc'), numeric: true, render: (row) => figure(row.auc) },
    { key: 'globalAuc', title: t('churn.globalAuc'), numeric: true, render: (row) => figure(row.globalAuc) },
  ]
  return (
    <Panel title={t('churn.slices')} note={t('churn.slicesNote')} flush>
      <DataTable label={t('churn.slices')} columns={columns} rows={model.slices} rowKey={(row) => row.slice} empty={null} />
      <ul className="hint-list slice-notes">
        {model.slices.map((one) => (
          <li key={one.slice}>{format.text(one.text)}</li>
        ))}
      </ul>
    </Panel>
  )
}

/** What the leak test looked at, and the columns that it stopped. */
export function LeakTest({ model }: { model: ChurnModelCard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { shuffledAuc, stopped } = model.leakTest
  return (
    <Panel title={t('churn.leakTest')} note={t('churn.leakNote')}>
      <div className="stack-small">
        <dl className="pairs">
          <dt>{t('churn.shuffledAuc')}</dt>
          <dd>{shuffledAuc === null ? <Unknown /> : `${format.decimal(shuffledAuc, 3)} · ${t('churn.shuffledHelp')}`}</dd>
        </dl>
        {stopped.length === 0 ? (
          <p className="soft">{t('churn.leakNone')}</p>
        ) : (
          stopped.map((one) => (
            <Alert
              key={one.feature}
              type="warning"
              showIcon
              title={`${format.text(one.label)} · ${code('leakCheck', one.check)}`}
              description={format.text(one.text)}
            />
          ))
        )}
      </div>
    </Panel>
  )
}
