import type { JobRecord, JobState, JobStore } from '#jobs/job-runner.ts'

/** Jobs in memory. Keeps the rules of tests/contract/job-store.case.ts. */
export class MemoryJobStore implements JobStore {
  readonly jobs = new Map<string, JobRecord>()
  readonly #cancels = new Set<string>()

  insert(job: Parameters<JobStore['insert']>[0]) {
    const existing = this.jobs.get(job.id)
    const stored: JobRecord = existing ?? {
      id: job.id,
      kind: job.kind,
      state: 'queued',
      stage: '',
      done: 0,
      total: 0,
      result: null,
      error: null,
      createdAt: job.createdAt,
      startedAt: null,
      finishedAt: null,
    }
    this.jobs.set(job.id, stored)
    return Promise.resolve({ job: stored, isNew: existing === undefined })
  }

  byId(id: string) {
    return Promise.resolve(this.jobs.get(id) ?? null)
  }

  list(limit: number, state: JobState | null) {
    const newest = [...this.jobs.values()].toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    return Promise.resolve(newest.filter((job) => state === null || job.state === state).slice(0, limit))
  }

  start(id: string, at: Date) {
    return this.#change(id, { state: 'running', startedAt: at })
  }

  async progress(id: string, stage: string, done: number, total: number) {
    if (this.jobs.get(id)?.state !== 'running') return false
    await this.#change(id, { stage, done, total })
    return this.#cancels.has(id)
  }

  finish(id: string, { state, result, error, at }: Parameters<JobStore['finish']>[1]) {
    return this.#change(id, { state, result: JSON.parse(JSON.stringify(result)), error, finishedAt: at })
  }

  requestCancel(id: string) {
    this.#cancels.add(id)
    return Promise.resolve()
  }

  async failUnfinished(error: Parameters<JobStore['failUnfinished']>[0], at: Date) {
    const open = [...this.jobs.values()].filter((job) => job.state === 'queued' || job.state === 'running')
    for (const job of open) await this.#change(job.id, { state: 'failed', error, finishedAt: at })
    return open.length
  }

  #change(id: string, change: Partial<JobRecord>) {
    const job = this.jobs.get(id)
    if (job !== undefined) this.jobs.set(id, { ...job, ...change })
    return Promise.resolve()
  }
}
