import { useTranslation } from 'react-i18next'
import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import './tier-scheme.css'

/** What the scheme advises for each tier; nothing where it advises nothing. */
export function TierHintsShown({ tiers }: { tiers: SegmentSummary['tiers'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const advised = tiers.filter(({ hint }) => format.text(hint) !== '')
  if (advised.length === 0) return null
  return (
    <Panel title={t('segment.hint')}>
      <dl className="tier-hints">
        {advised.map(({ tier, hint }) => (
          <div key={tier}>
            <dt>{t(`codes.lifecycle.${tier}`)}</dt>
            <dd className="soft">{format.text(hint)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
