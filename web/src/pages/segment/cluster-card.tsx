import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Cluster, ClusterOverview } from '#http/segment/cluster-schemas.ts'
import { Icon } from '../../components/icon.tsx'
import { useFormat } from '../../format/use-format.ts'

interface Props {
  cluster: Cluster
  features: ClusterOverview['features']
  /** Null for somebody who may not. */
  rename: (() => void) | null
}

/** A bar ends here: farther than two standard deviations from the mean of all buyers is far. */
const MOST = 2

/** One cluster: how many, what they do, and how they differ from all buyers. */
export function ClusterCard({ cluster, features, rename }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const name = format.text(cluster.name)
  return (
    <section className="panel cluster-card" aria-label={name}>
      <div className="panel-head">
        <h2>{name}</h2>
        {rename === null ? null : (
          <Tooltip title={t('clusters.rename')}>
            <Button
              type="text"
              size="small"
              aria-label={t('clusters.renameOne', { name })}
              onClick={rename}
              icon={<Icon name="edit" size={15} />}
            />
          </Tooltip>
        )}
      </div>
      <div className="panel-body">
        <p className="cluster-size">
          <Link to={`/customers?cluster=${cluster.key}`} className="num" data-count={cluster.size}>
            {t('clusters.size', { count: cluster.size, customers: format.integer(cluster.size) })}
          </Link>
          <span className="soft num">{format.percent(cluster.share, 1)}</span>
        </p>
        <p className="cluster-sentence">{format.text(cluster.sentence)}</p>
        <dl className="cluster-bars">
          {features.map(({ name: feature, label }, j) => (
            <Bar key={feature} label={format.text(label)} value={cluster.profile[j] ?? 0} />
          ))}
        </dl>
      </div>
    </section>
  )
}

/** How far the cluster is from the mean of all buyers: to the right above it, to the left below. */
function Bar({ label, value }: { label: string; value: number }) {
  const format = useFormat()
  const width = (Math.min(MOST, Math.abs(value)) / MOST) * 50
  const figure = `${value > 0 ? '+' : ''}${format.decimal(value, 1)}`
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="cluster-bar" aria-hidden="true">
          <span className={value < 0 ? 'below' : 'above'} style={{ width: `${width}%`, [value < 0 ? 'right' : 'left']: '50%' }} />
        </span>
        <span className="num">{figure}</span>
      </dd>
    </div>
  )
}
