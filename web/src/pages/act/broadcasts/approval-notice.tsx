import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { DecideButtons } from '../approvals/decide-buttons.tsx'

/** What a second person said about a broadcast, or the buttons with which they say it. */
export function ApprovalNotice({ detail: { broadcast, approval } }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (approval === null) return null
  const { state, askedBy, askedAt, decidedBy, decidedAt, reason } = approval
  const said = { who: decidedBy ?? '', when: decidedAt === null ? '' : format.dateTime(decidedAt) }
  const { preview } = broadcast
  if (state === 'waiting') {
    return (
      <Alert
        type="warning"
        showIcon
        title={t('approvals.waitsTitle')}
        description={
          <div className="stack-small">
            <span>{t('approvals.waitsText', { who: askedBy, when: format.dateTime(askedAt) })}</span>
            <DecideButtons approval={{ ...approval, people: preview?.sums.audience ?? 0, planned: preview?.sums.planned ?? null }} />
          </div>
        }
      />
    )
  }
  if (state === 'refused') return <Alert type="error" showIcon title={t('approvals.refusedTitle', said)} description={reason} />
  return state === 'approved' ? <p className="soft">{t('approvals.approvedBy', said)}</p> : null
}
