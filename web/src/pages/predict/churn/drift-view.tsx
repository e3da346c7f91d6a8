import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChurnDrift } from '#http/predict/churn-model-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Figure } from '../../../components/figure.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AccuracyHistory, FeatureBins, PsiBars } from './drift-charts.tsx'

/** Whether today's customers still look like those the model learnt from, and how right it was since. */
export function DriftView() {
  const query = useApi(endpoints.churnDrift())
  return (
    <QueryView query={query} skeleton={<FiguresSkeleton />}>
      {(drift) => <Filled drift={drift} />}
    </QueryView>
  )
}

function Filled({ drift }: { drift: ChurnDrift }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const [chosen, choose] = useState<string>()
  const feature = drift.features.find((one) => one.feature === chosen) ?? drift.features[0]
  const last = drift.accuracy.at(-1)
  const { retrain } = drift
  const again = (
    <Link to="?tab=setup">
      <Button type={retrain.due ? 'primary' : 'default'} size="small">
        {t('churn.retrain')}
      </Button>
    </Link>
  )
  return (
    <div className="stack">
      {retrain.due ? (
        <Alert
          type="warning"
          showIcon
          title={t('churn.retrainDue')}
          description={
            <ul className="hint-list">
              {retrain.reasons.map((reason) => (
                <li key={reason.en}>{format.text(reason)}</li>
              ))}
            </ul>
          }
          {...(can('churn:train') ? { action: again } : {})}
        />
      ) : null}
      <section className="panel">
        <div className="figures">
          <Figure
            label={t('churn.driftStatus')}
            value={drift.status === 'unknown' ? null : t(`codes.driftStatus.${drift.status}`)}
            unknown={format.text(drift.text)}
            detail={
              drift.asOf === null || drift.referenceAsOf === null
                ? undefined
                : t('churn.driftSpan', { from: format.date(drift.referenceAsOf), to: format.date(drift.asOf) })
            }
          />
          <Figure
            label={t('churn.scorePsi')}
            value={drift.scorePsi === null ? null : format.decimal(drift.scorePsi, 3)}
            unknown={format.text(drift.text)}
            detail={t('churn.psiHelp')}
          />
          <Figure
            label={t('churn.realised')}
            value={last === undefined ? null : format.percent(last.accuracy)}
            unknown={t('churn.realisedNone')}
            detail={
              last === undefined
                ? t('churn.realisedBar', { bar: format.percent(drift.accuracyBar, 0) })
                : `${t('churn.accuracyDetail', { base: format.percent(last.baseAccuracy) })} · ${t('churn.realisedBar', { bar: format.percent(drift.accuracyBar, 0) })}`
            }
          />
          <Figure
            label={t('churn.nextTraining')}
            value={retrain.due ? t('churn.dueNow') : retrain.nextAt === null ? null : format.date(retrain.nextAt)}
            unknown={t('churn.noSchedule')}
            {...(retrain.lastTrainedAt === null ? {} : { detail: t('churn.lastTrained', { when: format.date(retrain.lastTrainedAt) }) })}
          />
        </div>
        <p className="figures-foot">{format.text(drift.text)}</p>
      </section>
      {drift.features.length === 0 || feature === undefined ? (
        <Panel title={t('churn.featureDrift')}>
          <EmptyState title={t('churn.driftNone')}>{t('churn.driftNoneText')}</EmptyState>
        </Panel>
      ) : (
        <div className="grid-2 align-start">
          <PsiBars features={drift.features} chosen={feature.feature} choose={choose} />
          <div className="stack">
            <FeatureBins feature={feature} />
            <AccuracyHistory drift={drift} />
          </div>
        </div>
      )}
      {drift.features.length === 0 && drift.accuracy.length > 0 ? <AccuracyHistory drift={drift} /> : null}
    </div>
  )
}
