import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { coverageOf, freshnessOf, type SourceTimes, suggestMinutes } from '#collect/freshness/source-freshness.ts'
import { type StepCount, type TimelinessKind, timelinessOf } from '#collect/freshness/timeliness.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { ExpectationBody, Freshness, FreshnessQuery } from './freshness-schemas.ts'

interface FreshnessParts extends AuditParts {
  readonly sourceFreshness: {
    sources(now: Date): Promise<
      readonly (SourceTimes & {
        readonly id: string
        readonly name: string
        readonly lateSince: Date | null
        readonly days: readonly string[]
      })[]
    >
    times(from: Date): Promise<ReadonlyMap<TimelinessKind, readonly StepCount[]>>
    /** False when there is no such source. */
    expect(id: string, minutes: number | null): Promise<boolean>
  }
}

const KINDS = ['behaviour', 'record', 'batch'] as const
const DAYS = 7

/** Whether sources send as often as they should, and how soon queries see what they send. */
export function registerFreshness(app: TypedApp, { sourceFreshness, access, clock }: FreshnessParts): void {
  app.get(
    '/sources/freshness',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Which sources are late, how many of the declared ones are fresh, and how soon records are seen',
        querystring: FreshnessQuery,
        response: { 200: Freshness },
      },
    },
    async (request) => {
      const now = clock.now()
      const [rows, times] = await Promise.all([
        sourceFreshness.sources(now),
        sourceFreshness.times(new Date(now.getTime() - ((request.query.days ?? DAYS) - 1) * DAY_MS)),
      ])
      const sources = rows.map(({ id, name, expectedMinutes, lastAt, lateSince, since, days }) => ({
        id,
        name,
        expectedMinutes,
        suggestedMinutes: suggestMinutes(days, now),
        lastAt,
        lateSince,
        state: freshnessOf({ expectedMinutes, lastAt, since }, now),
      }))
      const { declared, fresh, share } = coverageOf(sources.map(({ state }) => state))
      return { declared, fresh, coverage: share, timeliness: KINDS.map((kind) => timelinessOf(kind, times.get(kind) ?? [])), sources }
    },
  )

  app.put(
    '/sources/:id/expectation',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Say how often data of a source should come',
        params: IdParams,
        body: ExpectationBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { minutes } = request.body
      if (!(await sourceFreshness.expect(request.params.id, minutes))) {
        throw new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
      }
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'source-expectation-changed',
        target: `source:${request.params.id}`,
        detail: { minutes: minutes ?? 0 },
      })
      return await reply.code(204).send(null)
    },
  )
}
