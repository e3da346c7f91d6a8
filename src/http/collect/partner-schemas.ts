import Type from 'typebox'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Agreed = {
  identifier: Type.Union(
    [Type.Literal('memberNumber'), Type.Literal('phone'), Type.Literal('email'), Type.Literal('userId'), Type.Literal('customerId')],
    { description: 'The one field by which the partner names people' },
  ),
  tagDays: Nullable(
    Type.Integer({
      minimum: 1,
      maximum: 3_650,
      description: 'For how many days a tag holds that names no end of its own; null: until it is said otherwise',
    }),
  ),
}

/** PUT /sources/{id}/partner */
export const PartnerBody = Type.Object(Agreed)
export type PartnerBody = Static<typeof PartnerBody>

export const Partner = Type.Object({
  agreement: Nullable(
    Type.Object({
      ...Agreed,
      agreedAt: Instant,
      tags: Type.Integer(),
      ended: Type.Integer({ description: 'Of the tags: those that do not hold any more' }),
      customers: Type.Integer(),
    }),
  ),
})
export type Partner = Static<typeof Partner>

export const PartnerEnded = Type.Object({ tags: Type.Integer({ description: 'How many were taken away' }) })
export type PartnerEnded = Static<typeof PartnerEnded>

/** POST /sources/{id}/partner-tags */
export const PartnerFileBody = Type.Object({
  text: Type.String({
    maxLength: 900_000,
    description: 'CSV in UTF-8: a column for the agreed identifier, tag, and if there are, value, updatedAt, validUntil, consent',
  }),
  dryRun: Type.Optional(Type.Boolean({ description: 'Says what would become of it, and keeps nothing' })),
})

export const PartnerFileTaken = Type.Object({
  received: Type.Integer(),
  stored: Type.Integer(),
  duplicates: Type.Integer(),
  quarantined: Type.Integer(),
  droppedByConsent: Type.Integer(),
  ignoredColumns: Type.Array(Type.String()),
  problems: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String(), field: Type.String(), message: Type.String() }), {
    description: 'The first 20 lines that go to quarantine',
  }),
})
export type PartnerFileTaken = Static<typeof PartnerFileTaken>

export const PartnerTags = Type.Object({
  items: Type.Array(
    Type.Object({
      sourceId: Id,
      partner: Type.String({ description: 'Name of the source' }),
      tag: Type.String(),
      value: Type.String(),
      saidAt: Instant,
      validUntil: Nullable(Instant),
      isValid: Type.Boolean({ description: 'false: its time is over' }),
    }),
  ),
  withheld: Type.Integer({ description: 'Tags of partners whose purpose the customer has refused since: they are not shown' }),
})
export type PartnerTags = Static<typeof PartnerTags>
