import { Alert, App, Button } from 'antd'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Job } from '#http/collect/data-schemas.ts'
import type { IdentityProposal, IdentityProposals, ProposalDecided } from '#http/identity/proposal-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { evidenceSteps, placeIn } from './evidence-steps.ts'
import { kindWord } from './kind-word.ts'
import { SharedValuePanel } from './shared-values.tsx'
import './identity.css'

type Verdict = 'accept' | 'reject' | 'skip'
/** A model is never certain. */
const MOST_SHOWN = 0.999
const KEYS: Readonly<Record<string, Verdict>> = { a: 'accept', r: 'reject', s: 'skip' }

/** Customers who may be one person, one pair after the other: what speaks for it, and a decision. */
export default function IdentityReviewPage() {
  const { t } = useTranslation()
  const can = useCan()
  const [jobId, setJobId] = useState<string>()
  const query = useApi(endpoints.identityProposals())
  const search = useChange<Job>()
  return (
    <Page
      title={t('identity.review')}
      purpose={t('identity.reviewPurpose')}
      {...(can('data:import')
        ? {
            actions: (
              <Button
                type="primary"
                loading={search.isPending}
                onClick={() =>
                  search.mutate({ method: 'POST', path: '/identity/proposals/search' }, { onSuccess: (job) => setJobId(job.id) })
                }
              >
                {t('identity.searchDuplicates')}
              </Button>
            ),
          }
        : {})}
    >
      <div className="stack">
        {search.error === null ? null : <ErrorNotice problem={search.error} />}
        {jobId === undefined ? null : <JobProgress jobId={jobId} />}
        <QueryView query={query}>{(data) => <Queue data={data} />}</QueryView>
        {can('data:import') ? <SharedValuePanel /> : null}
      </div>
    </Page>
  )
}

function Queue({ data }: { data: IdentityProposals }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { lastSearch, counts, items } = data
  const [first] = items
  if (lastSearch === null && first === undefined)
    return <EmptyState title={t('identity.neverSearched')}>{t('identity.neverSearchedHelp')}</EmptyState>
  const searched =
    lastSearch === null
      ? t('identity.neverSearched')
      : t('identity.searched', {
          when: format.dateTime(lastSearch.endedAt),
          people: format.integer(lastSearch.people),
          pairs: format.integer(lastSearch.compared),
        })
  return (
    <>
      {lastSearch === null || lastSearch.isEnough ? null : (
        <Alert type="info" showIcon title={t('identity.notEnough', { people: format.integer(lastSearch.people) })} />
      )}
      {lastSearch === null || lastSearch.complete ? null : <Alert type="warning" showIcon title={t('identity.searchPart')} />}
      <p className="soft">
        {t('identity.reviewCounts', {
          open: format.integer(counts.open),
          accepted: format.integer(counts.accepted),
          rejected: format.integer(counts.rejected),
        })}{' '}
        {searched}
      </p>
      {first === undefined ? (
        lastSearch?.isEnough === true ? (
          <EmptyState title={t('identity.nothingToReview')} />
        ) : null
      ) : (
        <Review key={first.id} proposal={first} />
      )}
    </>
  )
}

function Review({ proposal }: { proposal: IdentityProposal }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const can = useCan()
  const { message, modal } = App.useApp()
  const problemText = useProblemText()
  const decide = useChange<ProposalDecided>(['/identity/proposals', '/customers'])
  const say = (verdict: Verdict, confirmed = false): void =>
    decide.mutate(
      { method: 'POST', path: `/identity/proposals/${proposal.id}`, body: { verdict, confirmed } },
      {
        onSuccess: () => {
          if (verdict !== 'skip') void message.success(t(`identity.said.${verdict}`))
        },
        onError: (problem) => {
          if (problem.code !== 'identity-confirm') {
            void message.error(problemText(problem))
            return
          }
          modal.confirm({
            title: t('identity.doubts'),
            content: problemText(problem),
            okText: t('identity.verdict.accept'),
            cancelText: t('common.cancel'),
            onOk: () => say('accept', true),
          })
        },
      },
    )
  const press = useEffectEvent((event: KeyboardEvent) => {
    const verdict = KEYS[event.key]
    const { target } = event
    if (verdict === undefined || event.ctrlKey || event.metaKey || event.altKey || decide.isPending) return
    if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null) return
    say(verdict)
  })
  const mayDecide = can('data:import')
  useEffect(() => {
    if (!mayDecide) return undefined
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [mayDecide])
  return (
    <Panel
      title={
        proposal.chance === null
          ? t('identity.returnedQuestion')
          : t('identity.onePerson', {
              chance: `${proposal.chance > MOST_SHOWN ? '> ' : ''}${format.percent(Math.min(proposal.chance, MOST_SHOWN), 1)}`,
            })
      }
      {...(mayDecide
        ? {
            actions: (
              <>
                {(['accept', 'reject', 'skip'] as const).map((verdict) => (
                  <Button
                    key={verdict}
                    {...(verdict === 'accept' ? { type: 'primary' as const } : {})}
                    loading={decide.isPending}
                    aria-keyshortcuts={verdict.slice(0, 1)}
                    onClick={() => say(verdict)}
                  >
                    {t(`identity.verdict.${verdict}`)} <kbd>{verdict.slice(0, 1)}</kbd>
                  </Button>
                ))}
              </>
            ),
          }
        : {})}
    >
      <div className="review-sides">
        <Side customer={proposal.a} />
        <Side customer={proposal.b} />
      </div>
      {proposal.chance === null ? (
        <p>
          {t('identity.returnedHelp')} {proposal.evidence.map(({ level }) => code('matchLevel', level)).join(', ')}
        </p>
      ) : (
        <>
          <Evidence proposal={proposal} />
          <p className="caption">{t('identity.evidenceCaption')}</p>
        </>
      )}
    </Panel>
  )
}

function Side({ customer }: { customer: IdentityProposal['a'] }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  return (
    <section className="review-side">
      <h3>
        <Link to={`/customers/${customer.customerId}`}>{customer.name === '' ? customer.customerId.slice(0, 8) : customer.name}</Link>
      </h3>
      <p className="cell-sub">{t('profile.deviceSince', { date: format.date(customer.since) })}</p>
      <ul className="id-list">
        {customer.identifiers.map((one) => (
          <li key={`${one.kind} ${one.masked}`}>
            {kindWord(code, one.kind)} <span className="mono">{one.masked}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What each field is worth, one after the other: bars begin where the one before ended. */
function Evidence({ proposal }: { proposal: IdentityProposal }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const steps = evidenceSteps(proposal.evidence)
  const placeOf = placeIn(steps)
  const place = (bits: number) => `${(placeOf(bits) * 100).toFixed(2)}%`
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" role="region" aria-label={t('identity.evidence')} tabIndex={0}>
      <table className="table table-plain">
        <thead>
          <tr>
            <th scope="col">{t('identity.evidenceField')}</th>
            <th scope="col">{t('identity.evidenceLevel')}</th>
            <th scope="col" className="num">
              {t('identity.bits')}
            </th>
            <th scope="col" className="num">
              {t('identity.bitsSum')}
            </th>
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.field}>
              <td>{code('matchField', step.field)}</td>
              <td>{code('matchLevel', step.level)}</td>
              <td className="num">{`${step.bits > 0 ? '+' : ''}${format.decimal(step.bits, 1)}`}</td>
              <td className="num">{format.decimal(step.to, 1)}</td>
              <td className="evidence-cell" aria-hidden="true">
                <span
                  className={step.bits < 0 ? 'evidence-bar evidence-against' : 'evidence-bar'}
                  style={{ left: place(Math.min(step.from, step.to)), right: `calc(100% - ${place(Math.max(step.from, step.to))})` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
