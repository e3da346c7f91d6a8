import type { Job } from '#http/collect/data-schemas.ts'

export function isRunning(job: Pick<Job, 'state'>): boolean {
  return job.state === 'running' || job.state === 'queued'
}

/** Failures that nobody has put away, newest first; one that was tried again with success since is no news. */
export function unseenFailures<T extends Pick<Job, 'id' | 'kind' | 'state' | 'createdAt'>>(
  jobs: readonly T[],
  seen: ReadonlySet<string>,
): T[] {
  return jobs.filter(
    (job) =>
      job.state === 'failed' &&
      !seen.has(job.id) &&
      !jobs.some((later) => later.kind === job.kind && later.state === 'done' && later.createdAt > job.createdAt),
  )
}

/** Whether jobs ran on more than one server, so that it is worth saying which. */
export function isOfManyNodes(jobs: readonly Pick<Job, 'node'>[]): boolean {
  return new Set(jobs.flatMap(({ node }) => node ?? [])).size > 1
}

const PAGES: Readonly<Record<string, string>> = {
  import: '/data/imports',
  'import-log': '/data/imports',
  'undo-import': '/data/imports',
  'sync-table': '/data/syncs',
  'train-churn': '/predict/churn',
  'train-value': '/predict/value',
  'forecast-demand': '/predict/demand',
  'find-clusters': '/customers/clusters',
  'score-accounts': '/customers/accounts',
  'refresh-portraits': '/data/quality?tab=portraits',
  'refresh-tags': '/customers/tags',
  'train-recommend': '/predict/recommendation',
  'refresh-profiles': '/customers/segments',
  'look-over-quality': '/data/quality',
  'replay-quarantine': '/data/quarantine',
  'decision-run': '/retain/runs',
  'create-tasks': '/retain/tasks',
  'stop-contact': '/customers',
}

/** Where the result of a job is; null for a kind that has no page. */
export function jobLink(job: Pick<Job, 'kind' | 'result'>): string | null {
  const runId = job.result?.['runId']
  if (job.kind === 'decision-run' && typeof runId === 'string') return `/retain/messages?runId=${runId}`
  return PAGES[job.kind] ?? null
}
