import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../../../api/client.ts'
import { useProblemText } from '../../../components/error-notice.tsx'

interface Props {
  text: string
  change: (text: string) => void
  problem: ApiProblem | null
}

/** The text form of a condition, and the place where it is not understood. */
export function ConditionText({ text, change, problem }: Props) {
  const { t } = useTranslation()
  const words = useProblemText()
  const at = problem?.params['at']
  const place = typeof at === 'number' ? text.slice(Math.max(0, at - 31), at + 29) : ''
  const before = typeof at === 'number' ? Math.min(30, at - 1) : 0
  return (
    <div className="stack-small">
      <Input.TextArea
        className="mono"
        aria-label={t('groups.textForm')}
        aria-describedby="condition-text-note"
        autoSize={{ minRows: 4, maxRows: 20 }}
        spellCheck={false}
        status={problem === null ? '' : 'error'}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      <div id="condition-text-note">
        {problem === null ? (
          <p className="faint">{t('groups.textHelp')}</p>
        ) : (
          <div role="alert" className="row-wrong">
            <p>{words(problem)}</p>
            {place === '' ? null : <pre className="text-place">{`${place.replaceAll('\n', ' ')}\n${' '.repeat(before)}^`}</pre>}
          </div>
        )}
      </div>
    </div>
  )
}
