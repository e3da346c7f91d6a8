import type { FastifyInstance } from 'fastify'
import { actorLabel } from '#access/actor.ts'

/** One line per request: the route as it was declared, never the address as it was called, no query, no body, no name. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        actor: request.actor === null ? null : actorLabel(request.actor),
      },
      'request',
    )
  })
}
