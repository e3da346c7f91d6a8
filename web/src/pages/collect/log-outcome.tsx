import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { JobProgress } from '../../components/job-progress.tsx'
import { useFormat } from '../../format/use-format.ts'

interface Props {
  readonly jobId: string
  readonly close: () => void
  readonly back: () => void
}

/** The import of a log under way, then what it came to. */
export function LogOutcome({ jobId, close, back }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isFailed, setIsFailed] = useState(false)
  return (
    <div className="stack">
      <JobProgress jobId={jobId} onFailed={() => setIsFailed(true)}>
        {({ result }) => {
          const n = (name: string) => format.integer(Number(result?.[name] ?? 0))
          const leftOut = Object.values((result?.['leftOut'] ?? {}) as Readonly<Record<string, number>>).reduce(
            (sum, lines) => sum + lines,
            0,
          )
          return (
            <Alert
              type="success"
              showIcon
              title={t('collect.logDone', { n: n('stored') })}
              description={t('collect.logDoneText', {
                lines: n('lines'),
                duplicates: n('duplicates'),
                quarantined: n('quarantined'),
                dropped: n('droppedByConsent'),
                bots: n('bots'),
                leftOut: format.integer(leftOut),
              })}
            />
          )
        }}
      </JobProgress>
      <div>{isFailed ? <Button onClick={back}>{t('collect.back')}</Button> : <Button onClick={close}>{t('common.close')}</Button>}</div>
    </div>
  )
}
