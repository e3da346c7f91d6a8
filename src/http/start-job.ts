import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { actorOf } from './access/authenticate.ts'
import type { Job } from './collect/data-schemas.ts'
import type { JobAnswer, JobContext, JobInfo, Services } from './services.ts'

/** Sent with a POST that starts work: the same key again answers the same job. */
export const IdempotencyHeaders = Type.Object({ 'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) })

/** Starts long work in the name of the caller and audits it. `input` holds ids and settings only. */
export async function startJob(
  services: Services,
  request: FastifyRequest,
  order: { readonly kind: string; readonly queue?: string; readonly input: Readonly<Record<string, unknown>> },
  work: (context: JobContext) => Promise<JobAnswer>,
): Promise<Job> {
  const key = request.headers['idempotency-key']
  const createdBy = actorLabel(actorOf(request))
  const job = await services.jobs.start({ ...order, createdBy, idempotencyKey: typeof key === 'string' ? key : undefined }, work)
  await services.access.audit.append({
    at: services.clock.now(),
    actor: createdBy,
    action: `${order.kind}-started`,
    target: `job:${job.id}`,
    detail: order.input,
  })
  return toJob(job)
}

/** Whether this request is a repetition that `startJob` answers with the job of the first one. */
export async function isRepeated(services: Services, request: FastifyRequest, kind: string): Promise<boolean> {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' && (await services.jobs.isKnown({ kind, createdBy: actorLabel(actorOf(request)), idempotencyKey: key }))
}

export function toJob(job: JobInfo): Job {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    stage: job.stage,
    done: job.done,
    total: job.total,
    result: job.result,
    error: job.error?.message ?? null,
    problem: job.error === null ? null : { code: job.error.code, params: job.error.params },
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  }
}
