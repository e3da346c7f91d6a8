import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../../api/client.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'

/** A run that was refused; where the preview no longer holds, what differs and the way to a new one. */
export function OutdatedNotice({ problem, again, loading }: { problem: ApiProblem; again: () => void; loading: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  if (problem.code !== 'preview-outdated') return <ErrorNotice problem={problem} />
  const { params } = problem
  const number = (name: string) => format.integer(Number(params[name] ?? 0))
  const money = (name: string) => format.money({ minor: Number(params[name] ?? 0), currency: String(params['currency'] ?? '') })
  const reasons = String(params['changed'] ?? '')
    .split(',')
    .map((change) => code('previewChange', change))
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t('decide.outdatedTitle', { why: reasons.join(t('decide.listComma')) })}
      description={
        <>
          <p>
            {t('decide.outdatedBefore', {
              treated: number('treatedBefore'),
              control: number('controlBefore'),
              cost: money('costBefore'),
            })}
          </p>
          <p>{t('decide.outdatedAfter', { treated: number('treatedAfter'), control: number('controlAfter'), cost: money('costAfter') })}</p>
        </>
      }
      action={
        <Button size="small" type="primary" loading={loading} onClick={again}>
          {t('decide.lookAgain')}
        </Button>
      }
    />
  )
}
