import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { BounceMailbox } from '#http/act/bounce-mailbox-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** How the mailbox of bounces of an account is read, and what to do where it is not. */
export function BounceMailboxLine({ accountId, manages }: { accountId: string; manages: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { message } = App.useApp()
  const text = useProblemText()
  const box = useApi(endpoints.bounceMailbox(accountId), { refetchInterval: 10_000 }).data
  const act = useChange<BounceMailbox>(['/channels/accounts'])
  if (box === undefined) return null
  const n = (count: number) => format.integer(count)
  const readNow = () =>
    act.mutate(
      { method: 'POST', path: `/channels/accounts/${encodeURIComponent(accountId)}/bounce-mailbox/read` },
      {
        onSuccess: () => void message.success(t('channels.mailbox.soon')),
        onError: (problem) => void message.error(text(problem)),
      },
    )
  return (
    <>
      <span className="soft">
        {box.readAt === null
          ? t('channels.mailbox.notYet')
          : t('channels.mailbox.read', {
              at: format.dateTime(box.readAt),
              n: n(box.read),
              understood: n(box.understood),
              unknown: n(box.unknown),
              automatic: n(box.automatic),
              other: n(box.other),
              unreadable: n(box.unreadable),
            })}
        {manages ? (
          <Button type="link" size="small" loading={act.isPending} onClick={readNow}>
            {t('channels.mailbox.readNow')}
          </Button>
        ) : null}
      </span>
      {box.problem === '' ? null : (
        <span className="cell-error">
          {t('channels.mailbox.failed', { why: code('mailboxProblem', box.problem) })} {code('mailboxRemedy', box.problem)}
        </span>
      )}
      {box.markProblem === '' ? null : <span className="cell-error">{t('channels.mailbox.notMarked')}</span>}
      {box.aside.length === 0 ? null : (
        <details className="channel-more">
          <summary>{t('channels.mailbox.aside', { n: n(box.aside.length) })}</summary>
          <ul className="soft">
            {box.aside.map(({ number, reason, lastAt, willTryAgain }) => (
              <li key={number}>
                {t(willTryAgain ? 'channels.mailbox.asideAgain' : 'channels.mailbox.asideDone', {
                  number,
                  why: code('mailboxProblem', reason),
                  at: format.dateTime(lastAt),
                })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
