import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/client.ts'

/** The sentence for a problem: the server's own where it has one, else what the status means. */
export function useProblemText(): (problem: ApiProblem) => string {
  const { t } = useTranslation()
  const sentence = (problem: ApiProblem): string => {
    if (problem.code === 'unreachable') return t('common.unreachable')
    if (problem.code === 'internal') return t('common.internalProblem')
    if (problem.detail !== '') return problem.detail
    if (problem.status === 403) return t('common.forbidden')
    if (problem.status === 404) return t('common.notFoundProblem')
    if (problem.status === 429) return t('common.tooMany')
    return t('common.serverProblem', { status: problem.status })
  }
  return (problem) =>
    problem.requestId === undefined ? sentence(problem) : `${sentence(problem)} ${t('common.requestId', { id: problem.requestId })}`
}

/** What went wrong, what to do, and a button to try again. */
export function ErrorNotice({ problem, retry }: { problem: ApiProblem; retry?: () => void }) {
  const { t } = useTranslation()
  const text = useProblemText()
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={text(problem)}
      {...(retry === undefined
        ? {}
        : {
            action: (
              <Button size="small" onClick={retry}>
                {t('common.retry')}
              </Button>
            ),
          })}
    />
  )
}
