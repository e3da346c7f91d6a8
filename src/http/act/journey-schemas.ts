import Type from 'typebox'
import { BilingualText, Id, Instant, Money, Nullable, Page, PageQuery, RiskTier, VersionNumber } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { ApprovalAnswer } from './approval-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'

export const JourneyStateName = Type.Union([Type.Literal('draft'), Type.Literal('live'), Type.Literal('paused'), Type.Literal('ended')])

const Condition = Type.Unknown({ description: 'A condition as JSON (docs/guide/conditions.md)' })
const StepId = Type.String({ maxLength: 60 })
const Next = Nullable(Type.String({ maxLength: 60, description: 'Id of the step that follows; null: the run ends' }))
const LocalTime = Type.String({ maxLength: 5, description: 'HH:MM' })
const Duration = Type.Object({
  n: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  unit: Type.Union([Type.Literal('minute'), Type.Literal('hour'), Type.Literal('day'), Type.Literal('week')]),
})
const Pattern = Type.Object({
  name: Type.String({ maxLength: 200, description: 'As the source names the event, such as Product Added' }),
  where: Type.Array(Type.Unknown(), { maxItems: 20, description: 'Tests of properties, as in conditions; all must hold' }),
})

const Entry = Type.Union([
  Type.Object({
    kind: Type.Literal('event'),
    event: Pattern,
    key: Nullable(
      Type.String({ maxLength: 100, description: 'Property that tells one cause from the next, such as cart_id: one run for each value' }),
    ),
  }),
  Type.Object({ kind: Type.Literal('order'), first: Type.Boolean({ description: 'The first order of a customer only' }) }),
  Type.Object({
    kind: Type.Literal('segment'),
    segmentId: Type.String({ maxLength: 100 }),
    change: Type.Union([Type.Literal('entered'), Type.Literal('left')]),
  }),
  Type.Object({ kind: Type.Literal('tag'), tag: Type.String({ maxLength: 100 }), value: Nullable(Type.String({ maxLength: 200 })) }),
  Type.Object({ kind: Type.Literal('risk'), tiers: Type.Array(RiskTier, { maxItems: 4 }) }),
  Type.Object({
    kind: Type.Literal('date'),
    field: Type.String({ maxLength: 120, description: 'A field of the customer that is a date' }),
    days: Type.Integer({ minimum: -3_650, maximum: 3_650, description: 'Negative: so many days before it' }),
    at: LocalTime,
    yearly: Type.Boolean(),
  }),
  Type.Object({
    kind: Type.Literal('product'),
    change: Type.Union([Type.Literal('price_drop'), Type.Literal('back_in_stock')]),
    least: Type.Number({ minimum: 0, maximum: 1 }),
    days: Type.Integer({ minimum: 0, maximum: 3_650 }),
  }),
  Type.Object({
    kind: Type.Literal('audience'),
    every: Nullable(Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month')])),
    at: LocalTime,
  }),
])

const Step = { id: StepId, name: Type.String({ maxLength: 200 }) }
const Costs = Type.Object({
  email: Type.Optional(Type.Integer({ minimum: 0 })),
  sms: Type.Optional(Type.Integer({ minimum: 0 })),
  wechat: Type.Optional(Type.Integer({ minimum: 0 })),
  push: Type.Optional(Type.Integer({ minimum: 0 })),
  agent_task: Type.Optional(Type.Integer({ minimum: 0 })),
  webhook: Type.Optional(Type.Integer({ minimum: 0 })),
})

export const JourneyStep = Type.Union([
  Type.Object({
    ...Step,
    kind: Type.Literal('send'),
    content: Type.Object({
      id: Type.String({ maxLength: 100, description: 'Empty: none is chosen yet' }),
      version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
    }),
    channels: Type.Array(ChannelName, { maxItems: 6 }),
    expiresHours: Type.Integer({ minimum: 0, maximum: 10_000 }),
    unitCosts: Costs,
    time: Type.Union([Type.Literal('now'), Type.Literal('best_hour')]),
    next: Next,
  }),
  Type.Object({
    ...Step,
    kind: Type.Literal('wait'),
    wait: Type.Union([
      Type.Object({ kind: Type.Literal('for'), duration: Duration }),
      Type.Object({
        kind: Type.Literal('until'),
        at: LocalTime,
        days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7, description: 'Monday is 1; empty: any day' }),
      }),
    ]),
    next: Next,
  }),
  Type.Object({ ...Step, kind: Type.Literal('wait_event'), event: Pattern, timeout: Duration, next: Next, late: Next }),
  Type.Object({
    ...Step,
    kind: Type.Literal('branch'),
    cases: Type.Array(Type.Object({ id: StepId, name: Type.String({ maxLength: 200 }), condition: Condition, next: Next }), {
      maxItems: 20,
    }),
    next: Next,
  }),
  Type.Object({
    ...Step,
    kind: Type.Literal('split'),
    arms: Type.Array(
      Type.Object({ id: StepId, name: Type.String({ maxLength: 200 }), share: Type.Number({ minimum: 0, maximum: 1 }), next: Next }),
      { maxItems: 20 },
    ),
  }),
  Type.Object({
    ...Step,
    kind: Type.Literal('task'),
    title: BilingualText,
    script: BilingualText,
    slaHours: Type.Integer({ minimum: 0, maximum: 10_000 }),
    next: Next,
  }),
  Type.Object({ ...Step, kind: Type.Literal('webhook'), note: Type.String({ maxLength: 1_000 }), next: Next }),
  Type.Object({
    ...Step,
    kind: Type.Literal('tag'),
    tag: Type.String({ maxLength: 100 }),
    value: Nullable(Type.String({ maxLength: 200 })),
    next: Next,
  }),
  Type.Object({
    ...Step,
    kind: Type.Literal('attribute'),
    attribute: Type.String({ maxLength: 100 }),
    value: Nullable(Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()])),
    next: Next,
  }),
])

export const JourneyDefinition = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  entry: Entry,
  audience: Condition,
  rule: Type.Union([
    Type.Object({ kind: Type.Literal('once') }),
    Type.Object({ kind: Type.Literal('days'), days: Type.Integer({ minimum: 0, maximum: 10_000 }) }),
    Type.Object({ kind: Type.Literal('again') }),
  ]),
  steps: Type.Array(JourneyStep, { maxItems: 100 }),
  first: Next,
  exits: Type.Object({ events: Type.Array(Pattern, { maxItems: 20 }), condition: Nullable(Condition) }),
  goal: Nullable(Type.Object({ event: Pattern, ends: Type.Boolean() })),
  windowDays: Type.Integer({ minimum: 1, maximum: 365 }),
  holdout: Type.Number({ minimum: 0, maximum: 0.5 }),
  holdoutWaiver: Type.String({ maxLength: 500 }),
  priority: Type.Integer({ minimum: 0, maximum: 100 }),
})
export type JourneyDefinition = Static<typeof JourneyDefinition>

const { name, ...Others } = JourneyDefinition.properties
/** What is left out is as in a new draft. */
export const NewJourney = Type.Object({ definition: Type.Object({ name, ...Type.Partial(Type.Object(Others)).properties }) })
export type NewJourney = Static<typeof NewJourney>
export const JourneyChange = Type.Object({ base: VersionNumber, definition: JourneyDefinition })
export const JourneyCheckBody = Type.Object({
  definition: Type.Optional(JourneyDefinition),
})
export const JourneyCopy = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) })
export const JourneyPublish = Type.Object({ version: VersionNumber })
export const JourneyEnd = Type.Object({ reason: Type.String({ maxLength: 500 }) })
export const JourneyQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    state: Type.Optional(JourneyStateName),
    q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name' })),
  }),
])

export const Journey = Type.Object({
  id: Id,
  state: JourneyStateName,
  version: Type.Integer({ description: 'Of the newest definition; higher than liveVersion where it is a draft' }),
  liveVersion: Nullable(Type.Integer({ description: 'The version that customers enter; null: none was published yet' })),
  awaitsApproval: Type.Boolean({ description: 'Its newest version waits for a second person, and goes live when they agree' }),
  definition: JourneyDefinition,
  audienceText: Type.String(),
  audienceSentence: BilingualText,
  currency: Type.String(),
  createdAt: Instant,
  createdBy: Type.String(),
  savedAt: Instant,
  savedBy: Type.String(),
  publishedAt: Nullable(Instant),
  publishedBy: Nullable(Type.String()),
  pausedAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  endReason: Type.String(),
})
export type Journey = Static<typeof Journey>
/** A row of the list, with how it goes today. */
export const JourneyRow = Type.Object({
  ...Journey.properties,
  today: Type.Object(
    {
      entered: Type.Integer({ description: 'Also those drawn for the control group' }),
      inside: Type.Integer({ description: 'Who is at a step now' }),
      cost: Nullable(Money),
      withoutCost: Type.Integer({
        description: 'Messages sent today whose cost is not known: they are not in cost, which is null where it is known of none',
      }),
    },
    { description: 'Since midnight of the project' },
  ),
})
export type JourneyRow = Static<typeof JourneyRow>
export const JourneyPage = Page(JourneyRow)
export type JourneyPage = Static<typeof JourneyPage>

export const JourneyProblems = Type.Object({
  problems: Type.Array(
    Type.Object({
      place: Type.String({ description: 'Such as steps/ID/content' }),
      code: Type.String(),
      details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    }),
    { description: 'What keeps it from going live; empty: nothing does' },
  ),
})
export type JourneyProblems = Static<typeof JourneyProblems>

export const JourneyDetail = Type.Object({
  journey: Journey,
  ...JourneyProblems.properties,
  approval: Nullable(ApprovalAnswer),
})
export type JourneyDetail = Static<typeof JourneyDetail>

/** GET /journeys/:id/approval */
export const JourneyApproval = Type.Object({
  approval: Nullable(ApprovalAnswer),
  people: Type.Integer({
    description:
      'Customers whom its newest version would reach, counted now: of an event those who did it in the last 30 days, else its audience; 0 where it is live or has problems',
  }),
  isNeeded: Type.Boolean({ description: 'Publishing it asks somebody else for approval' }),
})
export type JourneyApproval = Static<typeof JourneyApproval>

export const JourneyVersions = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      definition: JourneyDefinition,
      savedAt: Instant,
      savedBy: Type.String(),
      publishedAt: Nullable(Instant),
      publishedBy: Nullable(Type.String()),
    }),
    { description: 'Newest first; a draft has not been published' },
  ),
})
export type JourneyVersions = Static<typeof JourneyVersions>

const EnrolmentStateName = Type.Union([
  Type.Literal('active'),
  Type.Literal('held_out'),
  Type.Literal('done'),
  Type.Literal('left'),
  Type.Literal('failed'),
])

export const JourneyBoard = Type.Object({
  entered: Type.Integer(),
  enteredToday: Type.Integer({ description: 'Since midnight of the project' }),
  inControl: Type.Integer({ description: 'Of those who entered, drawn for the control group' }),
  inside: Type.Integer(),
  reachedGoal: Nullable(
    Type.Integer({
      description:
        'Outside the control group; without an event as the goal, who ordered within the window. Null: too many entered to ask for their orders',
    }),
  ),
  steps: Type.Array(
    Type.Object({
      stepId: Type.String(),
      waiting: Type.Integer({ description: 'Customers who are at it now' }),
      failing: Type.Integer({ description: 'Of them, those whose step failed and is tried again' }),
      passed: Type.Array(Type.Object({ outcome: Type.String(), runs: Type.Integer() }), {
        description: 'By the way that was taken: waited, happened, late, otherwise, done, or the id of a case or an arm',
      }),
      sends: Type.Array(Type.Object({ state: Type.String(), reason: Type.String(), sends: Type.Integer() })),
    }),
    { description: 'Steps of all versions that customers came to' },
  ),
  ended: Type.Array(Type.Object({ state: EnrolmentStateName, reason: Type.String(), runs: Type.Integer() })),
  refused: Type.Array(Type.Object({ reason: Type.String(), entries: Type.Integer() }), { description: 'Of the last 30 days' }),
})
export type JourneyBoard = Static<typeof JourneyBoard>

const OfRun = {
  id: Id,
  version: Type.Integer(),
  entryKey: Type.String(),
  state: EnrolmentStateName,
  isHeldOut: Type.Boolean(),
  stepId: Nullable(Type.String()),
  enteredAt: Instant,
  dueAt: Nullable(Instant),
  goalAt: Nullable(Instant),
  endedAt: Nullable(Instant),
  reason: Type.String({ description: 'Why it ended, or why its step is tried again' }),
}
export const Enrolment = Type.Object({ ...OfRun, customerId: Id, maskedName: Type.String() })
export type Enrolment = Static<typeof Enrolment>
export const EnrolmentPage = Page(Enrolment)
export type EnrolmentPage = Static<typeof EnrolmentPage>
export const EnrolmentQuery = Type.Intersect([
  PageQuery,
  Type.Object({ state: Type.Optional(EnrolmentStateName), step: Type.Optional(Type.String({ maxLength: 60 })) }),
])
export const JourneyCustomerParams = Type.Object({ id: Type.String({ format: 'uuid' }), customerId: Type.String({ format: 'uuid' }) })

export const CustomerInJourney = Type.Object({
  runs: Type.Array(
    Type.Object({
      ...OfRun,
      origin: Type.String({ description: 'What let them in' }),
      steps: Type.Array(
        Type.Object({
          stepId: Type.String(),
          outcome: Type.String(),
          probability: Nullable(Type.Number({ description: 'Of a way that was drawn' })),
          at: Instant,
          send: Nullable(Type.Object({ sendKey: Id, channel: ChannelName, state: Type.String(), reason: Type.String() })),
        }),
      ),
    }),
    { description: 'Newest first' },
  ),
  refused: Type.Array(
    Type.Object({
      reason: Type.String(),
      runId: Nullable(Type.String({ description: 'The run that stood in the way' })),
      origin: Type.String(),
      at: Instant,
    }),
    { description: 'Why they did not enter, of the last 30 days; newest first' },
  ),
})
export type CustomerInJourney = Static<typeof CustomerInJourney>

const StepKind = Type.Union([
  Type.Literal('send'),
  Type.Literal('wait'),
  Type.Literal('wait_event'),
  Type.Literal('branch'),
  Type.Literal('split'),
  Type.Literal('task'),
  Type.Literal('webhook'),
  Type.Literal('tag'),
  Type.Literal('attribute'),
])
const { stepId: _stepId, ...OfAnyRun } = OfRun
export const JourneysOfCustomer = Type.Object({
  runs: Type.Array(
    Type.Object({
      ...OfAnyRun,
      journeyId: Id,
      journeyName: Type.String(),
      journeyState: JourneyStateName,
      step: Nullable(Type.Object({ kind: StepKind, name: Type.String() })),
    }),
    { description: 'Those that go on first, then the newest; 50 at most' },
  ),
})
export type JourneysOfCustomer = Static<typeof JourneysOfCustomer>

export const StoppedJourneys = Type.Object({ journeys: Type.Integer({ description: 'How many were ended' }) })

export const JourneyStarters = Type.Object({
  starters: Type.Array(
    Type.Object({
      key: Type.String(),
      label: BilingualText,
      use: BilingualText,
      needs: Type.Array(BilingualText, { description: 'What has to come in for it to start' }),
      contents: Type.Record(Type.String(), Type.String(), { description: 'What its messages say: step by key of the content library' }),
      definition: Type.Object({ zh: JourneyDefinition, en: JourneyDefinition }),
    }),
  ),
})
export type JourneyStarters = Static<typeof JourneyStarters>
