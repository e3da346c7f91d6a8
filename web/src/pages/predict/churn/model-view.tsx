import { useTranslation } from 'react-i18next'
import type { ChurnModelCard, ChurnQuality } from '#http/predict/churn-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { Figure } from '../../../components/figure.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { ReliabilityChart } from '../reliability-chart.tsx'
import { ImportanceChart, LiftChart } from './model-charts.tsx'
import { Candidates, LeakTest, Slices, TierQuality } from './model-details.tsx'
import { VersionsPanel } from './versions-panel.tsx'

/** What the model is, how good it was on later data, and what it looks at. */
export function ModelView({ model }: { model: ChurnModelCard | null }) {
  const { t } = useTranslation()
  if (model === null) {
    return (
      <Panel>
        <EmptyState title={t('churn.modelEmpty')}>{t('churn.modelEmptyText')}</EmptyState>
      </Panel>
    )
  }
  return (
    <div className="stack">
      {model.quality === null ? (
        <Panel>
          <p className="soft">{t('churn.noQuality')}</p>
        </Panel>
      ) : (
        <>
          <Quality quality={model.quality} />
          <div className="grid-2">
            <ReliabilityChart reliability={model.quality.reliability} />
            <LiftChart quality={model.quality} />
          </div>
        </>
      )}
      <div className="grid-2 align-start">
        <div className="stack">
          <ImportanceChart importance={model.importance} />
          <Slices model={model} />
          <LeakTest model={model} />
        </div>
        <div className="stack">
          <Definition model={model} />
          <Candidates model={model} />
          {model.quality === null ? null : <TierQuality quality={model.quality} />}
        </div>
      </div>
      <VersionsPanel />
    </div>
  )
}

function Quality({ quality }: { quality: ChurnQuality }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <section className="panel">
      <div className="figures">
        <Figure label={t('churn.auc')} value={format.decimal(quality.auc, 3)} detail={t('churn.aucDetail')} />
        <Figure
          label={t('churn.accuracy')}
          value={format.percent(quality.accuracy)}
          detail={t('churn.accuracyDetail', { base: format.percent(quality.baseAccuracy) })}
        />
        <Figure
          label={t('churn.lift10')}
          value={`${format.decimal(quality.lift10, 2)}×`}
          detail={t('churn.liftDetail', { base: format.percent(quality.baseRate) })}
        />
        <Figure label={t('churn.ece')} value={format.decimal(quality.ece, 3)} detail={t('churn.eceDetail')} />
      </div>
      <p className="figures-foot">
        {t('churn.backtest', {
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
    <Panel title={code('model', model.rung)} note={t('churn.version', { version: model.version })}>
      <dl className="pairs">
        <dt>{t('churn.definition')}</dt>
        <dd>{format.text(model.definition.text)}</dd>
        <dt>{t('churn.why')}</dt>
        <dd>{format.text(model.rungReason)}</dd>
        <dt>{t('churn.confidence')}</dt>
        <dd>{format.text(model.confidence.text)}</dd>
        <dt>{t('churn.features')}</dt>
        <dd>{t('churn.featuresRead', { n: format.integer(model.features) })}</dd>
        <dt>{t('churn.trainedAt')}</dt>
        <dd>{format.dateTime(model.trainedAt)}</dd>
        <dt>{t('churn.trainedOn')}</dt>
        <dd>
          {model.trainedOn.map((one) => (
            <div key={one.asOf}>
              {t('churn.trainedOnRow', {
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
