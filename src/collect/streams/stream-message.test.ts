import { expect, test } from 'vitest'
import { normaliseMessage } from '../tracking/normalise-message.ts'
import { Dropped, Quarantined } from '../tracking/steps/step-result.ts'
import { streamMessage } from './stream-message.ts'
import { STREAM_KINDS, STREAM_SCHEMAS } from './stream-schema.ts'

const origin = {
  sourceId: 's',
  receivedAt: Date.UTC(2026, 4, 1),
  sentAt: null,
  toUtc: (local: number) => local,
  inboxId: 'streams',
  userIdKind: 'member_number',
  secret: 's',
}

test('every kind has a schema in both languages, with rows as wide as its fields and nothing needed left blank', () => {
  expect(STREAM_SCHEMAS.map(({ kind }) => kind)).toEqual([...STREAM_KINDS])
  for (const { kind, fields, rows } of STREAM_SCHEMAS) {
    for (const row of rows) {
      expect([kind, row.length]).toEqual([kind, fields.length])
      expect(fields.filter(({ required }, i) => required && row[i] === '').map(({ name }) => name)).toEqual([])
    }
  }
})

test.each(STREAM_SCHEMAS.map((schema) => [schema.kind, schema] as const))(
  'each row of %s is an event that the tracking API stores as it is',
  (_, schema) => {
    for (const language of ['zh', 'en'] as const) {
      for (const row of schema.rows) {
        const message = streamMessage(schema, row, language)
        const read = normaliseMessage({ type: 'track', ...message }, origin, 0)
        if (read instanceof Quarantined || read instanceof Dropped) throw new Error(read.reason)
        expect(read).toMatchObject({ name: schema.event, properties: message.properties })
        expect(read.identifiers.length > 0 || read.anonymousId !== '').toBe(true)
      }
    }
  },
)

test('numbers and yes or no are sent as such', () => {
  const visits = STREAM_SCHEMAS.find(({ kind }) => kind === 'visits')
  expect(visits && streamMessage(visits, visits.rows[0] ?? [], 'zh')).toEqual({
    userId: 'M10002',
    event: 'Store Visited',
    timestamp: '2026-03-01T15:20',
    properties: { store_id: 'S01', minutes: 25, bought: true },
  })
})
