import { Alert, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DryRun, DryRunAnswer } from '#http/act/dry-run-schemas.ts'
import type { Journey } from '#http/act/journey-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Figure } from '../../../components/figure.tsx'
import { JobProgress } from '../../../components/job-progress.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { sorted } from '../broadcasts/plan-sums-view.tsx'
import { DryRunDays } from './dry-run-days.tsx'
import type { JourneyWords } from './journey-words.ts'
import { useRunWords } from './run-words.ts'

const DAYS = [30, 90] as const

interface Props {
  journey: Journey
  words: JourneyWords
  /** False: something is wrong with it, or it has not been saved yet. */
  isReady: boolean
}

/** What the journey would have done in the last days, before customers enter it. */
export function DryRunPanel({ journey, words, isReady }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [days, setDays] = useState<(typeof DAYS)[number]>(30)
  const [job, setJob] = useState<{ readonly id: string; readonly hasFailed: boolean }>()
  const kept = useApi(endpoints.journeyDryRun(journey.id))
  const start = useChange<Job>()
  const dryRun = kept.data?.dryRun ?? null
  return (
    <Panel
      title={t('dryRun.title')}
      note={dryRun === null ? undefined : t('dryRun.note', { version: dryRun.version, time: format.dateTime(dryRun.at) })}
      actions={
        <>
          <Select
            aria-label={t('dryRun.days')}
            value={days}
            onChange={setDays}
            options={DAYS.map((value) => ({ value, label: t('dryRun.daysN', { n: value }) }))}
          />
          <Button
            disabled={!isReady}
            loading={start.isPending || job?.hasFailed === false}
            onClick={() =>
              start.mutate(
                { method: 'POST', path: `/journeys/${journey.id}/dry-run`, body: { days } },
                { onSuccess: ({ id }) => setJob({ id, hasFailed: false }) },
              )
            }
          >
            {t(dryRun === null ? 'dryRun.try' : 'dryRun.again')}
          </Button>
        </>
      }
    >
      <div className="stack">
        {start.error === null ? null : <ErrorNotice problem={start.error} />}
        {kept.error === null ? null : <ErrorNotice problem={kept.error} retry={() => void kept.refetch()} />}
        {job === undefined ? null : (
          <JobProgress key={job.id} jobId={job.id} onDone={() => setJob(undefined)} onFailed={() => setJob({ ...job, hasFailed: true })} />
        )}
        {kept.data === undefined ? null : dryRun === null ? (
          <p className="soft">{t(isReady ? 'dryRun.text' : 'dryRun.problemsFirst')}</p>
        ) : (
          <>
            {dryRun.version === journey.version ? null : (
              <Alert type="warning" showIcon title={t('dryRun.changed', { version: dryRun.version })} />
            )}
            <Tried dryRun={dryRun} currency={kept.data.currency} journey={journey} words={words} />
          </>
        )}
      </div>
    </Panel>
  )
}

function Tried({
  dryRun,
  currency,
  journey,
  words,
}: {
  dryRun: DryRun
  currency: DryRunAnswer['currency']
  journey: Journey
  words: JourneyWords
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { customers, cost, orders } = dryRun
  const money = (minor: number) => format.money({ minor, currency })
  const sent = Object.values(dryRun.sends).reduce((sum, n) => sum + n, 0)
  const reason = (one: string) => (one === 'best_hour' ? t('dryRun.bestHour') : code('sendReason', one))
  const runWords = useRunWords()
  const lists = [
    { title: t('dryRun.byChannel'), counts: dryRun.sends, word: (one: string) => code('channel', one) },
    { title: t('dryRun.waited'), counts: dryRun.waited, word: reason },
    { title: t('dryRun.unsent'), counts: dryRun.unsent, word: reason },
    { title: t('dryRun.refused'), counts: dryRun.refused, word: runWords.refused },
    { title: t('dryRun.ended'), counts: dryRun.ended, word: runWords.reason },
  ].filter(({ counts }) => sorted(counts).length > 0)
  return (
    <div className="stack">
      {customers.factor === 1 ? null : (
        <Alert
          type="info"
          showIcon
          title={t('dryRun.sample', { tried: format.integer(customers.tried), all: format.integer(customers.all) })}
        />
      )}
      {dryRun.entered === 0 ? (
        <Alert type="info" showIcon title={t('dryRun.nobody', { n: dryRun.days })} />
      ) : (
        <>
          <div className="figures figures-tight">
            <Figure
              label={t('dryRun.entered')}
              value={format.integer(dryRun.entered)}
              detail={t('dryRun.enteredDetail', { count: dryRun.enteredCustomers, n: format.integer(dryRun.enteredCustomers) })}
              tone="lead"
            />
            <Figure label={t('dryRun.control')} value={format.integer(dryRun.heldOut)} />
            <Figure label={t('dryRun.sends')} value={format.integer(sent)} />
            <Figure label={t('dryRun.inside')} value={format.integer(dryRun.inside)} />
            <Figure
              label={t('dryRun.cost')}
              value={sent > 0 && cost.unknown === sent ? null : money(cost.minor)}
              unknown={t('dryRun.costUnknown')}
              {...(cost.unknown === 0 || cost.unknown === sent
                ? {}
                : { detail: t('dryRun.costPart', { n: format.integer(cost.unknown) }) })}
            />
            <Figure label={t('dryRun.goals')} value={format.integer(dryRun.goals)} />
            <Figure
              label={t('dryRun.orders')}
              value={money(orders.amountMinor)}
              detail={t('dryRun.ordersDetail', { orders: format.integer(orders.orders), customers: format.integer(orders.customers) })}
            />
          </div>
          <DryRunDays byDay={dryRun.byDay} />
        </>
      )}
      <div className="broadcast-lists">
        {dryRun.entered === 0 ? null : (
          <div>
            <h3 className="subhead">{t('dryRun.steps')}</h3>
            <ul className="skip-list">
              {journey.definition.steps.flatMap((step) => {
                const found = dryRun.steps.find(({ stepId }) => stepId === step.id)
                if (found === undefined) return []
                return [
                  <li key={step.id}>
                    <span>{words.title(step)}</span>
                    <span className="num">
                      {t('dryRun.stepLine', { came: format.integer(found.came), waiting: format.integer(found.waiting) })}
                    </span>
                  </li>,
                ]
              })}
            </ul>
          </div>
        )}
        {lists.map(({ title, counts, word }) => (
          <div key={title}>
            <h3 className="subhead">{title}</h3>
            <ul className="skip-list">
              {sorted(counts).map(([one, n]) => (
                <li key={one}>
                  <span>{word(one)}</span>
                  <span className="num">{format.integer(n)}</span>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {dryRun.overlaps.length === 0 ? null : (
          <div>
            <h3 className="subhead">{t('dryRun.overlaps')}</h3>
            <ul className="skip-list">
              {dryRun.overlaps.map(({ kind, id, name, customers: n }) => (
                <li key={`${kind} ${id}`}>
                  <span>
                    {t(`dryRun.overlapKinds.${kind}`)} ·{' '}
                    <Link className="text-link" to={`/retain/${kind}s/${id}`}>
                      {name}
                    </Link>
                  </span>
                  <span className="num">{format.integer(n)}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <div>
        <h3 className="subhead">{t('dryRun.assumptions')}</h3>
        <ul className="dry-run-assumed soft">
          {dryRun.assumptions.map((one) => (
            <li key={one}>{t(`dryRun.assumed.${one as 'sampled'}`)}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}
