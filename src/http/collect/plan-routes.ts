import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import { learnPlan, NO_PLAN } from '#collect/plan/learn-plan.ts'
import type { PlanKeeper } from '#collect/plan/plan-keeper.ts'
import { PLAN_LIBRARY, templatePlan } from '#collect/plan/plan-library.ts'
import { type PlanPreview as Preview, previewPlan, type StoredSample } from '#collect/plan/preview-plan.ts'
import type { ReplayedMessages } from '#collect/plan/replay-refused.ts'
import { ALL_SOURCES, type TrackingPlan as Plan } from '#collect/plan/tracking-plan.ts'
import type { SeenEvent } from '#collect/plan/learn-plan.ts'
import type { ToUtc } from '#collect/tracking/read-instant.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { QualityRuleKeeper } from '#quality/rules/quality-rule-keeper.ts'
import type { AppOptions } from '../app-options.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Static } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  DaysQuery,
  PlanChange,
  PlanLibrary,
  PlanList,
  PlanPreview,
  PlanProposal,
  PlanScope,
  PlanState,
  PlanTrial,
  PlanVersion,
  PlanVersionParams,
  ReplayHeldAnswer,
  ReplayHeldBody,
  ViolationExample,
  ViolationList,
  ViolationQuery,
} from './plan-schemas.ts'

type Violation = Static<typeof ViolationList>['items'][number]

/** Messages of one source, or of all but those that have a plan of their own. */
interface Whose {
  readonly source: string | null
  readonly except: readonly string[]
}

interface PlanParts extends AuditParts {
  readonly access: AuditParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly trackingPlans: Pick<PlanKeeper, 'follow' | 'plans' | 'newest' | 'versions' | 'version' | 'save'>
  readonly qualityRules: Pick<QualityRuleKeeper, 'follow'>
  readonly planHistory: {
    seen(whose: Whose, since: Date): Promise<{ readonly total: number; readonly looked: number; readonly events: readonly SeenEvent[] }>
    samples(whose: Whose, since: Date): Promise<readonly StoredSample[]>
  }
  readonly planViolations: {
    list(filter: {
      readonly source?: string
      readonly kind?: Violation['kind']
      readonly from: string
      readonly limit: number
    }): Promise<Violation[]>
    /** Undefined when there is no such line. */
    example(id: string): Promise<unknown>
  }
  readonly replayHeld: (
    wish: { readonly sourceId: string | null; readonly cursor: string | null },
    by: { readonly actor: string; readonly now: Date },
  ) => Promise<ReplayedMessages>
  readonly planClock: () => ToUtc
  readonly sourceCatalogue: { list(): Promise<readonly { readonly id: string; readonly name: string }[]> }
}

/** Shares and counts are of so many days where nobody says otherwise. */
const DAYS = 7
const SHOWN = 200
/** A plan that would hold more than this share of what came, of at least so many events, is asked about before it is saved. */
const MUCH = { share: 0.2, events: 20 }

/** What each source is expected to send, and what comes that is not. */
export function registerTrackingPlans(
  app: TypedApp,
  { trackingPlans, qualityRules, planHistory, planViolations, replayHeld, planClock, sourceCatalogue, access, clock }: PlanParts,
  options: AppOptions,
): void {
  const since = (days = DAYS): Date => new Date(clock.now().getTime() - days * DAY_MS)
  const sourceOf = (scope: string): string | null => (scope === ALL_SOURCES ? null : scope)
  /** Whose messages are held against the plan of a scope. */
  const whose = (scope: string): Whose => ({
    source: sourceOf(scope),
    except: scope === ALL_SOURCES ? trackingPlans.plans.map((one) => one.scope).filter((one) => one !== ALL_SOURCES) : [],
  })
  const check = async (scope: string): Promise<void> => {
    if (scope !== ALL_SOURCES && !(await sourceCatalogue.list()).some(({ id }) => id === scope)) {
      throw new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
    }
  }
  const preview = async (scope: string, plan: Plan, days?: number): Promise<Preview> =>
    previewPlan(plan, await planHistory.samples(whose(scope), since(days)), planClock())
  const state = async (scope: string) => {
    const [versions, names] = await Promise.all([trackingPlans.versions(scope), actorNames(access)])
    const newest = trackingPlans.newest(scope)
    return {
      scope,
      version: newest?.version ?? 0,
      plan: newest?.plan ?? null,
      inherits: scope !== ALL_SOURCES && (newest?.plan ?? null) === null,
      versions: versions.map(({ version, author, note, createdAt }) => ({
        version,
        note,
        author: names.get(author) ?? author,
        savedAt: createdAt,
      })),
    }
  }

  app.get(
    '/tracking-plans',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'Tracking plans: that of all sources, and those of single ones', response: { 200: PlanList } },
    },
    async () => {
      await trackingPlans.follow()
      const [sources, names] = await Promise.all([sourceCatalogue.list(), actorNames(access)])
      const nameOf = new Map(sources.map(({ id, name }) => [id, name]))
      return {
        items: trackingPlans.plans.map(({ scope, version, plan, author, note, createdAt }) => ({
          scope,
          sourceName: nameOf.get(scope) ?? '',
          events: plan?.events.length ?? 0,
          version,
          author: names.get(author) ?? author,
          note,
          savedAt: createdAt,
        })),
      }
    },
  )

  app.get(
    '/tracking-plans/library',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'Ready-made parts of tracking plans, by kind of business', response: { 200: PlanLibrary } },
    },
    () => ({
      items: PLAN_LIBRARY.map((template) => ({
        name: template.name,
        title: template.title,
        plans: { zh: templatePlan(template, 'zh'), en: templatePlan(template, 'en') },
      })),
    }),
  )

  app.get(
    '/tracking-plans/violations',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'What came that is not as planned, by source, event and property, the most frequent first',
        querystring: ViolationQuery,
        response: { 200: ViolationList },
      },
    },
    async (request) => {
      const { days, limit = SHOWN, source, kind } = request.query
      const from = since(days === undefined ? DAYS - 1 : days - 1)
        .toISOString()
        .slice(0, 10)
      const items = await planViolations.list({
        from,
        limit,
        ...(source === undefined ? {} : { source }),
        ...(kind === undefined ? {} : { kind }),
      })
      return { items }
    },
  )

  app.get(
    '/tracking-plans/violations/:id',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'A message that is not as planned, as it came, masked',
        params: IdParams,
        response: { 200: ViolationExample },
      },
    },
    async (request, reply) => {
      const example = await planViolations.example(request.params.id)
      if (example === undefined) throw new AppError('not-found', 'violation-not-found', 'There is no such line: reload the list.')
      reply.header('cache-control', 'no-store')
      return { example }
    },
  )

  app.get(
    '/tracking-plans/:scope',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'The tracking plan of all sources, or of one, with its saved versions',
        params: PlanScope,
        response: { 200: PlanState },
      },
    },
    async (request) => {
      const { scope } = request.params
      await check(scope)
      await trackingPlans.follow()
      return await state(scope)
    },
  )

  app.get(
    '/tracking-plans/:scope/versions/:version',
    {
      config: { permission: 'data:read' },
      schema: { tags: ['data'], summary: 'A saved version of a tracking plan', params: PlanVersionParams, response: { 200: PlanVersion } },
    },
    async (request) => {
      const found = await trackingPlans.version(request.params.scope, request.params.version)
      const { scope, version, plan, author, note, createdAt } = found
      return { scope, version, plan, note, author: (await actorNames(access)).get(author) ?? author, savedAt: createdAt }
    },
  )

  app.get(
    '/tracking-plans/:scope/proposal',
    {
      config: { permission: 'data:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'The plan with everything added that came in the last days, and how often each came; saves nothing',
        params: PlanScope,
        querystring: DaysQuery,
        response: { 200: PlanProposal },
      },
    },
    async (request) => {
      const { scope } = request.params
      await check(scope)
      await trackingPlans.follow()
      const { total, looked, events } = await planHistory.seen(whose(scope), since(request.query.days))
      return { total, looked, plan: learnPlan(events, trackingPlans.newest(scope)?.plan ?? NO_PLAN), seen: events }
    },
  )

  app.post(
    '/tracking-plans/:scope/preview',
    {
      config: { permission: 'data:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'What a plan would have said of the newest stored events; saves nothing',
        params: PlanScope,
        body: PlanTrial,
        response: { 200: PlanPreview },
      },
    },
    async (request) => {
      const { scope } = request.params
      await check(scope)
      return await preview(scope, request.body.plan, request.body.days)
    },
  )

  app.put(
    '/tracking-plans/:scope',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Save a tracking plan as a new version; it holds for messages from now on; null takes it away',
        params: PlanScope,
        body: PlanChange,
        response: { 200: PlanState },
      },
    },
    async (request) => {
      const { scope } = request.params
      const { base, note = '', plan, sure = false } = request.body
      await check(scope)
      if (plan !== null && !sure) refuseMuch(await preview(scope, plan))
      const actor = actorLabel(actorOf(request))
      const { version } = await trackingPlans.save(scope, plan, { base, note, author: actor })
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'tracking-plan-saved',
        target: `tracking-plan:${scope}`,
        detail: { version, before: base, events: plan?.events.length ?? 0 },
      })
      return await state(scope)
    },
  )

  app.post(
    '/tracking-plans/:scope/replay',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary:
          'Hold messages that a plan or a quality rule kept out against those of today; what may come in is put back. Ask again with nextCursor',
        params: PlanScope,
        body: ReplayHeldBody,
        response: { 200: ReplayHeldAnswer },
      },
    },
    async (request) => {
      const { scope } = request.params
      await check(scope)
      await Promise.all([trackingPlans.follow(), qualityRules.follow()])
      const [actor, now] = [actorLabel(actorOf(request)), clock.now()]
      const answer = await replayHeld({ sourceId: sourceOf(scope), cursor: request.body.cursor ?? null }, { actor, now })
      if (answer.putBack > 0) {
        await access.audit.append({
          at: now,
          actor,
          action: 'held-messages-replayed',
          target: `tracking-plan:${scope}`,
          detail: { tried: answer.tried, putBack: answer.putBack },
        })
      }
      return answer
    },
  )
}

/** @throws AppError conflict `tracking-plan-holds-much` */
function refuseMuch({ events, quarantined }: Preview): void {
  if (quarantined < MUCH.events || quarantined <= events * MUCH.share) return
  throw new AppError(
    'conflict',
    'tracking-plan-holds-much',
    `The plan would hold ${quarantined} of the last ${events} events in quarantine: preview it, or save it with "sure": true.`,
    { details: { quarantined, events } },
  )
}
