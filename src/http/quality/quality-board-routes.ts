import type { Clock } from '#kernel/clock.ts'
import { qualityBoard } from '#quality/dimensions/quality-board.ts'
import type { QualityDayStore } from '#quality/dimensions/quality-days.ts'
import { addDays } from '#kernel/local-day.ts'
import type { TypedApp } from '../typed-app.ts'
import { QualityBoard, QualityBoardQuery } from './quality-board-schemas.ts'

interface QualityBoardParts {
  readonly qualityDays: Pick<QualityDayStore, 'lastMeasured' | 'since' | 'anomaliesSince' | 'names'>
  readonly clock: Clock
}

const SHOWN_DAYS = 60

/** How good the data were, by day, source and field. */
export function registerQualityBoard(app: TypedApp, { qualityDays, clock }: QualityBoardParts): void {
  app.get(
    '/quality/board',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Completeness, validity, uniqueness, consistency and timeliness of what came in, by day, source and field; unusual days',
        querystring: QualityBoardQuery,
        response: { 200: QualityBoard },
      },
    },
    async (request) => {
      const from = addDays(clock.now().toISOString().slice(0, 10), -(request.query.days ?? SHOWN_DAYS))
      const [measuredTo, rows, anomalies, names] = await Promise.all([
        qualityDays.lastMeasured(),
        qualityDays.since(from),
        qualityDays.anomaliesSince(from),
        qualityDays.names(),
      ])
      const named = <T extends { readonly source: string }>(one: T) => ({ ...one, name: names.get(one.source) ?? '' })
      const { days, sources, fields } = qualityBoard(rows)
      return { measuredTo, days, sources: sources.map(named), fields, anomalies: anomalies.map(named) }
    },
  )
}
