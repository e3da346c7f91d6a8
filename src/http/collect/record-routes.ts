import { RECORD_KINDS, type SentRecord } from '#collect/records/record-fields.ts'
import type { RecordService } from '#collect/records/record-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { sourceOfSender } from '../access/write-key.ts'
import type { TypedApp } from '../typed-app.ts'
import { RECORD_BODIES, RecordsAnswer, RecordsQuery } from './record-schemas.ts'

interface RecordParts {
  readonly records: Pick<RecordService, 'take'>
  readonly sourceCatalogue: { isInUse(id: string): Promise<boolean> }
}

const MOST_KEY = 200

/** Records of systems without an SDK, under a source's write key or an API key. */
export function registerRecords(app: TypedApp, { records, sourceCatalogue }: RecordParts): void {
  for (const kind of RECORD_KINDS) {
    app.post(
      `/${kind.replaceAll('_', '-')}`,
      {
        config: { permission: 'data:import', writeKey: true },
        schema: {
          tags: ['data'],
          summary: `Add or replace ${kind.replaceAll('_', '-')}: one, or a list of up to 1,000`,
          querystring: RecordsQuery,
          body: RECORD_BODIES[kind],
          response: { 200: RecordsAnswer },
        },
      },
      async (request) => {
        const sourceId = sourceOfSender(request) ?? request.query.source
        if (sourceId === undefined) {
          throw new AppError(
            'invalid-input',
            'source-missing',
            'Say which source the records are of: ?source= with its id, or send its write key.',
          )
        }
        if (!(await sourceCatalogue.isInUse(sourceId))) {
          throw new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
        }
        const body = request.body as SentRecord | readonly SentRecord[]
        const sent = Array.isArray(body) ? (body as readonly SentRecord[]) : [body as SentRecord]
        return await records.take({ kind, sourceId, records: sent, key: idempotencyKey(request.headers['idempotency-key']) })
      },
    )
  }
}

function idempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null
  if (typeof header === 'string' && header !== '' && header.length <= MOST_KEY) return header
  throw new AppError('invalid-input', 'bad-idempotency-key', `The header Idempotency-Key has 1 to ${MOST_KEY} characters.`)
}
