import Type from 'typebox'
import type { DemandService } from '#predict/demand/demand-service.ts'
import { AppError } from '#kernel/app-error.ts'
import type { AppOptions } from '../app-options.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { exportLanguageOf } from '../export-language.ts'
import { Language } from '../access/access-schemas.ts'
import { Job } from '../collect/data-schemas.ts'
import { DemandBoard, DemandLevel, DemandPage, DemandQuery, DemandSeries, StockPage, StockQuery } from './demand-schemas.ts'
import { csvOfStock } from './stock-csv.ts'
import type { Static, UnconvertedSales } from '../shared-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

const SeriesParams = Type.Object({ level: DemandLevel, key: Type.String({ maxLength: 300 }) })

interface DemandParts extends JobParts {
  readonly demand: Pick<DemandService, 'board' | 'series' | 'one' | 'stock' | 'stockRows'>
  readonly reads: { unconvertedSales(): Promise<Static<typeof UnconvertedSales>> }
}

/** What will be sold in the next weeks, and how much to keep in stock for it. */
export function registerDemand(app: TypedApp, { demand, reads, ...parts }: DemandParts, options: AppOptions): void {
  app.get(
    '/demand/board',
    {
      config: { permission: 'demand:read' },
      schema: { tags: ['demand'], summary: 'The total, the accuracy by level, the holidays ahead', response: { 200: DemandBoard } },
    },
    async () => {
      const [board, unconverted] = await Promise.all([demand.board(), reads.unconvertedSales()])
      return { ...board, unconverted }
    },
  )

  app.get(
    '/demand/series',
    {
      config: { permission: 'demand:read' },
      schema: {
        tags: ['demand'],
        summary: 'Forecasts by product, category or store',
        querystring: DemandQuery,
        response: { 200: DemandPage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      return pageAnswer(await demand.series(filter, pageRequest({ cursor, limit })))
    },
  )

  app.get(
    '/demand/series/:level/:key',
    {
      config: { permission: 'demand:read' },
      schema: { tags: ['demand'], summary: 'One series: what was, what will be', params: SeriesParams, response: { 200: DemandSeries } },
    },
    async (request) => {
      const found = await demand.one(request.params.level, request.params.key)
      if (found === null) throw new AppError('not-found', 'no-series', 'There is no forecast under this key: take one of the list.')
      return found
    },
  )

  app.get(
    '/demand/stock',
    {
      config: { permission: 'demand:read' },
      schema: {
        tags: ['demand'],
        summary: 'Safety stock and reorder point of every product',
        querystring: StockQuery,
        response: { 200: StockPage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      return pageAnswer(await demand.stock(filter, pageRequest({ cursor, limit })))
    },
  )

  app.get(
    '/demand/stock.csv',
    {
      config: { permission: 'demand:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['demand'],
        summary: 'The same as a CSV file',
        querystring: Type.Intersect([Type.Omit(StockQuery, ['cursor', 'limit']), Type.Object({ language: Type.Optional(Language) })]),
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { language, ...filter } = request.query
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="stock.csv"')
        .send(csvOfStock(demand.stockRows(filter), exportLanguageOf(request, language)))
    },
  )

  app.post(
    '/demand/forecast',
    {
      config: { permission: 'models:train' },
      schema: {
        tags: ['demand'],
        summary: 'Forecast the next 30 days and test on the last ones',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'forecast-demand', {})
    },
  )
}
