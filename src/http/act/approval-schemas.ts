import Type from 'typebox'
import { BilingualText, Id, Instant, Nullable, Page, PageQuery, VersionNumber } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const ApprovalKindName = Type.Union([
  Type.Literal('broadcast'),
  Type.Literal('series'),
  Type.Literal('journey'),
  Type.Literal('strategy'),
])

export const ApprovalStateName = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('approved'),
  Type.Literal('refused'),
  Type.Literal('withdrawn'),
  Type.Literal('replaced'),
])

export const ApprovalAnswer = Type.Object({
  id: Id,
  kind: ApprovalKindName,
  subjectId: Type.String(),
  version: VersionNumber,
  title: Type.String(),
  people: Type.Integer({ description: 'Customers of its audience when it was asked for' }),
  planned: Nullable(Type.Integer({ description: 'Of them, those who would get it by its preview' })),
  byChannel: Type.Record(Type.String(), Type.Integer()),
  reasons: Type.Record(Type.String(), Type.Integer()),
  costMinor: Nullable(Type.Integer({ description: 'Minor units of currency' })),
  currency: Type.String(),
  words: Type.Array(BilingualText, { description: 'What is agreed to as sentences, of a journey or a strategy; empty: look at its page' }),
  state: ApprovalStateName,
  askedBy: Type.String(),
  askedAt: Instant,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  reason: Type.String(),
  deciders: Type.Array(Type.String(), { description: 'People who may decide about it while it waits' }),
  hindrance: Nullable(
    Type.Union([Type.Literal('own'), Type.Literal('no_person'), Type.Literal('no_permission')], {
      description: 'Why whoever asks may not decide about it; null: they may',
    }),
  ),
})
export type ApprovalAnswer = Static<typeof ApprovalAnswer>

export const ApprovalQuery = Type.Object({ ...PageQuery.properties, state: Type.Optional(ApprovalStateName) })
export const ApprovalPage = Page(ApprovalAnswer)
export const ApprovalGiven = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) })
export const ApprovalRefused = Type.Object({ reason: Type.String({ maxLength: 500 }) })

const Rule = {
  isOn: Type.Boolean(),
  people: Type.Integer({ minimum: 0, description: 'An audience of more customers than these waits for a second person' }),
  waiver: Type.String({ maxLength: 500, description: 'Why nobody has to agree, where it is off' }),
}
export const ApprovalRuleChange = Type.Object(Rule)
export const ApprovalRuleState = Type.Object({
  ...Rule,
  isDefault: Type.Boolean({ description: 'Nobody has saved one: it holds from the second person on who may approve' }),
  approvers: Type.Integer({ description: 'People who may approve now' }),
  holds: Type.Boolean({ description: 'Whether anything waits for a second person now' }),
})
export type ApprovalRuleState = Static<typeof ApprovalRuleState>
