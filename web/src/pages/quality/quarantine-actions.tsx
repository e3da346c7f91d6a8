import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#http/collect/data-schemas.ts'
import { apiUrl } from '../../api/client.ts'
import { useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { CorrectDialog } from './correct-dialog.tsx'
import { WhyDialog } from './why-dialog.tsx'

export interface QuarantineFilter {
  reason?: string
  origin?: string
  originId?: string
}

interface Props {
  filter: QuarantineFilter
  /** Open records that the filter names. */
  count: number
  onJob: (id: string) => void
}

/** What can be done with all records of a reason or a file at once. */
export function QuarantineActions({ filter, count, onJob }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const [asking, setAsking] = useState(false)
  const [correcting, setCorrecting] = useState(false)
  const replay = useChange<Job>()
  const dismiss = useChange<{ dismissed: number }>(['/quarantine', '/overview'])
  const n = format.integer(count)
  return (
    <div className="quarantine-actions">
      {can('customers:reveal') ? (
        <Button size="small" icon={<Icon name="download" size={14} />} href={apiUrl('/quarantine/export', { ...filter })} download>
          {t('quality.downloadRows', { n })}
        </Button>
      ) : null}
      {can('data:import') && filter.origin !== 'tracking' ? (
        <Button
          size="small"
          loading={replay.isPending}
          onClick={() =>
            replay.mutate(
              { method: 'POST', path: '/quarantine/replay', body: filter },
              { onSuccess: (job) => onJob(job.id), onError: (problem) => void message.error(problemText(problem)) },
            )
          }
        >
          {t('quality.replayAll', { n })}
        </Button>
      ) : null}
      {can('data:import') && filter.origin === 'import' && filter.originId !== undefined ? (
        <Button size="small" onClick={() => setCorrecting(true)}>
          {t('quality.correctAll', { n })}
        </Button>
      ) : null}
      {correcting ? <CorrectDialog filter={filter} n={n} close={() => setCorrecting(false)} onJob={onJob} /> : null}
      {can('data:import') ? (
        <Button size="small" onClick={() => setAsking(true)}>
          {t('quality.dismissAll', { n })}
        </Button>
      ) : null}
      <WhyDialog
        open={asking}
        close={() => setAsking(false)}
        title={t('quality.dismissAll', { n })}
        text={t('quality.dismissText')}
        action={t('quality.dismiss')}
        busy={dismiss.isPending}
        error={dismiss.error}
        submit={(why) =>
          dismiss.mutate(
            { method: 'POST', path: '/quarantine/dismiss', body: { ...filter, why } },
            {
              onSuccess: ({ dismissed }) => {
                setAsking(false)
                void message.success(t('quality.dismissedAll', { n: format.integer(dismissed) }))
              },
            },
          )
        }
      />
    </div>
  )
}
