import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { JobRecord } from '#jobs/job.ts'
import { SCHEDULER } from '#jobs/job-runner.ts'
import type { JobRunner } from '#jobs/job-runner.ts'
import type { Clock } from '#kernel/clock.ts'
import { actorOf } from './access/authenticate.ts'
import type { Job } from './collect/data-schemas.ts'
import type { JobPayload, StartedKind } from './job-payloads.ts'
import type { Answer } from './shared-schemas.ts'

export type Jobs = Pick<JobRunner<StartedKind>, 'start' | 'isKnown' | 'byId' | 'list' | 'cancel'>

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

/** Starts long work in the name of the caller and audits it. `note` is for the audit log: ids and settings only; without it the payload is that. */
export async function startJob<Kind extends StartedKind>(
  { jobs, access, clock }: JobParts,
  request: FastifyRequest,
  kind: Kind,
  payload: JobPayload<Kind>,
  note: object = payload,
): Promise<Answer<typeof Job>> {
  const key = request.headers['idempotency-key']
  const createdBy = actorLabel(actorOf(request))
  const job = await jobs.start({ kind, payload, createdBy, idempotencyKey: typeof key === 'string' ? key : undefined })
  await access.audit.append({ at: clock.now(), actor: createdBy, action: `${kind}-started`, target: `job:${job.id}`, detail: { ...note } })
  return toJob(job)
}

/** Whether this request is a repetition that `startJob` answers with the job of the first one. */
export async function isRepeated({ jobs }: Pick<JobParts, 'jobs'>, request: FastifyRequest, kind: StartedKind): Promise<boolean> {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' && (await jobs.isKnown({ kind, createdBy: actorLabel(actorOf(request)), idempotencyKey: key }))
}

export function toJob({ createdBy, error, ...job }: JobRecord): Answer<typeof Job> {
  const problem = error === null ? null : { code: error.code, params: error.params }
  return { ...job, scheduled: createdBy === SCHEDULER, error: error?.message ?? null, problem }
}
