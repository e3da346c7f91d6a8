import { Alert, App, Button, Popconfirm } from 'antd'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Journey, JourneyDefinition, JourneyDetail } from '#http/act/journey-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useAnswer, useApi, useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AudienceCount } from '../broadcasts/audience-step.tsx'
import type { CheckedCondition, Condition } from '#http/segment/condition-schemas.ts'
import { DryRunPanel } from './dry-run-panel.tsx'
import { JourneyListEditor } from './journey-list-editor.tsx'
import { partOf, useProblemSentence } from './journey-words.ts'
import type { JourneyWords, Problem } from './journey-words.ts'

interface Props {
  journey: Journey
  problems: readonly Problem[]
  /** False: what is shown has not been saved yet. */
  isSaved: boolean
  words: JourneyWords
  mend: (part: string) => void
  back: () => void
}

/** Everything that is wrong and what it does, before customers enter it. */
export function JourneyReview({ journey, problems, isSaved, words, mend, back }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const go = useNavigate()
  const { message } = App.useApp()
  const publish = useChange<JourneyDetail>(['/journeys', '/approvals'])
  const sentence = useProblemSentence(journey.definition, words)
  const { id, version, definition } = journey
  const isReady = isSaved && problems.length === 0 && can('decisions:run') && journey.liveVersion !== version
  const asks = useApi(endpoints.journeyApproval(id), { enabled: isReady }).data
  const isAsk = isReady && asks?.isNeeded === true
  const publishWord = t(isAsk ? 'approvals.ask' : 'journeys.publish')
  const { holdout, holdoutWaiver, windowDays, goal, exits } = definition
  const send = () =>
    publish.mutate(
      { method: 'POST', path: `/journeys/${id}/publish`, body: { version } },
      {
        onSuccess: ({ journey: now }) => {
          void message.success(t(now.awaitsApproval ? 'approvals.asked' : 'journeys.published'))
          void go(`/retain/journeys/${id}`)
        },
      },
    )
  return (
    <Page
      title={definition.name}
      purpose={t('journeys.reviewPurpose')}
      actions={<Button onClick={back}>{t('journeys.backToEdit')}</Button>}
    >
      <div className="stack">
        <Panel title={t('journeys.problemsTitle')}>
          {problems.length === 0 ? (
            <p>{t('journeys.noProblems')}</p>
          ) : (
            <ul className="journey-problems">
              {problems.map((one) => {
                const { about, text } = sentence(one)
                return (
                  <li key={`${one.place} ${one.code}`}>
                    <button type="button" className="text-button text-link" onClick={() => mend(partOf(one.place))}>
                      {about}
                    </button>{' '}
                    <span>{text}</span>
                  </li>
                )
              })}
            </ul>
          )}
        </Panel>
        <Panel title={t('journeys.wordsTitle')}>
          <div className="stack">
            <dl className="journey-facts">
              <dt>{t('journeys.audienceTitle')}</dt>
              <dd>
                <AudienceCount audience={definition.audience as Condition} />
              </dd>
              <dt>{t('journeys.exitsTitle')}</dt>
              <dd>
                {[...exits.events.map(({ name }) => name), ...(exits.condition === null ? [] : [t('journeys.exitCondition')])].join(
                  t('common.listSeparator'),
                ) || '—'}
              </dd>
              <dt>{t('journeys.goalTitle')}</dt>
              <dd>
                {goal === null ? t('journeys.goalKinds.order') : goal.event.name} · {words.span({ n: windowDays, unit: 'day' })}
              </dd>
              <dt>{t('journeys.places.holdout')}</dt>
              <dd>{holdout === 0 ? holdoutWaiver : format.percent(holdout, 0)}</dd>
            </dl>
            <JourneyListEditor
              journey={definition}
              words={words}
              problems={
                new Map(problems.map(({ place }) => [partOf(place), problems.filter((one) => partOf(one.place) === partOf(place)).length]))
              }
              open={mend}
            />
          </div>
        </Panel>
        <Cases journey={definition} words={words} />
        <DryRunPanel journey={journey} words={words} isReady={isSaved && problems.length === 0} />
        {publish.error === null ? null : <ErrorNotice problem={publish.error} />}
        {!can('decisions:run') ? (
          <Alert type="info" showIcon title={t('journeys.mayNotPublish')} />
        ) : problems.length > 0 ? (
          <Alert type="warning" showIcon title={t('journeys.problemsFirst')} />
        ) : (
          <div className="stack-small">
            {isAsk ? (
              <Alert
                type="info"
                showIcon
                title={t('approvals.neededLive', { count: asks?.people ?? 0, n: format.integer(asks?.people ?? 0) })}
              />
            ) : null}
            <div className="row">
              <Popconfirm
                title={isAsk ? t('approvals.askAsk', { version }) : t('journeys.publishAsk', { version })}
                description={t(isAsk ? 'approvals.askText' : 'journeys.publishText')}
                okText={publishWord}
                cancelText={t('common.cancel')}
                onConfirm={send}
              >
                <Button type="primary" disabled={!isSaved || journey.liveVersion === version} loading={publish.isPending}>
                  {publishWord}
                </Button>
              </Popconfirm>
            </div>
          </div>
        )}
      </div>
    </Page>
  )
}

/** What each case of each branch asks for, as a sentence. */
function Cases({ journey, words }: { journey: JourneyDefinition; words: JourneyWords }) {
  const { t } = useTranslation()
  const cases = journey.steps.flatMap((step) =>
    step.kind === 'branch'
      ? step.cases.map(({ id, condition }) => ({ id, name: `${words.title(step)} · ${words.way(step, id)}`, condition }))
      : [],
  )
  if (cases.length === 0) return null
  return (
    <Panel title={t('journeys.casesTitle')}>
      <dl className="journey-facts">
        {cases.map(({ id, name, condition }) => (
          <Fragment key={id}>
            <dt>{name}</dt>
            <dd>
              <ConditionSentence condition={condition} />
            </dd>
          </Fragment>
        ))}
      </dl>
    </Panel>
  )
}

function ConditionSentence({ condition }: { condition: unknown }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data, error } = useAnswer<CheckedCondition>('/conditions/check', { condition })
  if (error !== null) return <span className="row-wrong">{t('journeys.problems.condition')}</span>
  return <span>{data === undefined ? '…' : format.text(data.sentence)}</span>
}
