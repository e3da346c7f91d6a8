import type { FastifyInstance } from 'fastify'
import { actorLabel } from '#access/actor.ts'
import { localCallerOf } from './access/local-door.ts'
import { RateBudget } from './rate-budget.ts'
import type { RateLeases } from './rate-budget.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Requests a minute of one caller to this route; false: none are counted. Without it the route counts with all others. */
    rateLimit?: number | false
  }
}

/** Limits the requests a minute of each caller: a person, a key, the source of a write key, or the address of a stranger. To be called after login is checked. */
export function limitRates(app: FastifyInstance, leases: RateLeases, perMinute: number): void {
  const nowMs = (): number => performance.now()
  const all = new RateBudget({ perMinute, leases, nowMs })
  const ofRoutes = new Map<string, RateBudget>()
  app.addHook('onRequest', async (request) => {
    const { config, method, url = '' } = request.routeOptions
    const limit = config.rateLimit
    // Whoever owns the data folder is nobody's flood.
    if (limit === false || localCallerOf(request.raw) !== null) return
    const caller = request.actor === null ? (request.sender ?? request.ip) : actorLabel(request.actor)
    if (limit === undefined) return await all.take(caller)
    const route = `${String(method)} ${url}`
    let own = ofRoutes.get(route)
    if (own === undefined) ofRoutes.set(route, (own = new RateBudget({ perMinute: limit, leases, nowMs })))
    await own.take(`${caller} ${route}`)
  })
}
