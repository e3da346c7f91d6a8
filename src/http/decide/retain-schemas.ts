import Type from 'typebox'
import { ApprovalAnswer } from '../act/approval-schemas.ts'
import { CustomerSelection } from '../profile/selection-schemas.ts'
import { BilingualText, Estimate, Id, Instant, Money, Nullable, Page } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const Channel = Type.Union([
  Type.Literal('email'),
  Type.Literal('sms'),
  Type.Literal('wechat'),
  Type.Literal('push'),
  Type.Literal('agent_task'),
  Type.Literal('webhook'),
])
export type Channel = Static<typeof Channel>

/** Whom it is for, of the customers who have a score: one of the two. */
const GivenAudience = {
  audience: Type.Optional(
    Type.Unknown({
      description:
        'A condition as JSON, as docs/guide/conditions.md says; {"all": []} is everybody. Also taken: the lists riskTiers, causes, lifecycleTiers and valueClasses, of which an empty one means any',
    }),
  ),
  where: Type.Optional(Type.String({ maxLength: 100_000, description: 'The condition in its text form, such as churn.tier is "high"' })),
}

export const Offer = Type.Object({
  kind: Type.Union([Type.Literal('none'), Type.Literal('coupon'), Type.Literal('gift'), Type.Literal('service')]),
  /** Share of the order for coupons, 0-1. */
  discount: Type.Number({ minimum: 0, maximum: 1 }),
  validDays: Type.Integer({ minimum: 0, maximum: 365 }),
  label: BilingualText,
})

const Definition = {
  name: BilingualText,
  summary: BilingualText,
  pack: Type.String(),
  channel: Channel,
  nextChannels: Type.Optional(
    Type.Array(Channel, { maxItems: 5, description: 'Other channels in order of preference, for customers whom the first cannot reach' }),
  ),
  offer: Offer,
  /** LiquidJS templates; the variables are listed in the guide. */
  content: Type.Object({ subject: BilingualText, body: BilingualText }),
  /** Cost of one contact, without the discount. */
  contactCost: Money,
  /** Expected change of the chance to stay, 0-1, used until a measured effect replaces it. */
  expectedEffect: Type.Number({ minimum: -1, maximum: 1 }),
  holdout: Type.Number({ minimum: 0, maximum: 0.9 }),
  /** Needed when holdout is 0. */
  holdoutWaiver: Type.Optional(Type.String()),
  budget: Nullable(Money),
  /** Days within which the same customer is not contacted again by any strategy. */
  cooldownDays: Type.Integer({ minimum: 0, maximum: 365 }),
  windowDays: Type.Integer({ minimum: 1, maximum: 180 }),
  slaHours: Type.Integer({ minimum: 1, maximum: 720 }),
  drawBy: Type.Optional(
    Type.Union([Type.Literal('account'), Type.Literal('person')], {
      description: 'What is drawn as one: all people of an account (who is in none is drawn alone), or each person. Default: account',
    }),
  ),
}
/** A strategy as somebody gives it. */
export const StrategyBody = Type.Object({ ...Definition, ...GivenAudience })
export const StrategyDefinition = Type.Object({ ...Definition, audience: Type.Unknown({ description: 'A condition as JSON' }) })
export type StrategyDefinition = Static<typeof StrategyDefinition>

export const StrategyState = Type.Union([Type.Literal('draft'), Type.Literal('active'), Type.Literal('paused'), Type.Literal('retired')])

/** Why nothing can leave over a channel. */
export const UnreadyReason = Type.Union([
  Type.Literal('no_mail_server'),
  Type.Literal('no_webhook_endpoint'),
  Type.Literal('no_account'),
  Type.Literal('account_off'),
  Type.Literal('account_halted'),
  Type.Literal('sample_data'),
  Type.Literal('copied_data'),
])

/** GET /strategies */
export const Strategy = Type.Object({
  id: Id,
  version: Type.Integer(),
  state: StrategyState,
  definition: StrategyDefinition,
  createdAt: Instant,
  createdBy: Type.String(),
  reach: Nullable(Type.Integer({ description: 'Customers of the latest scores who are in the audience; null before the first scoring' })),
  sentence: BilingualText,
  where: Type.String({ description: 'The audience in its text form' }),
  audienceProblem: Nullable(Type.String({ description: 'Code of why the audience can no longer be asked; null: it can' })),
  contacted: Type.Integer(),
  delivered: Type.Integer(),
  couponsIssued: Type.Integer(),
  couponsUsed: Type.Integer(),
  /** Why nothing can leave over its channel; null: it can. */
  unready: Nullable(UnreadyReason),
  effect: Nullable(Type.Intersect([Estimate, Type.Object({ verdict: Type.String() })])),
  approval: Nullable(ApprovalAnswer),
})
export type Strategy = Static<typeof Strategy>
/** GET /strategies/{id}/versions, the newest first */
export const StrategyVersion = Type.Object({
  id: Id,
  version: Type.Integer(),
  state: StrategyState,
  definition: StrategyDefinition,
  createdAt: Instant,
  createdBy: Type.String(),
  changed: Type.Array(Type.String(), { description: 'Parts of the definition that differ from the version before, and state' }),
})
export type StrategyVersion = Static<typeof StrategyVersion>
export const StrategyVersionList = Type.Object({ items: Type.Array(StrategyVersion) })
export const StrategyList = Type.Object({ items: Type.Array(Strategy) })

/** POST /strategies/reach: how many of the newest scores an audience has. */
export const ReachBody = Type.Object(GivenAudience)
export const AudienceReach = Type.Object({ reach: Nullable(Type.Integer()) })
/** POST /strategies/preview and /strategies/test: a definition that need not be stored, with the facts of one customer. */
export const PreviewMessageBody = Type.Object({ definition: StrategyBody, customerId: Type.String({ format: 'uuid' }) })
export const MessagePreview = Type.Object({
  language: Type.Union([Type.Literal('zh'), Type.Literal('en')]),
  subject: Type.String(),
  text: Type.String(),
  nameShown: Type.Boolean({ description: 'False: the name is masked' }),
})
export type MessagePreview = Static<typeof MessagePreview>

/**
 * POST /decision-runs. With dryRun nothing is decided or sent; the answer says who would be contacted, and its previewId executes exactly that within an
 * hour. previewId takes the place of the choice of strategies and limits; with dryRun it makes that preview again on what is known now.
 */
export const DecisionRunBody = Type.Object({
  previewId: Type.Optional(Type.String({ format: 'uuid' })),
  strategyIds: Type.Optional(Type.Array(Id)),
  dryRun: Type.Optional(Type.Boolean()),
  maxContacts: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Only these customers; without it everyone who has a score. */
  customers: Type.Optional(CustomerSelection),
})

/** What of a run is drawn by company; absent in runs from before that. */
const DrawnCompanies = Type.Optional(
  Type.Object({
    companies: Type.Integer(),
    people: Type.Integer({ description: 'Customers of these companies' }),
    treatedDraws: Type.Integer({ description: 'Draws that gave the contact group; companies that share people are one draw' }),
    controlDraws: Type.Integer(),
    largest: Type.Integer({ description: 'Customers of the largest draw' }),
    following: Type.Integer({
      description: 'Customers who take the group that their company has from an earlier run; counted, not compared',
    }),
  }),
)

export const DecisionPreview = Type.Object({
  candidates: Type.Integer(),
  decided: Type.Integer(),
  treated: Type.Integer(),
  control: Type.Integer(),
  companies: DrawnCompanies,
  cost: Money,
  skipped: Type.Array(Type.Object({ reason: Type.String(), text: BilingualText, customers: Type.Integer() })),
  strategies: Type.Array(
    Type.Object({
      strategyId: Id,
      name: BilingualText,
      /** Null in runs from before channels were checked. */
      unready: Type.Optional(Nullable(UnreadyReason)),
      channel: Type.Optional(Channel),
      treated: Type.Integer(),
      control: Type.Integer(),
      companies: DrawnCompanies,
      cost: Money,
      /** Smallest effect that this size can show with 80 % power at 5 %; people of one company are assumed to be alike with a correlation of .1. */
      detectableEffect: Nullable(Type.Number()),
    }),
  ),
  sample: Type.Array(
    Type.Object({ customerId: Id, maskedName: Type.String(), strategyId: Id, arm: Type.String(), riskProbability: Type.Number() }),
  ),
})
export type DecisionPreview = Static<typeof DecisionPreview>

/** The answer to a dry run. */
export const StoredDecisionPreview = Type.Intersect([DecisionPreview, Type.Object({ previewId: Id, expiresAt: Instant })])
export type StoredDecisionPreview = Static<typeof StoredDecisionPreview>

export const SendCounts = Type.Object({
  planned: Type.Integer(),
  claimed: Type.Integer(),
  handed: Type.Integer(),
  /** The provider took them; whether they arrived is not known (yet). */
  accepted: Type.Integer(),
  delivered: Type.Integer(),
  failed: Type.Integer(),
  uncertain: Type.Integer(),
  suppressed: Type.Integer(),
})
export type SendCounts = Static<typeof SendCounts>

export const DecisionRun = Type.Object({
  id: Id,
  asOf: Instant,
  state: Type.String(),
  createdAt: Instant,
  createdBy: Type.String(),
  finishedAt: Nullable(Instant),
  summary: Nullable(DecisionPreview),
  /** Contacts that went out or still may; what failed or was suppressed costs nothing. */
  cost: Nullable(Money),
  sends: SendCounts,
})
export type DecisionRun = Static<typeof DecisionRun>
export const DecisionRunPage = Page(DecisionRun)

/** GET /sends?runId&state */
export const Send = Type.Object({
  sendKey: Type.String(),
  runId: Id,
  customerId: Id,
  maskedName: Type.String(),
  /** What made it: a strategy, a broadcast or a questionnaire. */
  source: Type.Object({ kind: Type.String(), id: Type.String(), version: Type.Integer(), name: BilingualText }),
  content: Nullable(Type.Object({ id: Id, version: Type.Integer() })),
  variant: Nullable(
    Type.Object({
      id: Type.String({ description: 'base: the content itself, which has variants' }),
      name: Type.String({ description: 'As it was called then; empty: the content itself' }),
    }),
  ),
  purpose: Type.String(),
  channel: Type.String(),
  state: Type.String(),
  reason: Type.String(),
  attempts: Type.Integer(),
  plannedAt: Instant,
  finishedAt: Nullable(Instant),
})
export type Send = Static<typeof Send>
export const SendPage = Page(Send)
/** GET /sends/:sendKey/message: what was handed over. Of a webhook the subject is the kind of event, and there is no text. */
export const SentMessage = Type.Object({
  sendKey: Type.String(),
  customerId: Id,
  channel: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  handedAt: Instant,
})
export type SentMessage = Static<typeof SentMessage>
/** What the provider said when it was asked about a message whose result is unknown. */
export const SettleSendBody = Type.Object({ delivered: Type.Boolean() })
export const SettledSend = Type.Object({ sendKey: Type.String(), state: Type.Union([Type.Literal('delivered'), Type.Literal('failed')]) })

/** GET /tasks?state */
export const Task = Type.Object({
  id: Id,
  customerId: Id,
  maskedName: Type.String(),
  strategyId: Nullable(Type.String({ description: 'Null for a task that a person made' })),
  owner: Nullable(Type.Object({ id: Id, name: Type.String() })),
  doNotContact: Type.Boolean(),
  title: BilingualText,
  script: BilingualText,
  priority: Type.Integer(),
  state: Type.Union([Type.Literal('open'), Type.Literal('done')]),
  outcome: Nullable(Type.String({ description: 'Code of an outcome of GET /tasks/rules' })),
  dueAt: Instant,
  createdAt: Instant,
  finishedAt: Nullable(Instant),
  /** When it was brought before a second person, since it was overdue. */
  escalatedAt: Nullable(Instant),
  escalatedTo: Nullable(Type.Object({ id: Id, name: Type.String() })),
  offer: Nullable(Type.Object({ label: BilingualText, code: Type.String({ description: 'Of a coupon; empty where the offer has none' }) })),
})
export type Task = Static<typeof Task>
export const TaskPage = Page(Task)
/** GET /tasks/owners: who can be given a task. */
export const TaskOwnerList = Type.Object({ items: Type.Array(Type.Object({ id: Id, name: Type.String() })) })
export const AssignTaskBody = Type.Object({ ownerId: Nullable(Type.String({ format: 'uuid' })) })
const TaskWords = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  script: Type.Optional(Type.String({ maxLength: 4000 })),
  /** Until when: one of the two. */
  dueAt: Type.Optional(Instant),
  dueInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8_760 })),
  ownerId: Type.Optional(Nullable(Type.String({ format: 'uuid' }))),
}
/** POST /customers/:id/tasks */
export const NewTaskBody = Type.Object(TaskWords)
export type NewTaskBody = Static<typeof NewTaskBody>
/** POST /tasks/bulk: the same task for each of many customers. */
export const BulkTaskBody = Type.Object({ customers: CustomerSelection, ...TaskWords })
export const CompleteTaskBody = Type.Object({
  outcome: Type.String({ minLength: 1, maxLength: 40, description: 'Code of an outcome of GET /tasks/rules that is not hidden' }),
  note: Type.Optional(Type.String({ maxLength: 1000 })),
})

export const WebhookEndpoint = Type.Object({
  id: Id,
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  createdAt: Instant,
  disabledAt: Nullable(Instant),
  disabledReason: Nullable(Type.String()),
})
export const NewWebhookBody = Type.Object({
  name: Type.String({ minLength: 1 }),
  url: Type.String({ maxLength: 2000 }),
  events: Type.Array(Type.String()),
})
/** POST /webhooks/:id/test: what the endpoint answered, or why there was no answer. */
export const WebhookTest = Type.Object({ delivered: Type.Boolean(), status: Nullable(Type.Integer()), error: Nullable(Type.String()) })
export type WebhookTest = Static<typeof WebhookTest>
/** The signing secret is shown once. */
export const NewWebhook = Type.Object({ endpoint: WebhookEndpoint, secret: Type.String() })
export type NewWebhook = Static<typeof NewWebhook>
