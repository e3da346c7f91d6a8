import { useTranslation } from 'react-i18next'
import type { ChurnModelCard, ChurnQuality } from '#http/schemas/churn.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { Figure, Unknown } from '../../components/figure.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { ImportanceChart, LiftChart, ReliabilityChart } from './model-charts.tsx'

/** What the model is, how good it was on later time, and what it looks at. */
export function ModelView({ model }: { model: ChurnModelCard | null }) {
  const { t } = useTranslation()
  if (model === null) {
    return (
      <Panel>
        <EmptyState title={t('predict.modelEmpty')}>{t('predict.modelEmptyText')}</EmptyState>
      </Panel>
    )
  }
  return (
    <div className="stack">
      {model.quality === null ? (
        <Panel>
          <p className="soft">{t('predict.noQuality')}</p>
        </Panel>
      ) : (
        <>
          <Quality quality={model.quality} />
          <div className="grid-2">
            <ReliabilityChart quality={model.quality} />
            <LiftChart quality={model.quality} />
          </div>
        </>
      )}
      <div className="grid-2 align-start">
        <ImportanceChart importance={model.importance} />
        <div className="stack">
          <Definition model={model} />
          <Candidates model={model} />
          {model.quality === null ? null : <TierQuality quality={model.quality} />}
        </div>
      </div>
    </div>
  )
}

function Quality({ quality }: { quality: ChurnQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="panel">
      <div className="figures">
        <Figure label={t('predict.auc')} value={format.decimal(quality.auc, 3)} detail={t('predict.aucDetail')} />
        <Figure
          label={t('predict.accuracy')}
          value={format.percent(quality.accuracy)}
          detail={t('predict.accuracyDetail', { base: format.percent(quality.baseAccuracy) })}
        />
        <Figure
          label={t('predict.lift10')}
          value={`${format.decimal(quality.lift10, 2)}×`}
          detail={t('predict.liftDetail', { base: format.percent(quality.baseRate) })}
        />
        <Figure label={t('predict.ece')} value={format.decimal(quality.ece, 3)} detail={t('predict.eceDetail')} />
      </div>
      <p className="figures-foot">
        {t('predict.backtest', {
          asOf: format.date(quality.asOf),
          customers: format.integer(quality.customers),
          churners: format.integer(quality.churners),
        })}
      </p>
    </section>
  )
}

function Definition({ model }: { model: ChurnModelCard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  return (
    <Panel title={code('model', model.rung)} note={t('predict.version', { version: model.version })}>
      <dl className="pairs">
        <dt>{t('predict.definition')}</dt>
        <dd>{format.text(model.definition.text)}</dd>
        <dt>{t('predict.why')}</dt>
        <dd>{format.text(model.rungReason)}</dd>
        <dt>{t('predict.trainedAt')}</dt>
        <dd>{format.dateTime(model.trainedAt)}</dd>
        <dt>{t('predict.trainedOn')}</dt>
        <dd>
          {model.trainedOn.map((one) => (
            <div key={one.asOf}>
              {t('predict.trainedOnRow', {
                asOf: format.date(one.asOf),
                customers: format.integer(one.customers),
                churners: format.integer(one.churners),
              })}
            </div>
          ))}
        </dd>
      </dl>
    </Panel>
  )
}

function Candidates({ model }: { model: ChurnModelCard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  type Row = ChurnModelCard['candidates'][number]
  const columns: Column<Row>[] = [
    {
      key: 'rung',
      title: t('predict.candidate'),
      render: (row) => (
        <span className="row">
          <span className="cell-main">{code('model', row.rung)}</span>
          {row.chosen ? <StateTag tone="accent">{t('predict.chosen')}</StateTag> : null}
        </span>
      ),
    },
    { key: 'auc', title: 'AUC', numeric: true, render: (row) => format.decimal(row.auc, 3) },
    { key: 'logLoss', title: t('predict.logLoss'), numeric: true, render: (row) => format.decimal(row.logLoss, 3) },
    { key: 'ece', title: t('predict.ece'), numeric: true, render: (row) => format.decimal(row.ece, 3) },
  ]
  return (
    <Panel title={t('predict.candidates')} note={t('predict.candidatesNote')} flush>
      <DataTable
        label={t('predict.candidates')}
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

function TierQuality({ quality }: { quality: ChurnQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  type Row = ChurnQuality['tiers'][number]
  const share = (value: number | null) => (value === null ? <Unknown /> : format.percent(value, 0))
  const columns: Column<Row>[] = [
    { key: 'tier', title: t('customers.risk'), render: (row) => <span className="cell-main">{t(`codes.risk.${row.tier}`)}</span> },
    { key: 'customers', title: t('common.customers'), numeric: true, render: (row) => format.integer(row.customers) },
    { key: 'precision', title: t('predict.precision'), numeric: true, render: (row) => share(row.precision) },
    { key: 'recall', title: t('predict.recall'), numeric: true, render: (row) => share(row.recall) },
  ]
  return (
    <Panel title={t('predict.tiersQuality')} flush>
      <DataTable label={t('predict.tiersQuality')} columns={columns} rows={quality.tiers} rowKey={(row) => row.tier} empty={null} />
    </Panel>
  )
}
