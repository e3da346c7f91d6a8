import { Alert, App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ApprovalAnswer } from '#http/act/approval-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { ApprovalWords } from './approval-words.tsx'
import { DecideButtons } from './decide-buttons.tsx'

interface Props {
  approval: ApprovalAnswer
  /** The sentences stand elsewhere on the page. */
  isShort?: boolean
}

/** What a second person said about a journey or a strategy, or the buttons with which they say it. */
export function SubjectNotice({ approval, isShort = false }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, askedBy, askedAt, decidedBy, decidedAt, reason, people, deciders, words } = approval
  const said = { who: decidedBy ?? '', when: decidedAt === null ? '' : format.dateTime(decidedAt) }
  if (state === 'refused') return <Alert type="error" showIcon title={t('approvals.refusedTitle', said)} description={reason} />
  if (state === 'approved') return <p className="soft">{t('approvals.approvedBy', said)}</p>
  if (state !== 'waiting') return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('approvals.waitsTitle')}
      description={
        <div className="stack-small">
          <span>
            {t('approvals.liveAsked', { who: askedBy, when: format.dateTime(askedAt), count: people, n: format.integer(people) })}{' '}
            {deciders.length === 0
              ? t('approvals.nobodyElse')
              : t('approvals.mayApprove', { who: deciders.join(t('common.listSeparator')) })}
          </span>
          {isShort || words.length === 0 ? null : (
            <details>
              <summary>{t('approvals.whatItDoes')}</summary>
              <ApprovalWords words={words} />
            </details>
          )}
          <div className="row">
            <DecideButtons approval={approval} />
            <TakeBackButton id={approval.id} />
          </div>
        </div>
      }
    />
  )
}

function TakeBackButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const takeBack = useChange<ApprovalAnswer>(['/approvals', '/broadcasts', '/journeys', '/strategies'])
  if (!can('strategies:write')) return null
  return (
    <Button
      size="small"
      loading={takeBack.isPending}
      onClick={() =>
        takeBack.mutate(
          { method: 'POST', path: `/approvals/${id}/withdraw` },
          {
            onSuccess: () => void message.success(t('approvals.takenBack')),
            onError: (problem) => void message.error(problemText(problem)),
          },
        )
      }
    >
      {t('approvals.takeBack')}
    </Button>
  )
}
