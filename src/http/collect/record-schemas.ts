import Type from 'typebox'
import { lineFields, LINES_OF_ORDER, recordFields, type RecordKind, RECORDS_AT_ONCE } from '#collect/records/record-fields.ts'
import type { ImportField } from '#collect/import/import-fields.ts'
import { COMMENT_CHARACTERS } from '#collect/import/feedback-fields.ts'
import type { Static } from '../shared-schemas.ts'

const text = (description: string, most = 1_000) =>
  Type.Optional(Type.Union([Type.String({ maxLength: most }), Type.Number(), Type.Boolean(), Type.Null()], { description }))

function valuesOf(fields: readonly ImportField[]) {
  return Object.fromEntries(
    fields.map(({ name, label, required }) => [
      name,
      text(required ? `${label.en} (required)` : label.en, name === 'comment' ? COMMENT_CHARACTERS * 2 : 1_000),
    ]),
  )
}

const SHARED = {
  updatedAt: text('When the record was changed last: the newest replaces the others'),
  consent: Type.Optional(Type.Boolean({ description: 'What the person says to the purpose of the source' })),
}

const ACCOUNT_ATTRIBUTES = Type.Optional(
  Type.Record(
    Type.String({ maxLength: 100 }),
    Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean(), Type.Null()]),
    {
      description: 'Attributes of the account by name: text, number, or true and false',
    },
  ),
)

/** One record, or a list of them; values as in a file with a column of that name. */
function bodyOf(kind: RecordKind) {
  const record = Type.Object({
    ...valuesOf(recordFields(kind)),
    ...SHARED,
    ...(kind === 'accounts' ? { attributes: ACCOUNT_ATTRIBUTES } : {}),
    ...(kind === 'orders'
      ? { lines: Type.Optional(Type.Array(Type.Object(valuesOf(lineFields())), { minItems: 1, maxItems: LINES_OF_ORDER })) }
      : {}),
  })
  return Type.Union([Type.Array(record, { minItems: 1, maxItems: RECORDS_AT_ONCE }), record])
}

export const RECORD_BODIES = {
  orders: bodyOf('orders'),
  customers: bodyOf('customers'),
  tickets: bodyOf('tickets'),
  feedback: bodyOf('feedback'),
  measures: bodyOf('measures'),
  subscriptions: bodyOf('subscriptions'),
  accounts: bodyOf('accounts'),
  sign_ins: bodyOf('sign_ins'),
  partner_tags: bodyOf('partner_tags'),
} as const

export const RecordsQuery = Type.Object({
  source: Type.Optional(
    Type.String({ format: 'uuid', description: 'Id of the source that the records are counted for; a write key names its own' }),
  ),
})

export const RecordsAnswer = Type.Object({
  received: Type.Integer(),
  stored: Type.Integer(),
  duplicates: Type.Integer({ description: 'Stored before, or older than what is stored' }),
  quarantined: Type.Integer(),
  droppedByConsent: Type.Integer(),
  ofNobody: Type.Optional(Type.Integer({ description: 'Stored with the warning `shared-identifier`' })),
  results: Type.Array(
    Type.Object({
      index: Type.Integer({ description: 'Place in the list, from 0' }),
      outcome: Type.Union([Type.Literal('stored'), Type.Literal('duplicate'), Type.Literal('quarantined'), Type.Literal('dropped')]),
      reason: Type.String({ description: 'Why it is in quarantine; empty otherwise' }),
      field: Type.String({ description: 'The field to blame, as lines.0.unitPrice' }),
      message: Type.String(),
      warning: Type.Optional(
        Type.String({
          description:
            '`shared-identifier`: stored, but nobody’s, as it names only values that several customers share or that are blocked',
        }),
      ),
    }),
  ),
})
export type RecordsAnswer = Static<typeof RecordsAnswer>
