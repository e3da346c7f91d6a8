import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerInJourney, Enrolment, Journey } from '#http/act/journey-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { CustomerSelect } from '../../../components/customer-select.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { LinesSkeleton, QueryView } from '../../../components/query-view.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useRunWords } from './run-words.ts'
import type { JourneyWords } from './journey-words.ts'

const STATES = ['active', 'held_out', 'done', 'left', 'failed'] as const

/** Who is or was inside, and where. */
export function JourneyPeople({ journey, words }: { journey: Journey; words: JourneyWords }) {
  const { t } = useTranslation()
  const format = useFormat()
  const params = usePageParams()
  const runWords = useRunWords()
  const state = params.get('state')
  const step = params.get('at')
  const pages = usePages('journey-people', params, (page) => endpoints.journeyEnrolments(journey.id, { ...page, state, step }), {
    size: 25,
  })
  const titleOf = (id: string) => {
    const found = journey.definition.steps.find((one) => one.id === id)
    return found === undefined ? t('journeys.board.olderStep') : words.title(found)
  }
  return (
    <Panel
      title={t('journeys.people.title')}
      flush
      actions={
        <>
          <Select
            allowClear
            value={state ?? null}
            aria-label={t('journeys.people.state')}
            placeholder={t('journeys.people.anyState')}
            onChange={(value: string | null) => params.set({ state: value ?? undefined })}
            options={STATES.map((value) => ({ value, label: t(`journeys.runStates.${value}`) }))}
            style={{ minWidth: 150 }}
          />
          <Select
            allowClear
            value={step ?? null}
            aria-label={t('journeys.people.step')}
            placeholder={t('journeys.people.anyStep')}
            onChange={(value: string | null) => params.set({ at: value ?? undefined })}
            options={journey.definition.steps.map((one) => ({ value: one.id, label: words.title(one) }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 150 }}
          />
        </>
      }
    >
      <PagedTable<Enrolment>
        label={t('journeys.people.title')}
        pages={pages}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t('journeys.people.none')}>{t('journeys.people.noneText')}</EmptyState>}
        columns={[
          {
            key: 'customer',
            title: t('journeys.people.customer'),
            render: ({ customerId, maskedName, entryKey }) => (
              <>
                <Link to={`/customers/${customerId}`} className="cell-main">
                  {maskedName === '' ? customerId.slice(0, 8) : maskedName}
                </Link>
                {entryKey === '' ? null : <span className="cell-sub">{entryKey}</span>}
              </>
            ),
          },
          {
            key: 'state',
            title: t('journeys.people.state'),
            render: (row) =>
              row.isHeldOut
                ? t('journeys.runStates.held_out')
                : row.endedAt === null
                  ? runWords.state(row.state)
                  : runWords.ended(row.state, row.reason),
          },
          {
            key: 'at',
            title: t('journeys.people.step'),
            render: ({ stepId }) => (stepId === null ? <Unknown reason={t('journeys.people.atNone')} /> : titleOf(stepId)),
          },
          {
            key: 'due',
            title: t('journeys.people.due'),
            hideOnCard: true,
            render: ({ dueAt }) => (dueAt === null ? <Unknown reason={t('journeys.people.noDue')} /> : format.dateTime(dueAt)),
          },
          { key: 'entered', title: t('journeys.people.entered'), render: ({ enteredAt }) => format.dateTime(enteredAt) },
        ]}
      />
    </Panel>
  )
}

/** Why one customer entered or did not, and what they got. */
export function JourneyWhy({ journey, words }: { journey: Journey; words: JourneyWords }) {
  const { t } = useTranslation()
  const params = usePageParams()
  const customerId = params.get('customer')
  const query = useApi(endpoints.journeyCustomer(journey.id, customerId ?? ''), { enabled: customerId !== undefined })
  return (
    <Panel title={t('journeys.why.title')}>
      <div className="stack">
        <CustomerSelect
          label={t('journeys.why.customer')}
          first={[]}
          value={customerId}
          change={(id) => params.set({ customer: id })}
          style={{ width: 420, maxWidth: '100%' }}
        />
        {customerId === undefined ? (
          <p className="soft">{t('journeys.why.help')}</p>
        ) : (
          <QueryView query={query} skeleton={<LinesSkeleton rows={3} />}>
            {(data) => <Answer data={data} journey={journey} words={words} />}
          </QueryView>
        )}
      </div>
    </Panel>
  )
}

function Answer({ data, journey, words }: { data: CustomerInJourney; journey: Journey; words: JourneyWords }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const runWords = useRunWords()
  const stepOf = (id: string) => journey.definition.steps.find((one) => one.id === id)
  const titleOf = (id: string) => {
    const step = stepOf(id)
    return step === undefined ? t('journeys.board.olderStep') : words.title(step)
  }
  const wayOf = (stepId: string, outcome: string) => {
    const step = stepOf(stepId)
    const isOwn =
      (step?.kind === 'branch' && step.cases.some(({ id }) => id === outcome)) ||
      (step?.kind === 'split' && step.arms.some(({ id }) => id === outcome))
    return step !== undefined && isOwn ? words.way(step, outcome) : runWords.outcome(outcome)
  }
  if (data.runs.length === 0 && data.refused.length === 0) return <p role="status">{t('journeys.why.nothing')}</p>
  return (
    <div className="stack" role="status">
      {data.runs.map((run) => (
        <div key={run.id} className="stack-small">
          <h3 className="subhead">
            {t('journeys.why.run', { time: format.dateTime(run.enteredAt), version: run.version })}
            {run.entryKey === '' ? '' : ` · ${run.entryKey}`}
          </h3>
          <p>
            {run.isHeldOut
              ? t('journeys.why.heldOut')
              : run.endedAt === null
                ? run.stepId === null
                  ? runWords.state(run.state)
                  : run.dueAt === null
                    ? t('journeys.why.isAt', { step: titleOf(run.stepId) })
                    : t('journeys.why.waitsAt', { step: titleOf(run.stepId), time: format.dateTime(run.dueAt) })
                : t('journeys.why.ended', { time: format.dateTime(run.endedAt), what: runWords.ended(run.state, run.reason) })}
            {run.goalAt === null ? '' : ` ${t('journeys.why.goal', { time: format.dateTime(run.goalAt) })}`}
          </p>
          {run.steps.length === 0 ? null : (
            <ol className="journey-done">
              {run.steps.map((step) => (
                <li key={`${step.stepId} ${step.at}`}>
                  <span className="num soft">{format.dateTime(step.at)}</span> <strong>{titleOf(step.stepId)}</strong>{' '}
                  <span>{wayOf(step.stepId, step.outcome)}</span>
                  {step.send === null ? null : (
                    <>
                      {' '}
                      <Link className="text-link" to={`/retain/messages?message=${step.send.sendKey}`}>
                        {[
                          code('channel', step.send.channel),
                          code('sendState', step.send.state),
                          ...(step.send.reason === '' ? [] : [code('sendReason', step.send.reason)]),
                        ].join(' · ')}
                      </Link>
                    </>
                  )}
                </li>
              ))}
            </ol>
          )}
        </div>
      ))}
      {data.refused.length === 0 ? null : (
        <div className="stack-small">
          <h3 className="subhead">{t('journeys.why.refused')}</h3>
          <ul className="journey-done">
            {data.refused.map((one) => (
              <li key={`${one.origin} ${one.at}`}>
                <span className="num soft">{format.dateTime(one.at)}</span> {runWords.refused(one.reason)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
