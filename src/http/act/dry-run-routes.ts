import type { Project } from '#access/project-settings.ts'
import type { DryRunService } from '#act/journeys/dry-run/dry-run-service.ts'
import type { DryRun as Tried } from '#act/journeys/dry-run/dry-run.ts'
import type { JourneyService } from '#act/journeys/journey-service.ts'
import type { AppOptions } from '../app-options.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { DryRunAnswer, DryRunBody } from './dry-run-schemas.ts'
import type { DryRun } from './dry-run-schemas.ts'

interface DryRunParts extends JobParts {
  readonly dryRuns: Pick<DryRunService, 'of' | 'checked'>
  readonly journeys: Pick<JourneyService, 'one'>
  readonly project: Pick<Project, 'currency'>
}

/** What a journey would have done in days that are over. */
export function registerDryRuns(app: TypedApp, parts: DryRunParts, options: AppOptions): void {
  const { dryRuns, journeys, project } = parts
  const reading = { permission: 'decisions:read' } as const

  app.post(
    '/journeys/:id/dry-run',
    {
      config: { ...reading, rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['journeys'],
        summary: 'A job that tries the newest version on the last 30 or 90 days: nothing is sent; kept with the journey',
        headers: IdempotencyHeaders,
        params: IdParams,
        body: DryRunBody,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { id } = await dryRuns.checked(request.params.id)
      const order = { journeyId: id, days: request.body.days ?? 30 } as const
      return await reply.code(202).send(await startJob(parts, request, 'dry-run-journey', order))
    },
  )

  app.get(
    '/journeys/:id/dry-run',
    {
      config: reading,
      schema: {
        tags: ['journeys'],
        summary: 'What the newest try on history came to',
        params: IdParams,
        response: { 200: DryRunAnswer },
      },
    },
    async (request) => {
      const [{ version }, dryRun] = await Promise.all([journeys.one(request.params.id), dryRuns.of(request.params.id)])
      return {
        dryRun: dryRun === null ? null : dryRunAnswer(dryRun),
        isCurrent: dryRun?.version === version,
        currency: project.currency,
      }
    },
  )
}

function dryRunAnswer({ steps, overlaps, byDay, assumptions, refused, sends, ...one }: Tried): Answer<typeof DryRun> {
  return {
    ...one,
    refused: { ...refused } as Record<string, number>,
    sends: { ...sends } as Record<string, number>,
    steps: steps.map((step) => ({ ...step, outcomes: { ...step.outcomes } })),
    overlaps: [...overlaps],
    byDay: [...byDay],
    assumptions: [...assumptions],
  }
}
