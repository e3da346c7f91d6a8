import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { SeriesDetail as Detail, SeriesService, SeriesState } from '#collect/series/series-service.ts'
import type { SeriesGrain } from '#collect/series/series-value.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  type Series,
  SeriesBody,
  SeriesChange,
  SeriesDetail,
  SeriesDetailQuery,
  SeriesList,
  SeriesListQuery,
  SeriesTaken,
} from './series-schemas.ts'

interface SeriesParts extends AuditParts {
  readonly series: Pick<SeriesService, 'take' | 'list' | 'detail' | 'expect' | 'remove' | 'restore' | 'undo'>
}

const SHOWN_DAYS = 365

/** Dated values that belong to no customer. */
export function registerSeries(app: TypedApp, { series, access, clock }: SeriesParts): void {
  const audit = (actor: string, action: string, target: string, detail: object = {}): Promise<void> =>
    access.audit.append({ at: clock.now(), actor, action, target, detail: { ...detail } })

  app.post(
    '/series',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Add or correct dated values of series that belong to no customer, as JSON or as the text of a CSV file',
        body: SeriesBody,
        response: { 200: SeriesTaken },
      },
    },
    async (request) => {
      const by = actorLabel(actorOf(request))
      const taken = await series.take(request.body, by)
      if (taken.uploadId !== null) await audit(by, 'series-uploaded', `series-upload:${taken.uploadId}`, { records: taken.stored })
      return taken
    },
  )

  app.get(
    '/series',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Series with their extent and freshness',
        querystring: SeriesListQuery,
        response: { 200: SeriesList },
      },
    },
    async (request) => ({ items: (await series.list(request.query.removed)).map(seriesAnswer) }),
  )

  app.get(
    '/series/:id',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'One series: its values, gaps, corrections and uploads',
        params: IdParams,
        querystring: SeriesDetailQuery,
        response: { 200: SeriesDetail },
      },
    },
    async (request) => detailAnswer(await series.detail(request.params.id, request.query.days ?? SHOWN_DAYS)),
  )

  app.patch(
    '/series/:id',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Say how often values should come, or take a deletion back',
        params: IdParams,
        body: SeriesChange,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { expectedMinutes, removed } = request.body
      const by = actorLabel(actorOf(request))
      if (expectedMinutes !== undefined) {
        await series.expect(id, expectedMinutes)
        await audit(by, 'series-expectation-changed', `series:${id}`, { minutes: expectedMinutes ?? 0 })
      }
      if (removed !== undefined) {
        await (removed ? series.remove(id) : series.restore(id))
        await audit(by, removed ? 'series-removed' : 'series-restored', `series:${id}`)
      }
      return await reply.code(204).send(null)
    },
  )

  app.delete(
    '/series/:id',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Delete a series; its values stay until that is taken back',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await series.remove(request.params.id)
      await audit(actorLabel(actorOf(request)), 'series-removed', `series:${request.params.id}`)
      return await reply.code(204).send(null)
    },
  )

  app.delete(
    '/series-uploads/:id',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['data'],
        summary: 'Take back what came at once: values that it replaced count again',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await series.undo(request.params.id)
      await audit(actorLabel(actorOf(request)), 'series-upload-undone', `series-upload:${request.params.id}`)
      return await reply.code(204).send(null)
    },
  )
}

function timeText(grain: SeriesGrain, at: number): string {
  const text = new Date(at).toISOString()
  return grain === 'day' ? text.slice(0, 10) : text
}

function seriesAnswer({ id, name, place, unit, grain, expectedMinutes, removedAt, extent, freshness }: SeriesState): Answer<typeof Series> {
  return {
    id,
    name,
    place,
    unit,
    grain,
    values: extent?.count ?? 0,
    firstAt: extent === null ? null : timeText(grain, extent.first),
    lastAt: extent === null ? null : timeText(grain, extent.last),
    newest: extent?.newest ?? null,
    receivedAt: extent === null ? null : new Date(extent.receivedAt),
    expectedMinutes,
    freshness,
    removedAt,
  }
}

function detailAnswer(detail: Detail): Answer<typeof SeriesDetail> {
  const { grain, points, gaps, corrections, uploads } = detail
  return {
    ...seriesAnswer(detail),
    points: points.map(({ at, value }) => ({ at: timeText(grain, at), value })),
    gaps: gaps.map(({ from, to, missing }) => ({ from: timeText(grain, from), to: timeText(grain, to), missing })),
    corrections: corrections.map(({ at, value, before, receivedAt }) => ({
      at: timeText(grain, at),
      value,
      before,
      receivedAt: new Date(receivedAt),
    })),
    uploads: [...uploads],
  }
}
