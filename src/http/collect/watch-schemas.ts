import Type from 'typebox'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const MessageVerdict = Type.Union([
  Type.Literal('stored'),
  Type.Literal('duplicate'),
  Type.Literal('quarantined'),
  Type.Literal('dropped'),
])
export const StepName = Type.Union([
  Type.Literal('parse'),
  Type.Literal('consent'),
  Type.Literal('clock'),
  Type.Literal('validate'),
  Type.Literal('clean'),
  Type.Literal('dedupe'),
  Type.Literal('identify'),
  Type.Literal('enrich'),
  Type.Literal('store'),
  Type.Literal('signal'),
])

/** For how long a source is watched. */
export const WatchBody = Type.Object({ minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 15 })) })
export const WatchAnswer = Type.Object({ watchedUntil: Nullable(Instant) })
export type WatchAnswer = Static<typeof WatchAnswer>

export const WatchQuery = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only messages after this `seq`' })),
  event: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Name of the event, page or screen' })),
  user: Type.Optional(Type.String({ minLength: 1, maxLength: 300, description: 'A userId or anonymousId, exactly as it is sent' })),
  verdict: Type.Optional(MessageVerdict),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})

const line = {
  id: Id,
  seq: Type.Integer(),
  receivedAt: Instant,
  type: Type.String(),
  name: Type.String(),
  user: Type.String({ description: 'Shortened; empty where it named nobody or may not be kept' }),
  verdict: MessageVerdict,
  step: Nullable(StepName),
  reason: Type.String(),
  customerId: Nullable(Id),
}
export const WatchedLine = Type.Object(line)
export type WatchedLine = Static<typeof WatchedLine>
export const WatchedList = Type.Object({ watchedUntil: Nullable(Instant), items: Type.Array(WatchedLine) })
export type WatchedList = Static<typeof WatchedList>

export const StepVerdict = Type.Object({
  step: StepName,
  verdict: Type.Union([Type.Literal('ok'), Type.Literal('dropped'), Type.Literal('quarantined'), Type.Literal('skipped')]),
  reason: Type.String({ description: 'Why it did not pass, or what the step said beyond ok; empty for nothing' }),
})
export const WatchedDetail = Type.Object({
  ...line,
  field: Type.String({ description: 'The field that is to blame for a quarantine' }),
  steps: Type.Array(StepVerdict),
  received: Type.Unknown({ description: 'As it came, masked; null for what may not be kept' }),
  stored: Nullable(Type.Record(Type.String(), Type.Unknown())),
})
export type WatchedDetail = Static<typeof WatchedDetail>

export const WatchedParams = Type.Object({ id: Type.String({ format: 'uuid' }), messageId: Type.String({ format: 'uuid' }) })

export const SnippetLanguage = Type.Union([
  Type.Literal('web'),
  Type.Literal('mini-program'),
  Type.Literal('node'),
  Type.Literal('python'),
  Type.Literal('curl'),
])
export const SnippetList = Type.Object({
  placeholder: Type.String({ description: 'Stands where the write key belongs' }),
  items: Type.Array(Type.Object({ language: SnippetLanguage, code: Type.String() })),
})
export type SnippetList = Static<typeof SnippetList>
