import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import { actorOf } from '../access/authenticate.ts'
import { ProjectPatch, ProjectState, RateList, RatesBody } from './project-schemas.ts'
import type { Services } from '../services.ts'
import { startJob } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import type { FastifyRequest } from 'fastify'

const RateParams = Type.Object({ currency: Type.String({ maxLength: 10 }), day: Type.String({ maxLength: 10 }) })

/** What holds for the whole project: its currency with dated rates, time zone, country and name. */
export function registerProject(app: TypedApp, services: Services): void {
  const { projectAdmin } = services
  const permission = 'settings:manage' as const

  /** Money and days in profiles follow the project: they are worked out again by a job. */
  const refresh = async (request: FastifyRequest): Promise<string> => {
    const work = { kind: 'refresh-profiles', input: {} }
    return (await startJob(services, request, work, (context) => services.profiles.refresh(context))).id
  }

  app.get(
    '/project',
    {
      config: { permission },
      schema: { tags: ['project'], summary: 'Settings of the project and what they leave unconverted', response: { 200: ProjectState } },
    },
    async () => ({ ...(await projectAdmin.state()), refreshJobId: null }),
  )

  app.patch(
    '/project',
    {
      config: { permission },
      schema: { tags: ['project'], summary: 'Change settings of the project', body: ProjectPatch, response: { 200: ProjectState } },
    },
    async (request) => {
      const touched = await projectAdmin.change(request.body, actorLabel(actorOf(request)))
      const refreshJobId = touched ? await refresh(request) : null
      return { ...(await projectAdmin.state()), refreshJobId }
    },
  )

  app.get(
    '/project/rates',
    {
      config: { permission },
      schema: { tags: ['project'], summary: 'Dated rates into the currency of the project', response: { 200: RateList } },
    },
    async () => ({ items: await projectAdmin.rates(), refreshJobId: null }),
  )

  app.post(
    '/project/rates',
    {
      config: { permission },
      schema: {
        tags: ['project'],
        summary: 'Enter rates; one of the same currency and day takes the place of the one there',
        body: RatesBody,
        response: { 200: RateList },
      },
    },
    async (request) => {
      const items = await projectAdmin.saveRates(request.body, actorLabel(actorOf(request)))
      return { items, refreshJobId: await refresh(request) }
    },
  )

  app.delete(
    '/project/rates/:currency/:day',
    {
      config: { permission },
      schema: { tags: ['project'], summary: 'Remove a rate', params: RateParams, response: { 200: RateList } },
    },
    async (request) => {
      const { currency, day } = request.params
      if (!(await projectAdmin.removeRate(currency, day, actorLabel(actorOf(request)))))
        throw new AppError('not-found', 'rate-not-found', `There is no rate of ${currency} from ${day} on: reload the list.`)
      return { items: await projectAdmin.rates(), refreshJobId: await refresh(request) }
    },
  )
}
