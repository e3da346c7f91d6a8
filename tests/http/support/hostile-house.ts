import { AppError } from '#kernel/app-error.ts'
import { systemClock } from '#kernel/clock.ts'
import { openWholeHouse } from '../../support/whole-house.ts'
import { ADMIN, Visitor } from './house.ts'
import { hostileRequests } from './hostile-requests.ts'
import type { HostileRequest, OpenApiPaths } from './hostile-requests.ts'

/** The real house with an administrator who sends what nobody means. */
export interface HostileHouse {
  /** All hostile requests of the OpenAPI document, but those that would end the session. */
  readonly requests: readonly HostileRequest[]
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>
  /** A description of the failure when the server answers with one, else null. */
  ask(request: HostileRequest): Promise<string | null>
  close(): Promise<void>
}

export async function openHostileHouse(): Promise<HostileHouse> {
  const { house, server, stop } = await openWholeHouse({ clock: systemClock })
  const admin = new Visitor(server.app)
  admin.remember(await admin.ask('POST', '/setup', { code: await house.access.setup.code(), ...ADMIN }))
  const document = (await admin.ask('GET', '/openapi.json')).json<OpenApiPaths>()
  const statuses = new Map<number, number>()
  return {
    requests: [...hostileRequests(document)].filter(({ url }) => !/\/(logout|login|setup)$/.test(url)),
    statuses,
    async ask({ method, url, headers, payload, place }) {
      const response = await server.app.inject({
        method: method.toUpperCase() as 'GET',
        url,
        headers: {
          host: '127.0.0.1',
          cookie: admin.cookie,
          'x-csrf-token': admin.csrfToken,
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(payload === undefined ? {} : { payload }),
      })
      // Webhooks of shops are known by their signature, whoever is logged in.
      if (!url.startsWith('/v1/webhooks/')) statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1)
      if (response.statusCode < 500) return null
      return `${place}: ${response.statusCode} ${url.slice(0, 150)} ${(payload ?? '').slice(0, 150)} -> ${response.body.slice(0, 200)}`
    },
    async close() {
      for (const job of await house.jobs.list(1_000)) {
        // It may end meanwhile.
        if (job.state === 'queued' || job.state === 'running') await house.jobs.cancel(job.id).catch(ignoreFinished)
      }
      await house.jobs.whenIdle()
      await stop()
    },
  }
}

function ignoreFinished(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'job-finished') throw error
}
