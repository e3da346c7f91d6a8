import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PlanPreview, TrackingPlan } from '#http/collect/plan-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'

const DAYS = 7

/** What the draft would have said of the newest events. */
export function PlanPreviewPanel({ scope, draft }: { scope: string; draft: TrackingPlan }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const preview = useChange<PlanPreview>()
  const { data } = preview
  return (
    <div className="stack">
      <div>
        <Button
          loading={preview.isPending}
          onClick={() => preview.mutate({ method: 'POST', path: `/tracking-plans/${scope}/preview`, body: { plan: draft, days: DAYS } })}
        >
          {t('plan.preview')}
        </Button>
      </div>
      {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
      {data === undefined ? null : (
        <div role="status">
          <p>
            {data.events === 0
              ? t('plan.previewNone', { days: DAYS })
              : data.asPlanned === data.events
                ? t('plan.previewAll', { events: format.integer(data.events) })
                : t('plan.previewCounts', {
                    events: format.integer(data.events),
                    asPlanned: format.integer(data.asPlanned),
                    kept: format.integer(data.kept),
                    quarantined: format.integer(data.quarantined),
                  })}
          </p>
          {data.violations.length === 0 ? null : (
            <ul className="id-list">
              {data.violations.slice(0, 10).map((one) => (
                <li key={`${one.kind} ${one.type} ${one.event} ${one.property}`}>
                  <span className="id-main">
                    <span>{one.event === '' ? one.type : one.event}</span>
                    <span className="cell-sub">
                      {code('quarantineReason', one.kind)}
                      {one.property === '' ? '' : ` · ${one.property}`}
                    </span>
                  </span>
                  <span className="num">{format.integer(one.count)}</span>
                </li>
              ))}
            </ul>
          )}
          <p className="soft">{t('plan.previewNote')}</p>
        </div>
      )}
    </div>
  )
}
