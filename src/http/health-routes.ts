import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import type { HealthCheck } from './problem-handler.ts'
import { diskFull } from './problem.ts'
import type { TypedApp } from './typed-app.ts'

/** A request is loaded within a second or two. */
const SLOW_MS = MINUTE_MS
const STALLED_MS = 15 * MINUTE_MS

/** /health says that the process lives, /health/ready that both databases answer, the disk has room and what was acknowledged is loaded. */
export function registerHealth(app: TypedApp, { health, clock }: { readonly health: HealthCheck; readonly clock: Clock }): void {
  const options = { config: { public: true as const, rateLimit: false as const, light: true as const }, logLevel: 'warn' as const }
  app.get(
    '/health',
    { ...options, schema: { tags: ['health'], summary: 'Alive', response: { 200: Type.Object({ status: Type.Literal('ok') }) } } },
    () => ({ status: 'ok' as const }),
  )
  app.get(
    '/health/ready',
    {
      ...options,
      schema: {
        tags: ['health'],
        summary: 'Ready: both databases answer and tracking requests are loaded; degraded when one waits for more than a minute',
        response: {
          200: Type.Object({
            status: Type.Union([Type.Literal('ready'), Type.Literal('degraded')]),
            relational: Type.Boolean(),
            analytical: Type.Boolean(),
            oldestWaitingSeconds: Type.Integer({
              description: 'How long the oldest tracking request has waited to be loaded; 0 when none waits.',
            }),
          }),
        },
      },
    },
    async () => {
      const { relational, analytical, diskFull: full } = await health.check()
      if (full) throw diskFull()
      if (relational && analytical) {
        const oldest = await health.oldestWaiting()
        const waited = oldest === null ? 0 : Math.max(0, clock.now().getTime() - oldest.getTime())
        const oldestWaitingSeconds = Math.floor(waited / SECOND_MS)
        if (waited > STALLED_MS) {
          throw new AppError(
            'unavailable',
            'intake-stalled',
            `Not ready: a tracking request has waited ${oldestWaitingSeconds} seconds to be loaded. Nothing is lost; look into the log for the reason.`,
            { details: { seconds: oldestWaitingSeconds } },
          )
        }
        return { status: waited > SLOW_MS ? ('degraded' as const) : ('ready' as const), relational, analytical, oldestWaitingSeconds }
      }
      const down = [relational ? [] : ['the relational database'], analytical ? [] : ['the analytical database']].flat().join(' and ')
      throw new AppError(
        'unavailable',
        'not-ready',
        `Not ready: ${down} does not answer. It is being restarted; look into the log if this lasts.`,
      )
    },
  )
}
