import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { JourneyDetail } from '#http/act/journey-schemas.ts'
import { Icon } from '../../../components/icon.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { ApprovalWords } from '../approvals/approval-words.tsx'
import { SubjectNotice } from '../approvals/subject-notice.tsx'
import { JourneyStateTag } from './journey-state.tsx'
import { useJourneyWords, useProblemSentence } from './journey-words.ts'

/** A draft that waits for a second person: what it does, how many it reaches, and what is wrong with it by now. */
export function JourneyWaiting({ detail: { journey, problems, approval } }: { detail: JourneyDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const words = useJourneyWords()
  const sentence = useProblemSentence(journey.definition, words)
  const { id, definition, version, savedBy, savedAt } = journey
  return (
    <Page
      title={definition.name}
      purpose={<JourneyStateTag state={journey.state} awaitsApproval={journey.awaitsApproval} />}
      above={
        <Link to="/retain/journeys" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('journeys.title')}
        </Link>
      }
      actions={
        can('strategies:write') ? (
          <Link to={`/retain/journeys/${id}?edit=1`}>
            <Button>{t('journeys.edit')}</Button>
          </Link>
        ) : undefined
      }
    >
      <div className="stack">
        {approval === null ? null : <SubjectNotice approval={approval} isShort />}
        <Panel title={t('approvals.numbers')}>
          <dl className="journey-facts">
            <dt>{t('approvals.people')}</dt>
            <dd className="num">{approval === null ? '—' : format.integer(approval.people)}</dd>
            <dt>{t('journeys.places.steps')}</dt>
            <dd>{t('journeys.stepCount', { count: definition.steps.length })}</dd>
            <dt>{t('approvals.version')}</dt>
            <dd>{t('approvals.versionBy', { version, who: savedBy, when: format.dateTime(savedAt) })}</dd>
          </dl>
          <p className="soft">{t('approvals.peopleHelp')}</p>
        </Panel>
        <Panel title={t('approvals.whatItDoes')}>{approval === null ? null : <ApprovalWords words={approval.words} />}</Panel>
        <Panel title={t('journeys.problemsTitle')}>
          {problems.length === 0 ? (
            <p>{t('journeys.noProblems')}</p>
          ) : (
            <ul className="journey-problems">
              {problems.map((one) => {
                const { about, text } = sentence(one)
                return (
                  <li key={`${one.place} ${one.code}`}>
                    {about} {text}
                  </li>
                )
              })}
            </ul>
          )}
        </Panel>
      </div>
    </Page>
  )
}
