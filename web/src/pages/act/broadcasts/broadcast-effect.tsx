import { useTranslation } from 'react-i18next'
import type { Broadcast } from '#http/act/broadcast-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { Panel } from '../../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useCan } from '../../../session/use-can.ts'
import { EffectReportView } from '../../measure/effect-report.tsx'

/** Whether it worked: who was to get it against its control group. */
export function BroadcastEffect({ broadcast: { id, holdout, holdoutWaiver, sums } }: { broadcast: Broadcast }) {
  const { t } = useTranslation()
  const can = useCan()
  const isMeasured = holdout > 0
  const query = useApi(endpoints.broadcastEffect(id), { enabled: isMeasured && can('effects:read') })
  if (!can('effects:read')) return null
  if (!isMeasured) {
    return (
      <Panel title={t('broadcasts.effectTitle')}>
        <p className="muted">{t('broadcasts.effectWaived', { reason: holdoutWaiver })}</p>
      </Panel>
    )
  }
  return (
    <QueryView query={query} skeleton={<LinesSkeleton />}>
      {({ report }) =>
        report === null ? (
          <Panel title={t('broadcasts.effectTitle')}>
            <p className="muted">{t('broadcasts.effectNotYet')}</p>
          </Panel>
        ) : (
          <section aria-label={t('broadcasts.effectTitle')}>
            <h2 className="subhead">{t('broadcasts.effectTitle')}</h2>
            <EffectReportView report={report} costUnknown={sums.costMinor === null ? t('broadcasts.costUnknown') : undefined} />
          </section>
        )
      }
    </QueryView>
  )
}
