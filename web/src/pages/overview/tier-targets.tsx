import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Overview } from '#http/overview/overview-schemas.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

/** The share of each lifecycle tier beside its target, as a bar with a dashed mark. */
export function TierTargets({ tiers }: { tiers: Overview['tiers'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const scale = Math.max(0.01, ...tiers.flatMap((one) => [one.share, one.target])) * 1.08
  return (
    <Panel title={t('overview.tiers')} note={t('overview.tiersNote')}>
      <ul className="bullets">
        {tiers.map((one) => (
          <li key={one.tier}>
            <div className="between">
              <Link to={`/customers?lifecycleTier=${one.tier}`} className="bullet-name" data-count={one.customers}>
                {t(`codes.lifecycle.${one.tier}`)}
              </Link>
              <span className="num">
                <strong>{format.percent(one.share)}</strong>
                <span className="faint">
                  {' '}
                  · {t('common.target')} {format.percent(one.target, 0)} · {format.integer(one.customers)}
                </span>
              </span>
            </div>
            <div className="bullet" aria-hidden="true">
              <span className="bullet-fill" style={{ width: `${(one.share / scale) * 100}%` }} />
              <span className="bullet-target" style={{ left: `${(one.target / scale) * 100}%` }} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
