import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../api/client.ts'
import { useProblemWords } from './problem-words.ts'

/** The sentence for a problem in the language of the console, with the number of the request where the server's log has more. */
export function useProblemText(): (problem: ApiProblem) => string {
  const { t } = useTranslation()
  const words = useProblemWords()
  return (problem) => {
    const sentence = words(problem.code, problem.params) ?? t(ofStatus(problem), { status: problem.status })
    return problem.requestId === '' ? sentence : t('common.withRequest', { sentence, id: problem.requestId })
  }
}

/** What a status means, for a code that this console has no words for. */
function ofStatus({ code, status }: ApiProblem) {
  if (code === 'unreachable') return 'common.unreachable'
  if (status === 403) return 'common.forbidden'
  if (status === 404) return 'common.notFoundProblem'
  if (status === 429) return 'common.tooMany'
  return status >= 500 ? 'common.serverProblem' : 'common.requestProblem'
}

/** What went wrong, what to do, and a button to try again. */
export function ErrorNotice({ problem, retry }: { problem: ApiProblem; retry?: () => void }) {
  const { t } = useTranslation()
  const text = useProblemText()
  // Nothing failed, and trying again would answer the same.
  const isClosed = problem.code === 'whole-shop-only'
  return (
    <Alert
      type={isClosed ? 'info' : 'error'}
      showIcon
      role="alert"
      title={text(problem)}
      {...(retry === undefined || isClosed
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
