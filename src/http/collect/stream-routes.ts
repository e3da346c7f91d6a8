import { csvCell } from '#kernel/csv-cell.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { streamMessage } from '#collect/streams/stream-message.ts'
import { STREAM_SCHEMAS, streamSchema } from '#collect/streams/stream-schema.ts'
import { SampleFileQuery } from '../first-run/first-run-schemas.ts'
import { StreamList, StreamParams } from './stream-schemas.ts'
import type { TypedApp } from '../typed-app.ts'

/** Kinds of data beside orders, customers and tickets: what each holds, a sample of it, and how it is sent today. */
export function registerStreams(app: TypedApp): void {
  app.get(
    '/streams',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary:
          'Feedback, reviews, surveys, store visits, activity sign-ins, external series and partner tags: their fields, and the event each row is sent as',
        response: { 200: StreamList },
      },
    },
    () => ({
      items: STREAM_SCHEMAS.map((schema) => ({
        kind: schema.kind,
        label: schema.label,
        purpose: schema.purpose,
        event: schema.event,
        fields: [...schema.fields],
        example: streamMessage(schema, schema.rows[0] ?? [], 'en'),
      })),
    }),
  )

  app.get(
    '/streams/:kind/sample',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'A made-up file of one kind, as CSV',
        params: StreamParams,
        querystring: SampleFileQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { kind } = request.params
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="sample-${kind}.csv"`)
        .header('cache-control', 'no-store')
        .send(sampleCsv(kind, request.query.language === 'en' ? 'en' : 'zh'))
    },
  )
}

function sampleCsv(kind: Parameters<typeof streamSchema>[0], language: TextLanguage): string {
  const { fields, rows } = streamSchema(kind)
  const lines = [
    fields.map(({ label }) => label[language]),
    ...rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell[language]))),
  ]
  return `\uFEFF${lines.map((cells) => cells.map((cell) => csvCell(cell, { keepNumbers: true })).join(',')).join('\r\n')}\r\n`
}
