import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContentLinkCheck, MessageContent } from '#http/act/content-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'

/** Visits the links and pictures of what is being written, when somebody asks. */
export function LinkCheck({ content }: { content: MessageContent }) {
  const { t } = useTranslation()
  const code = useCode()
  const check = useChange<ContentLinkCheck>([])
  const [asked, setAsked] = useState<MessageContent>()
  const start = () => {
    setAsked(content)
    check.mutate({ method: 'POST', path: '/contents/links', body: { content } })
  }
  const items = check.data?.items ?? []
  const bad = items.filter(({ verdict }) => verdict !== 'works')
  const works = items.length - bad.length
  return (
    <section className="stack-small" aria-label={t('contents.links.title')}>
      <Button size="small" className="content-check" loading={check.isPending} onClick={start}>
        {t('contents.links.check')}
      </Button>
      {check.error === null ? null : <ErrorNotice problem={check.error} />}
      {check.data === undefined || check.isPending ? null : (
        <div role="status">
          {asked === content ? null : <p className="soft">{t('contents.links.changed')}</p>}
          <p className="soft">
            {items.length === 0 ? t('contents.links.none') : t('contents.links.works', { count: items.length, works })}
            {check.data.left === 0 ? '' : ` ${t('contents.links.left', { count: check.data.left })}`}
          </p>
          <ul className="content-findings">
            {bad.map(({ url, kind, verdict, reason, status, channels }) => (
              <li key={`${kind} ${url}`}>
                <strong>{t(`contents.links.verdict.${verdict}`)}</strong>{' '}
                {reason === 'http' ? t('contents.links.status', { status }) : code('linkReason', reason)}
                <span className="cell-sub mono content-address">{url}</span>
                <span className="cell-sub">{channels.map((one) => code('channel', one)).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}
