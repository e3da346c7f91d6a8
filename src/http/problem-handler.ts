import type { FastifyInstance, FastifyReply } from 'fastify'
import { AppError } from '#kernel/app-error.ts'
import { PROBLEM_TYPE, diskFull, problemOf } from './problem.ts'

export interface HealthCheck {
  check(): Promise<{ readonly relational: boolean; readonly analytical: boolean; readonly diskFull: boolean }>
  /** Something failed for lack of disk space. */
  noteDiskFull(): void
  /** When the tracking request that waits longest to be loaded was received; null when none waits. */
  oldestWaiting(): Promise<Date | null>
}

/** Every failure leaves as problem+json; what nobody expected is logged with its stack, never with the request's data. */
export function answerProblems(app: FastifyInstance, health: HealthCheck): void {
  app.setErrorHandler(async (error, request, reply) => {
    let answer = problemOf(error, request.id)
    if (answer.problem.code === 'disk-full') health.noteDiskFull()
    // An engine that found no room for its log ends itself; what to do about it is the same.
    else if (answer.problem.code === 'engine-down' && (await health.check()).diskFull) answer = problemOf(diskFull(), request.id)
    if (answer.status === 500 && error instanceof Error) {
      request.log.error(
        { route: request.routeOptions.url, error: { name: error.name, message: error.message, stack: error.stack } },
        'request failed',
      )
    }
    return sendProblem(reply, answer)
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problemOf(nothingHere())))
}

export function nothingHere(): AppError {
  return new AppError('not-found', 'not-found', 'There is nothing at this address.')
}

/** @param more What this problem says beyond what every problem does: extension members of RFC 9457 */
export function sendProblem(reply: FastifyReply, answer: ReturnType<typeof problemOf>, more: object = {}): FastifyReply {
  if (answer.retryAfter !== null) reply.header('retry-after', String(answer.retryAfter))
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer realm="liuke"')
  return reply
    .code(answer.status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send({ ...answer.problem, ...more })
}
