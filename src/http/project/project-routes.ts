import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import type { Project, ProjectSettings } from '#access/project-settings.ts'
import { parseRates } from '#quality/currency-rate.ts'
import type { CurrencyRates } from '#quality/currency-rates.ts'
import { actorOf } from '../access/authenticate.ts'
import { ProjectPatch, ProjectState, RateList, RatesBody } from './project-schemas.ts'
import { settingsAnswer } from './project-answers.ts'
import type { Static, UnconvertedSales } from '../shared-schemas.ts'
import { startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import type { FastifyRequest } from 'fastify'

const RateParams = Type.Object({ currency: Type.String({ maxLength: 10 }), day: Type.String({ maxLength: 10 }) })

interface ProjectParts extends JobParts {
  readonly project: Project & Pick<ProjectSettings, 'sourceOf' | 'current' | 'change'>
  readonly rates: Pick<CurrencyRates, 'list' | 'save' | 'remove'>
  readonly reads: { unconvertedSales(): Promise<Static<typeof UnconvertedSales>> }
}

/** What holds for the whole project: its currency with dated rates, time zone, country and name. */
export function registerProject(app: TypedApp, { project, rates, reads, ...parts }: ProjectParts): void {
  const state = async () => ({ settings: settingsAnswer(project), unconverted: await reads.unconvertedSales() })
  const permission = 'settings:manage' as const

  /** Money and days in profiles follow the project: they are worked out again by a job. */
  const refresh = async (request: FastifyRequest): Promise<string> => (await startJob(parts, request, 'refresh-profiles', {})).id

  app.get(
    '/project',
    {
      config: { permission },
      schema: { tags: ['project'], summary: 'Settings of the project and what they leave unconverted', response: { 200: ProjectState } },
    },
    async () => ({ ...(await state()), refreshJobId: null }),
  )

  app.patch(
    '/project',
    {
      config: { permission },
      schema: { tags: ['project'], summary: 'Change settings of the project', body: ProjectPatch, response: { 200: ProjectState } },
    },
    async (request) => {
      const before = project.current
      const after = await project.change(request.body, actorLabel(actorOf(request)))
      const touched = before.currency !== after.currency || before.timeZone !== after.timeZone
      const refreshJobId = touched ? await refresh(request) : null
      return { ...(await state()), refreshJobId }
    },
  )

  app.get(
    '/project/rates',
    {
      config: { permission },
      schema: { tags: ['project'], summary: 'Dated rates into the currency of the project', response: { 200: RateList } },
    },
    async () => ({ items: await rates.list(), refreshJobId: null }),
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
      const { rates: rows = [], text = '' } = request.body
      const given = [...rows.map((row) => ({ ...row, rate: String(row.rate) })), ...parseRates(text)]
      const items = await rates.save(given, actorLabel(actorOf(request)))
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
      if (!(await rates.remove(currency, day, actorLabel(actorOf(request)))))
        throw new AppError('not-found', 'rate-not-found', `There is no rate of ${currency} from ${day} on: reload the list.`)
      return { items: await rates.list(), refreshJobId: await refresh(request) }
    },
  )
}
