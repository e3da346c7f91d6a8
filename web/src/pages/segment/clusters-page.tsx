import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Cluster, ClusterOverview } from '#http/segment/cluster-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { FigureTable } from '../../charts/chart-panel.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { Trained } from '../predict/trained.tsx'
import { TrainingProgress, useTraining } from '../predict/training.tsx'
import { ClusterCard } from './cluster-card.tsx'
import { ClusterNameDialog } from './cluster-name-dialog.tsx'
import { clusterFigures } from './cluster-figures.ts'
import { SilhouetteChart } from './silhouette-chart.tsx'
import './clusters.css'

/** Groups of buyers that behave alike, as the newest run found them. */
export default function ClustersPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const params = usePageParams()
  const query = useApi(endpoints.clusters())
  const training = useTraining('/clusters/run', params)
  const run = can('models:train') ? (
    <Button type="primary" loading={training.starting} onClick={() => training.start()}>
      {t('clusters.run')}
    </Button>
  ) : undefined
  const asOf = query.data?.asOf ?? null
  return (
    <Page
      title={t('clusters.title')}
      purpose={asOf === null ? t('clusters.purpose') : t('clusters.purposeAsOf', { asOf: format.date(asOf) })}
      actions={run}
    >
      <div className="stack">
        <TrainingProgress training={training} done={t('clusters.done')} />
        <Trained
          query={query}
          of={(overview) => (overview.lack === null ? overview : null)}
          title={t('clusters.emptyTitle')}
          why={({ lack, buyers, leastBuyers }) =>
            lack === 'few-buyers'
              ? t('clusters.fewBuyers', { count: buyers, buyers: format.integer(buyers), least: format.integer(leastBuyers) })
              : t(lack === 'all-alike' ? 'clusters.allAlike' : 'clusters.noRun')
          }
          action={run}
        >
          {(overview) => <Filled overview={overview} />}
        </Trained>
      </div>
    </Page>
  )
}

function Filled({ overview }: { overview: ClusterOverview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const [renaming, setRenaming] = useState<Cluster | null>(null)
  const { clusters, features, outliers, unconverted, silhouettes, currency } = overview
  const rows = clusterFigures(overview, format, t('clusters.figure'))
  return (
    <>
      {unconverted === 0 ? null : (
        <Alert
          type="info"
          showIcon
          title={t('clusters.unconverted', { count: unconverted, customers: format.integer(unconverted), currency })}
        />
      )}
      <div className="cluster-cards">
        {clusters.map((cluster) => (
          <ClusterCard
            key={cluster.key}
            cluster={cluster}
            features={features}
            rename={can('models:train') ? () => setRenaming(cluster) : null}
          />
        ))}
      </div>
      <p className="soft">
        {t('clusters.barsNote')}{' '}
        {outliers.size === 0 ? (
          t('clusters.noOutliers')
        ) : (
          <>
            <Link to="/customers?cluster=outliers" data-count={outliers.size}>
              {t('clusters.outliers', {
                count: outliers.size,
                customers: format.integer(outliers.size),
                share: format.percent(outliers.share, 1),
              })}
            </Link>{' '}
            {t('clusters.outliersWhy')}
          </>
        )}
      </p>
      <div className="grid-2">
        <SilhouetteChart silhouettes={silhouettes} chosen={clusters.length} />
        <Panel title={t('clusters.figures')} note={t('clusters.figuresNote')}>
          <FigureTable label={t('clusters.figures')} table={rows} />
        </Panel>
      </div>
      {renaming === null ? null : <ClusterNameDialog cluster={renaming} close={() => setRenaming(null)} />}
    </>
  )
}
