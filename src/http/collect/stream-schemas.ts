import Type from 'typebox'
import { BilingualText } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const StreamKind = Type.Union([
  Type.Literal('feedback'),
  Type.Literal('reviews'),
  Type.Literal('surveys'),
  Type.Literal('visits'),
  Type.Literal('sign_ins'),
  Type.Literal('series'),
  Type.Literal('partner_tags'),
])
export type StreamKind = Static<typeof StreamKind>

/** GET /streams/:kind/sample */
export const StreamParams = Type.Object({ kind: StreamKind })

const FieldType = Type.Union([
  Type.Literal('id'),
  Type.Literal('text'),
  Type.Literal('number'),
  Type.Literal('time'),
  Type.Literal('yes-no'),
])

/** GET /streams: a kind of data, its fields and the event that a row of it is sent as. */
export const Stream = Type.Object({
  kind: StreamKind,
  label: BilingualText,
  purpose: BilingualText,
  event: Type.String(),
  fields: Type.Array(Type.Object({ name: Type.String(), label: BilingualText, type: FieldType, required: Type.Boolean() })),
  example: Type.Object(
    {
      userId: Type.Optional(Type.String()),
      anonymousId: Type.Optional(Type.String()),
      event: Type.String(),
      timestamp: Type.String(),
      properties: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    },
    { description: 'Its first sample row as POST /v1/track takes it' },
  ),
})
export type Stream = Static<typeof Stream>
export const StreamList = Type.Object({ items: Type.Array(Stream) })
