import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { diskFull } from '../problem.ts'
import type { Services } from '../services.ts'
import type { TypedApp } from '../typed-app.ts'

/** /health says that the process lives, /health/ready that both databases answer and the disk has room. */
export function registerHealth(app: TypedApp, services: Services): void {
  const options = { config: { public: true as const, rateLimit: false as const }, logLevel: 'warn' as const }
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
        summary: 'Ready: both databases answer',
        response: { 200: Type.Object({ status: Type.Literal('ready'), relational: Type.Boolean(), analytical: Type.Boolean() }) },
      },
    },
    async () => {
      const { relational, analytical, diskFull: full } = await services.health.check()
      if (full) throw diskFull()
      if (relational && analytical) return { status: 'ready' as const, relational, analytical }
      const down = [relational ? [] : ['the relational database'], analytical ? [] : ['the analytical database']].flat().join(' and ')
      throw new AppError(
        'unavailable',
        'not-ready',
        `Not ready: ${down} does not answer. It is being restarted; look into the log if this lasts.`,
      )
    },
  )
}
