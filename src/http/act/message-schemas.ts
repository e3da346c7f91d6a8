import Type from 'typebox'
import { SEND_SOURCES } from '#act/send-source.ts'
import type { SendSourceKind } from '#act/send-source.ts'
import { SEND_REACTIONS } from '#act/send-reaction.ts'
import type { SendReaction } from '#act/send-reaction.ts'
import { Language } from '../access/access-schemas.ts'
import { Send } from '../decide/retain-schemas.ts'
import { BilingualText, Id, Instant, Nullable, PageQuery } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'

const SourceKind = Type.Unsafe<SendSourceKind>(Type.Union(SEND_SOURCES.map((kind) => Type.Literal(kind))))

/** What narrows a list of messages, whatever its state. */
const Narrowed = Type.Object({
  runId: Type.Optional(Type.String({ format: 'uuid' })),
  customerId: Type.Optional(Type.String({ format: 'uuid' })),
  reaction: Type.Optional(
    Type.Unsafe<SendReaction>(
      Type.Union(
        SEND_REACTIONS.map((reaction) => Type.Literal(reaction)),
        { description: 'By people; machine_opened: by programs and by nobody' },
      ),
    ),
  ),
  sourceKind: Type.Optional(SourceKind),
  sourceId: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'With sourceKind: exactly this one' })),
  channel: Type.Optional(ChannelName),
  accountId: Type.Optional(Type.String({ format: 'uuid', description: 'The channel account that it was handed to' })),
  from: Type.Optional(Type.String({ format: 'date', description: 'Planned on this day of the project’s calendar or later' })),
  until: Type.Optional(Type.String({ format: 'date', description: 'Planned on this day or earlier' })),
})
const InState = Type.Object({
  state: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'A state; or sent: every one that a customer may have got; or waiting: not yet on its way',
    }),
  ),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
})

export const MessageQuery = Type.Intersect([PageQuery, Narrowed, InState])
export const MessageExportQuery = Type.Intersect([Narrowed, InState, Type.Object({ language: Type.Optional(Language) })])
export const MessageTallyQuery = Narrowed
export type MessageFilter = Static<typeof Narrowed> & Static<typeof InState>

export const MessageTally = Type.Object({
  items: Type.Array(Type.Object({ state: Type.String(), reason: Type.String({ description: 'Empty: none' }), sends: Type.Integer() }), {
    description: 'By state and reason, the most first',
  }),
})
export type MessageTally = Static<typeof MessageTally>

export const MessageSources = Type.Object({
  items: Type.Array(Type.Object({ kind: SourceKind, id: Type.String(), name: BilingualText })),
})
export type MessageSources = Static<typeof MessageSources>

export const MessageDetail = Type.Intersect([
  Send,
  Type.Object({
    steps: Type.Array(
      Type.Object({
        kind: Type.String({
          description:
            'planned, held (overdue: waits for a person), paused (its broadcast is), handed (submitted last), accepted, finished; or a touch: opened, clicked, complained, failed …',
        }),
        at: Instant,
        isMachine: Type.Boolean({ description: 'Of an opening or click: no person did it' }),
        reason: Type.String(),
      }),
      { description: 'In the order of time' },
    ),
    priority: Type.Integer(),
    step: Type.Integer(),
    nextChannels: Type.Array(Type.String()),
    account: Nullable(Type.Object({ id: Id, name: Type.String({ description: 'Empty: it was removed' }), provider: Type.String() })),
    providerId: Nullable(Type.String({ description: 'What the provider calls it' })),
    dueAt: Instant,
    expiresAt: Nullable(Instant),
    asks: Type.Integer({ description: 'How often the provider was asked what became of it' }),
    askAt: Nullable(Instant),
    canAsk: Type.Boolean({ description: 'The provider can be asked' }),
  }),
])
export type MessageDetail = Static<typeof MessageDetail>

export const MessageAsked = Type.Object({ sendKey: Type.String() })
