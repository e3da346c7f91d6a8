import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { seesEveryone } from '#access/scope.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import { COMPLETENESS_TARGET } from '#segment/portraits/portrait-plan.ts'
import type { PortraitService } from '#segment/portraits/portrait-service.ts'
import { PORTRAIT_STARTERS } from '#segment/portraits/portrait-starters.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { CustomerCompleteness, PortraitCompleteness, PortraitPlanChange, PortraitPlanState } from './portrait-schemas.ts'

interface PortraitParts extends JobParts {
  readonly access: JobParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly segments: Pick<SegmentService, 'language'>
  readonly portraits: Pick<PortraitService, 'plan' | 'versions' | 'save' | 'of' | 'figures' | 'days'>
}

const NONE = { customers: 0, points: 0, required: 0, reached: 0 }

/** What a portrait must have, and how complete portraits are. */
export function registerPortraits(app: TypedApp, parts: PortraitParts, options: AppOptions): void {
  const { portraits, segments, access, clock } = parts
  const rateLimit = options.limits.heavyPerMinute

  const state = async (): Promise<Answer<typeof PortraitPlanState>> => {
    const [plan, versions, names, { catalogue }] = await Promise.all([
      portraits.plan(),
      portraits.versions(),
      actorNames(access),
      segments.language(),
    ])
    return {
      version: plan.version,
      parts: plan.parts.map(({ condition, ...part }) => {
        const problem = plan.broken.get(part.name) ?? null
        const where = printCondition(condition)
        return { ...part, where, sentence: problem === null ? describeCondition(condition, catalogue) : { zh: where, en: where }, problem }
      }),
      starters: PORTRAIT_STARTERS.map((starter) => ({ ...starter, parts: [...starter.parts] })),
      versions: versions.map(({ version, author, note, createdAt, parts: saved }) => ({
        version,
        author: names.get(author) ?? author,
        note,
        savedAt: createdAt,
        parts: saved.length,
      })),
    }
  }

  app.get(
    '/portraits/plan',
    {
      config: { permission: 'segments:read' },
      schema: {
        tags: ['portraits'],
        summary: 'What a portrait must have, with weights; sets to begin with, by trade',
        response: { 200: PortraitPlanState },
      },
    },
    async () => await state(),
  )

  app.put(
    '/portraits/plan',
    {
      config: { permission: 'segments:write', rateLimit },
      schema: {
        tags: ['portraits'],
        summary: 'Save what a portrait must have as a new version; all portraits are measured by it at once',
        body: PortraitPlanChange,
        response: { 200: PortraitPlanState },
      },
    },
    async (request) => {
      const { base, note = '', parts: given } = request.body
      const author = actorLabel(actorOf(request))
      const { version } = await portraits.save(given, { base, note, author })
      await access.audit.append({
        at: clock.now(),
        actor: author,
        action: 'portrait-plan-saved',
        target: 'setting:portrait-plan',
        detail: { version, before: base },
      })
      return await state()
    },
  )

  app.post(
    '/portraits/refresh',
    {
      config: { permission: 'segments:write', rateLimit },
      schema: {
        tags: ['portraits'],
        summary: 'Work out the completeness of all portraits now, and provisional portraits of new customers',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'refresh-portraits', {})
    },
  )

  app.get(
    '/portraits/completeness',
    {
      config: { permission: 'segments:read', reach: 'scope' },
      schema: {
        tags: ['portraits'],
        summary: 'How complete portraits are, with what is missing, by tier, class and segment, and by day',
        response: { 200: PortraitCompleteness },
      },
    },
    async (request) => {
      const scope = scopeOf(request)
      const [{ plan, figures }, days, { segments: named }] = await Promise.all([
        portraits.figures(scope),
        seesEveryone(scope) ? portraits.days() : [],
        segments.language(),
      ])
      const names = new Map(named.map(({ id, name }) => [id, name]))
      const [all = NONE, ...groups] = figures?.groups ?? []
      const { customers, points, required, reached } = all
      return {
        asOf: figures?.asOf ?? null,
        version: figures?.version ?? null,
        target: COMPLETENESS_TARGET,
        score: required === 0 ? null : points / required,
        customers,
        points,
        required,
        reached,
        parts: plan.parts
          .filter(({ name }) => !plan.broken.has(name))
          .map(({ condition, ...part }) => ({ ...part, where: printCondition(condition), missing: figures?.missing.get(part.name) ?? 0 })),
        groups: groups.map((group) => ({ ...group, kind: group.kind as 'tier', name: names.get(group.value) ?? '' })),
        days: [...days],
      }
    },
  )

  app.get(
    '/customers/:id/completeness',
    {
      config: { permission: 'segments:read', alsoNeeds: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'How complete the portrait of a customer is now, what is missing and how to get it',
        params: IdParams,
        response: { 200: CustomerCompleteness },
      },
    },
    async (request) => {
      const { score, version, parts: found } = await portraits.of(scopeOf(request), request.params.id)
      return {
        score,
        target: COMPLETENESS_TARGET,
        version,
        parts: found.map(({ part: { name, label, weight, way }, isThere }) => ({ name, label, weight, way, isThere })),
      }
    },
  )
}
