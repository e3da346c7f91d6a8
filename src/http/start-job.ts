import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { ErrorParams } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { actorOf } from './access/authenticate.ts'
import type { Job } from './collect/data-schemas.ts'
import type { Answer } from './shared-schemas.ts'

export interface JobContext {
  progress(stage: string, done: number, total: number): void
  readonly signal: AbortSignal
}
export type JobAnswer = Readonly<Record<string, unknown>>

export interface JobInfo {
  readonly id: string
  readonly kind: string
  readonly state: Job['state']
  readonly stage: string
  readonly done: number
  readonly total: number
  readonly result: JobAnswer | null
  readonly error: { readonly code: string; readonly message: string; readonly params: ErrorParams } | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

export interface Jobs {
  start(
    order: {
      readonly kind: string
      readonly queue?: string | undefined
      readonly input: object
      readonly createdBy: string
      readonly idempotencyKey?: string | undefined
    },
    work: (context: JobContext) => Promise<JobAnswer>,
  ): Promise<JobInfo>
  /** Whether a job was started with this key before. */
  isKnown(order: { readonly kind: string; readonly createdBy: string; readonly idempotencyKey: string }): Promise<boolean>
  byId(id: string): Promise<JobInfo | null>
  list(limit: number, state?: Job['state'] | null): Promise<readonly JobInfo[]>
  cancel(id: string): Promise<JobInfo>
}

/** What a change that is audited needs. */
export interface AuditParts {
  readonly access: Pick<Access, 'audit'>
  readonly clock: Clock
}

/** What starting long work needs. */
export interface JobParts extends AuditParts {
  readonly jobs: Jobs
}

/** Sent with a POST that starts work: the same key again answers the same job. */
export const IdempotencyHeaders = Type.Object({ 'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) })

/** Starts long work in the name of the caller and audits it. `input` holds ids and settings only. */
export async function startJob(
  { jobs, access, clock }: JobParts,
  request: FastifyRequest,
  order: { readonly kind: string; readonly queue?: string; readonly input: Readonly<Record<string, unknown>> },
  work: (context: JobContext) => Promise<JobAnswer>,
): Promise<Answer<typeof Job>> {
  const key = request.headers['idempotency-key']
  const createdBy = actorLabel(actorOf(request))
  const job = await jobs.start({ ...order, createdBy, idempotencyKey: typeof key === 'string' ? key : undefined }, work)
  await access.audit.append({
    at: clock.now(),
    actor: createdBy,
    action: `${order.kind}-started`,
    target: `job:${job.id}`,
    detail: order.input,
  })
  return toJob(job)
}

/** Whether this request is a repetition that `startJob` answers with the job of the first one. */
export async function isRepeated({ jobs }: Pick<JobParts, 'jobs'>, request: FastifyRequest, kind: string): Promise<boolean> {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' && (await jobs.isKnown({ kind, createdBy: actorLabel(actorOf(request)), idempotencyKey: key }))
}

export function toJob({ error, ...job }: JobInfo): Answer<typeof Job> {
  return { ...job, error: error?.message ?? null, problem: error === null ? null : { code: error.code, params: error.params } }
}
