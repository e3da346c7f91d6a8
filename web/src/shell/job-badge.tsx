import { Badge, Button, Popover, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Job } from '#http/collect/data-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { useApi } from '../api/use-api.ts'
import { useCode } from '../components/codes.ts'
import { Icon } from '../components/icon.tsx'
import { useProblemWords } from '../components/problem-words.ts'
import { useFormat } from '../format/use-format.ts'
import { useCan } from '../session/use-can.ts'
import { isOfManyNodes, isRunning, jobLink, unseenFailures } from './job-news.ts'

const SEEN = 'liuke.jobs.seen'
const WHILE_RUNNING_MS = 3_000
const IDLE_MS = 20_000

/** What runs, from any page: how far it is, and where its result is. What failed stays until somebody has seen it. */
export function JobBadge() {
  const { t } = useTranslation()
  const can = useCan()
  const allowed = can('jobs:read')
  const [seen, setSeen] = useState(() => new Set((localStorage.getItem(SEEN) ?? '').split(',')))
  const [busy, setBusy] = useState(false)
  // A hidden tab does not ask at all: the browser pauses these looks until it is seen again.
  const query = useApi(endpoints.jobs({ limit: 50 }), { enabled: allowed, refetchInterval: busy ? WHILE_RUNNING_MS : IDLE_MS })
  const jobs = query.data?.items ?? []
  const running = jobs.filter(isRunning)
  if (running.length > 0 !== busy) setBusy(running.length > 0)
  const failed = unseenFailures(jobs, seen)
  const dismiss = (id: string) => {
    const next = new Set([...seen, id])
    localStorage.setItem(SEEN, [...next].slice(-100).join(','))
    setSeen(next)
  }
  if (!allowed) return null
  // What was due by the calendar is news only while it runs or when it failed.
  const done = jobs.filter((job) => job.state === 'done' && !job.scheduled).slice(0, 3)
  const withNode = isOfManyNodes(jobs)
  const label =
    running.length > 0
      ? t('shell.jobsRunning', { count: running.length })
      : failed.length > 0
        ? t('shell.jobsFailed', { count: failed.length })
        : t('shell.jobs')
  const shown = [...running, ...failed, ...done]
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      classNames={{ root: 'job-popover' }}
      title={t('shell.jobs')}
      content={
        shown.length === 0 ? (
          <p className="soft job-list">{t('shell.jobsNone')}</p>
        ) : (
          <ul className="job-list">
            {shown.map((job) => (
              <JobLine key={job.id} job={job} withNode={withNode} dismiss={() => dismiss(job.id)} />
            ))}
          </ul>
        )
      }
    >
      <Button type="text" aria-label={label} className="job-badge">
        <Badge
          count={failed.length > 0 ? failed.length : running.length}
          size="small"
          color={failed.length > 0 ? 'var(--danger)' : 'var(--accent)'}
        >
          <Icon name="pulse" size={17} />
        </Badge>
      </Button>
    </Popover>
  )
}

function JobLine({ job, withNode, dismiss }: { job: Job; withNode: boolean; dismiss: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const words = useProblemWords()
  const format = useFormat()
  const link = jobLink(job)
  const ended = [t(`codes.jobState.${job.state}`), ...(job.finishedAt === null ? [] : [format.dateTime(job.finishedAt)])].join(' · ')
  return (
    <li>
      <div className="between">
        <strong>{code('jobKind', job.kind)}</strong>
        <span className="faint">{isRunning(job) && job.stage !== '' ? code('jobStage', job.stage) : ended}</span>
      </div>
      {isRunning(job) ? (
        <Progress
          size="small"
          percent={job.total > 0 ? Math.round(Math.min(1, job.done / job.total) * 100) : 0}
          status="active"
          aria-label={t('common.progress')}
        />
      ) : null}
      {withNode && job.node !== null ? <span className="faint">{t('shell.jobNode', { node: job.node })}</span> : null}
      {job.state === 'failed' ? (
        <>
          <p className="job-problem">
            {(job.problem === null ? undefined : words(job.problem.code, job.problem.params)) ?? t('common.jobFailed')}
          </p>
          <Button size="small" onClick={dismiss}>
            {t('shell.jobSeen')}
          </Button>
        </>
      ) : null}
      {job.state === 'done' && link !== null ? <Link to={link}>{t('shell.jobOpen')}</Link> : null}
    </li>
  )
}
