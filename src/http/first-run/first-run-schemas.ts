import Type from 'typebox'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** GET /samples/:kind */
export const SampleFileParams = Type.Object({
  kind: Type.Union([
    Type.Literal('orders'),
    Type.Literal('customers'),
    Type.Literal('tickets'),
    Type.Literal('measures'),
    Type.Literal('feedback'),
  ]),
})
export const SampleFileQuery = Type.Object({
  language: Type.Optional(
    Type.Union([Type.Literal('zh-CN'), Type.Literal('en')], { description: 'Of the headings; zh-CN where left out' }),
  ),
})

/** GET /sample-shop. `incomplete`: the server stopped while it was loaded or removed; it can be removed. */
export const SampleShopState = Type.Object({
  state: Type.Union([
    Type.Literal('none'),
    Type.Literal('loading'),
    Type.Literal('loaded'),
    Type.Literal('removing'),
    Type.Literal('incomplete'),
  ]),
  since: Nullable(Instant),
  /** The job that loads or removes it now. */
  jobId: Nullable(Id),
  houseEmpty: Type.Boolean({ description: 'Nothing was imported or collected yet, so it may be loaded' }),
})
export type SampleShopState = Static<typeof SampleShopState>

export const ChecklistStep = Type.Union([
  Type.Literal('data'),
  Type.Literal('reach'),
  Type.Literal('channel'),
  Type.Literal('score'),
  Type.Literal('strategy'),
  Type.Literal('run'),
  Type.Literal('verdict'),
])

/** What there is, what is missing or what stands in the way. */
export const ChecklistDetail = Type.Union([
  Type.Literal('no_data'),
  Type.Literal('no_orders'),
  Type.Literal('imported'),
  Type.Literal('needs_data'),
  Type.Literal('reachable'),
  Type.Literal('no_email'),
  Type.Literal('no_consent'),
  Type.Literal('email_and_webhook'),
  Type.Literal('email_ready'),
  Type.Literal('webhook_ready'),
  Type.Literal('tasks_only'),
  Type.Literal('sample_channels'),
  Type.Literal('needs_orders'),
  Type.Literal('not_trained'),
  Type.Literal('model_below_gate'),
  Type.Literal('scored'),
  Type.Literal('scored_untested'),
  Type.Literal('none_active'),
  Type.Literal('channels_not_ready'),
  Type.Literal('active'),
  Type.Literal('needs_scores'),
  Type.Literal('needs_strategy'),
  Type.Literal('nobody_reachable'),
  Type.Literal('not_run'),
  Type.Literal('ran'),
  Type.Literal('needs_run'),
  Type.Literal('measuring'),
  Type.Literal('result_on'),
  Type.Literal('measured'),
])

/** GET /checklist: the road from nothing to a measured effect, in the order it is walked. */
export const ChecklistItem = Type.Object({
  step: ChecklistStep,
  state: Type.Union([Type.Literal('done'), Type.Literal('open'), Type.Literal('blocked'), Type.Literal('waiting')], {
    description: 'blocked: something stands in the way; waiting: nothing to do but wait',
  }),
  detail: ChecklistDetail,
  /** Counts, and the time of the next result. */
  params: Type.Record(Type.String(), Type.Union([Type.Integer(), Instant])),
  link: Type.String({ description: "The console's page where it is done" }),
})
export type ChecklistItem = Static<typeof ChecklistItem>
export const Checklist = Type.Object({ items: Type.Array(ChecklistItem) })
export type Checklist = Static<typeof Checklist>
