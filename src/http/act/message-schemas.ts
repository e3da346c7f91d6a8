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
import { ChosenPiece } from './piece-schemas.ts'

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
  variant: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'Id of the variant of its content; base: the content itself, where it has variants',
    }),
  ),
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

export const WaitingMessages = Type.Object({
  items: Type.Array(
    Type.Object({
      channel: ChannelName,
      reason: Type.String({
        description:
          'The reason of the messages; or in_turn (due), at_its_time (due later), broadcast_paused, overdue_held (waits for a person), chosen_account_off (the account that the broadcast chose)',
      }),
      isOwn: Type.Boolean({ description: 'The messages have this reason: GET /sends?state=waiting&reason=… lists them' }),
      accounts: Type.Array(Type.Object({ id: Id, name: Type.String({ description: 'Empty: it was removed' }) }), {
        description: 'Accounts that have refused some of them, or that alone may send them',
      }),
      messages: Type.Integer(),
      since: Instant,
      lastTryAt: Nullable(Instant),
      nextAt: Nullable(Instant),
      later: Type.Integer({ description: 'Of them, not due yet' }),
      canTry: Type.Boolean({ description: 'POST /sends/try-now can send them sooner' }),
    }),
    { description: 'The most first' },
  ),
})
export type WaitingMessages = Static<typeof WaitingMessages>

export const TryNowBody = Type.Object({
  reason: Type.String({ minLength: 1, maxLength: 100, description: 'What they wait for, as GET /sends/waiting says it' }),
  runId: Type.Optional(Type.String({ format: 'uuid', description: 'Only of this broadcast or run' })),
  channel: Type.Optional(ChannelName),
  accountId: Type.Optional(Type.String({ format: 'uuid', description: 'Only those that this account was handed' })),
})
export const TriedNow = Type.Object({
  messages: Type.Integer({ description: 'Those that are due now; those that were already are not counted' }),
})
export type TriedNow = Static<typeof TriedNow>

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
    pieces: Type.Array(ChosenPiece, { description: 'Content pieces that stand in it, and why each was chosen' }),
  }),
])
export type MessageDetail = Static<typeof MessageDetail>

export const MessageAsked = Type.Object({ sendKey: Type.String() })
