import Type from 'typebox'
import { BilingualText, Id, Instant, Nullable, Page, PageQuery, VersionNumber } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { ApprovalStateName } from './approval-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'

export const BroadcastStateName = Type.Union([
  Type.Literal('draft'),
  Type.Literal('awaiting'),
  Type.Literal('repeating'),
  Type.Literal('scheduled'),
  Type.Literal('planning'),
  Type.Literal('sending'),
  Type.Literal('done'),
  Type.Literal('stopped'),
])

const Every = Type.Union([
  Type.Object({ kind: Type.Literal('day') }),
  Type.Object({
    kind: Type.Literal('week'),
    weeks: Type.Integer({ minimum: 1, maximum: 52, description: 'Every so many weeks, from that of from' }),
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, description: '1 Monday to 7 Sunday' }),
  }),
  Type.Object({
    kind: Type.Literal('month'),
    day: Type.Integer({ minimum: 1, maximum: 31, description: 'Months without the day have it on their last one' }),
  }),
])

const Repeat = Type.Object(
  {
    kind: Type.Literal('repeat'),
    every: Every,
    time: Type.String({ maxLength: 5, description: 'HH:MM' }),
    zone: Type.Union([Type.Literal('project'), Type.Literal('customer')], { description: 'Whose clock shows the time' }),
    from: Type.String({ maxLength: 10, description: 'First day, YYYY-MM-DD' }),
    until: Nullable(Type.String({ maxLength: 10, description: 'Last day; null: no end' })),
    times: Nullable(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Occurrences in all; null: no limit' })),
    skipHolidays: Type.Boolean({ description: 'Nothing on holidays of the calendar' }),
    everyDays: Nullable(Type.Integer({ minimum: 1, maximum: 365, description: 'A customer gets it at most once in so many days' })),
  },
  { description: 'A series: each occurrence is a broadcast of its own, and its audience is asked anew' },
)

const When = Type.Union([
  Type.Object({ kind: Type.Literal('now') }),
  Type.Object({ kind: Type.Literal('at'), at: Instant }),
  Type.Object({
    kind: Type.Literal('local'),
    day: Type.String({ maxLength: 10, description: 'YYYY-MM-DD' }),
    time: Type.String({ maxLength: 5, description: 'HH:MM, in the time zone of each customer' }),
  }),
  Type.Object(
    { kind: Type.Literal('best'), day: Type.String({ maxLength: 10, description: 'YYYY-MM-DD' }) },
    {
      description:
        'At the hour of that day, from 8 to 22 by the clock of each customer, at which they are likeliest to look; for one in twenty an hour drawn by chance',
    },
  ),
  Repeat,
])

const Given = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  content: Nullable(
    Type.Object({ id: Type.String({ format: 'uuid' }), version: VersionNumber }, { description: 'Null while a draft is not finished' }),
  ),
  channels: Type.Array(ChannelName, { maxItems: 6, description: 'In order of preference; empty while a draft is not finished' }),
  when: When,
  holdout: Type.Number({ minimum: 0, maximum: 0.5, description: 'Share of those who could be contacted that is not' }),
  holdoutWaiver: Type.String({ maxLength: 500, description: 'Why there is no control group, where holdout is 0' }),
  expiresHours: Type.Integer({ minimum: 1, maximum: 720 }),
  priority: Type.Integer({ minimum: 0, maximum: 100 }),
  windowDays: Type.Integer({ minimum: 1, maximum: 90 }),
  unitCosts: Type.Object(
    {
      email: Type.Optional(Type.Integer({ minimum: 0 })),
      sms: Type.Optional(Type.Integer({ minimum: 0 })),
      wechat: Type.Optional(Type.Integer({ minimum: 0 })),
      push: Type.Optional(Type.Integer({ minimum: 0 })),
      agent_task: Type.Optional(Type.Integer({ minimum: 0 })),
      webhook: Type.Optional(Type.Integer({ minimum: 0 })),
    },
    { description: 'Minor units of the project’s currency for one message; of text messages for one part' },
  ),
  accounts: Type.Optional(
    Type.Object(
      { email: Type.Optional(Type.String({ format: 'uuid' })), sms: Type.Optional(Type.String({ format: 'uuid' })) },
      { description: 'The channel account that a channel leaves by, and no other; left out: the accounts of the channel in their order' },
    ),
  ),
}

/** The audience as JSON or in its text form: exactly one of the two. */
const GivenAudience = {
  audience: Type.Optional(Type.Unknown({ description: 'A condition as JSON, such as {"segment": "…"}' })),
  where: Type.Optional(Type.String({ maxLength: 100_000, description: 'The audience in its text form' })),
}

const { name, ...Others } = Given
export const NewBroadcast = Type.Object(
  { name, ...Type.Partial(Type.Object(Others)).properties, ...GivenAudience },
  {
    description:
      'What is left out is as in a new draft: no content, no channel, now, a control group of 10 %, 72 hours, priority 50, 14 days, no costs',
  },
)
export type NewBroadcast = Static<typeof NewBroadcast>
export const BroadcastChange = Type.Object({ base: VersionNumber, ...Given, ...GivenAudience })
export const BroadcastCopy = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) })
export const BroadcastStart = Type.Object({
  version: VersionNumber,
  confirm: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20, description: 'What the broadcast asks, once it is meant' }),
})
export const BroadcastStop = Type.Object({ reason: Type.String({ maxLength: 500 }) })
export const BroadcastQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    state: Type.Optional(BroadcastStateName),
    q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name' })),
  }),
])
export const BroadcastCustomerParams = Type.Object({ id: Type.String({ format: 'uuid' }), customerId: Type.String({ format: 'uuid' }) })

const Counts = Type.Record(Type.String(), Type.Integer())

export const PlanSums = Type.Object({
  audience: Type.Integer(),
  planned: Type.Integer(),
  byChannel: Counts,
  byVariant: Type.Record(Type.String(), Type.Integer(), {
    description:
      'Of the planned ones, by id of the variant that they would get at that moment, base for the content itself; empty: it has no variants',
  }),
  waiting: Type.Record(Type.String(), Type.Integer(), { description: 'Of the planned ones, those that wait, and for what' }),
  reasons: Type.Record(Type.String(), Type.Integer(), { description: 'Why the others get nothing; with planned they are the audience' }),
  invalidZones: Type.Integer({
    description: 'Customers whose time zone is none; those of them who would have got a marketing message are in reasons as zone_invalid',
  }),
  costMinor: Nullable(Type.Integer({ description: 'An estimate; null where nobody said what a message costs' })),
})
export type PlanSums = Static<typeof PlanSums>

export const Broadcast = Type.Object({
  id: Id,
  series: Nullable(Type.Object({ id: Id, day: Type.String() }, { description: 'The series that it is an occurrence of, and its day' })),
  version: Type.Integer(),
  state: BroadcastStateName,
  ...Given,
  audience: Type.Unknown(),
  audienceText: Type.String(),
  audienceSentence: BilingualText,
  senders: Type.Array(
    Type.Object({
      channel: ChannelName,
      id: Id,
      name: Nullable(Type.String({ description: 'Null: it is gone' })),
      isReady: Type.Boolean(),
    }),
    { description: 'The accounts that were chosen' },
  ),
  contentName: Nullable(Type.String({ description: 'Null: none is chosen, or it is gone' })),
  currency: Type.String(),
  createdAt: Instant,
  createdBy: Type.String(),
  savedAt: Instant,
  startedBy: Nullable(Type.String()),
  startsAt: Nullable(Instant),
  pausedAt: Nullable(Instant),
  finishedAt: Nullable(Instant),
  stopReason: Type.String(),
  audienceSize: Nullable(Type.Integer({ description: 'As it was taken when planning began' })),
  sums: PlanSums,
  preview: Nullable(
    Type.Object({
      at: Instant,
      sums: PlanSums,
      unmade: Type.Object(
        {
          sample: Type.Integer({ description: 'At most 500, drawn' }),
          reasons: Counts,
          variables: Type.Array(
            Type.Object({
              name: Type.String(),
              label: Nullable(BilingualText),
              customers: Type.Integer({ description: 'Of the sample: they would get no message, having no value of it and no fallback' }),
            }),
            { description: 'The most missed first; a fallback in the content is the remedy' },
          ),
        },
        { description: 'Of a sample of those who would get it, messages that cannot be made' },
      ),
    }),
  ),
  sends: Type.Object({
    planned: Type.Integer({ description: 'Not yet on their way' }),
    sent: Type.Integer(),
    delivered: Type.Integer({ description: 'Of the sent ones' }),
    failed: Type.Integer(),
    uncertain: Type.Integer({ description: 'Of the sent ones' }),
    suppressed: Type.Integer(),
  }),
})
export type Broadcast = Static<typeof Broadcast>
export const BroadcastPage = Page(Broadcast)
export type BroadcastPage = Static<typeof BroadcastPage>

export const SeriesOccurrence = Type.Object({
  day: Type.String({ description: 'YYYY-MM-DD' }),
  version: VersionNumber,
  state: Type.Union([Type.Literal('made'), Type.Literal('skipped'), Type.Literal('missed')]),
  reason: Type.Union(
    [
      Type.Literal(''),
      Type.Literal('by_hand'),
      Type.Literal('too_late'),
      Type.Literal('overtaken'),
      Type.Literal('refused'),
      Type.Literal('needs_approval'),
    ],
    { description: 'Why it was not made' },
  ),
  decidedAt: Instant,
  broadcast: Nullable(Broadcast),
})
export type SeriesOccurrence = Static<typeof SeriesOccurrence>
export const SeriesOccurrencePage = Page(SeriesOccurrence)

export const BroadcastDetail = Type.Object({
  next: Type.Array(Type.Object({ day: Type.String(), at: Instant, isSkipped: Type.Boolean() }), {
    description: 'Of one that repeats, the next five occurrences; at is when its first customers are due',
  }),
  wouldWait: Type.Boolean({ description: 'A draft that would wait for a second person if it started now, by its preview' }),
  approval: Nullable(
    Type.Object(
      {
        id: Id,
        state: ApprovalStateName,
        askedBy: Type.String(),
        askedAt: Instant,
        decidedBy: Nullable(Type.String()),
        decidedAt: Nullable(Instant),
        reason: Type.String(),
        hindrance: Nullable(Type.Union([Type.Literal('own'), Type.Literal('no_person'), Type.Literal('no_permission')])),
      },
      { description: 'What a second person said about this version; null: nobody was asked' },
    ),
  ),
  broadcast: Broadcast,
  asks: Type.Array(Type.String(), { description: 'What a draft must be confirmed with before it starts' }),
  funnel: Type.Array(
    Type.Object({
      channel: ChannelName,
      planned: Type.Integer({ description: 'Everybody who was to get it on the channel' }),
      sent: Type.Integer(),
      delivered: Type.Integer(),
      opened: Type.Integer({ description: 'By people' }),
      clicked: Type.Integer({ description: 'By people' }),
      machineOpened: Type.Integer({ description: 'By programs and by nobody' }),
      failed: Type.Integer(),
      uncertain: Type.Integer({ description: 'Of the sent ones' }),
      unsubscribed: Type.Integer(),
      complained: Type.Integer(),
    }),
  ),
  variants: Type.Array(
    Type.Object({
      id: Type.String({ description: 'base: the content itself, the last of them' }),
      name: Type.String({ description: 'Empty: the content itself' }),
      problem: Nullable(
        Type.Union([Type.Literal('missing'), Type.Literal('archived'), Type.Literal('broken')], {
          description: 'Why its segment cannot be asked, so that nobody gets the variant',
        }),
      ),
      sent: Type.Integer({ description: 'Messages made of it that a customer may have got' }),
    }),
    { description: 'Variants of the content in their order; empty: it has none' },
  ),
  failures: Type.Array(Type.Object({ reason: Type.String(), customers: Type.Integer() }), {
    description: 'Why messages failed, most frequent first',
  }),
  unready: Type.Record(Type.String(), Type.String(), { description: 'Channels that cannot send now, and why' }),
  reasons: Type.Array(Type.Object({ reason: Type.String(), customers: Type.Integer() }), {
    description: 'Why customers of the audience got nothing, most frequent first',
  }),
})
export type BroadcastDetail = Static<typeof BroadcastDetail>

const GivenVariant = Nullable(
  Type.Object(
    { id: Type.String({ description: '`base`: the content itself' }), name: Type.String() },
    { description: 'The variant of the content that it was made of, or would be now; null: none is known, or the content has none' },
  ),
)

export const BroadcastWhy = Type.Object({
  inAudience: Type.Boolean(),
  send: Nullable(
    Type.Object({
      sendKey: Id,
      channel: ChannelName,
      state: Type.String(),
      reason: Type.String(),
      notBefore: Instant,
      finishedAt: Nullable(Instant),
      variant: GivenVariant,
    }),
  ),
  would: Nullable(
    Type.Object(
      { channel: ChannelName, reason: Nullable(Type.String()), variant: GivenVariant },
      { description: 'What planning would say now; without a reason they would get it' },
    ),
  ),
})
export type BroadcastWhy = Static<typeof BroadcastWhy>
