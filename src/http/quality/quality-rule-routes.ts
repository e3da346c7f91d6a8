import Type from 'typebox'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { QUALITY_FIELDS } from '#quality/rules/quality-fields.ts'
import type { QualityFlagStore } from '#quality/rules/quality-flags.ts'
import type { QualityRuleKeeper } from '#quality/rules/quality-rule-keeper.ts'
import { DEFAULT_QUALITY_RULES, type QualityRules as Rules } from '#quality/rules/quality-rules.ts'
import type { FakeSignUpStore } from '#quality/sign-ups/fake-sign-ups.ts'
import type { QualityService } from '#quality/rules/quality-service.ts'
import type { AppOptions } from '../app-options.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import { Job } from '../collect/data-schemas.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { PageQuery } from '../shared-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { FlaggedPage, QualityRuleChange, QualityRuleState, QualityRuleTrial, QualitySurvey } from './quality-rule-schemas.ts'

interface QualityRuleParts extends JobParts {
  readonly access: JobParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly qualityRules: Pick<QualityRuleKeeper, 'follow' | 'version' | 'rules' | 'versions' | 'save' | 'look'>
  readonly qualityFlags: Pick<QualityFlagStore, 'list' | 'counts'>
  readonly fakeSignUps: Pick<FakeSignUpStore, 'leftOut'>
  readonly quality: Pick<QualityService, 'preview' | 'letGo'>
}

const COUNTED_MS = 30 * DAY_MS

/** The rules of quality: what holds, what others would find, and the records that they mark. */
export function registerQualityRules(app: TypedApp, parts: QualityRuleParts, options: AppOptions): void {
  const { qualityRules, qualityFlags, fakeSignUps, quality, access, clock } = parts
  const state = async () => {
    const since = new Date(clock.now().getTime() - COUNTED_MS)
    const [versions, names, look, arrived, leftOut] = await Promise.all([
      qualityRules.versions(),
      actorNames(access),
      qualityRules.look(),
      qualityFlags.counts(since),
      fakeSignUps.leftOut(),
    ])
    return {
      version: qualityRules.version,
      rules: qualityRules.rules,
      defaults: DEFAULT_QUALITY_RULES,
      versions: versions.map(({ version, author, note, createdAt }) => ({
        version,
        author: names.get(author) ?? author,
        note,
        savedAt: createdAt,
      })),
      fields: Object.fromEntries(
        Object.entries(QUALITY_FIELDS).map(([scope, fields]) => [
          scope,
          fields.map(({ name, type, arrives, stored }) => ({ name, type, arrives, stored })),
        ]),
      ),
      look: look === null ? null : { ...look.survey, version: look.version, lookedAt: look.lookedAt },
      leftOut,
      arrived,
    }
  }

  app.get(
    '/quality/rules',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'The rules of quality that hold, those that the product comes with, what they found, and the saved versions',
        response: { 200: QualityRuleState },
      },
    },
    async () => {
      await qualityRules.follow()
      return await state()
    },
  )

  app.post(
    '/quality/rules/preview',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'What rules would find in what is stored, with masked examples; saves nothing',
        body: QualityRuleTrial,
        response: { 200: QualitySurvey },
      },
    },
    async (request) => await quality.preview(request.body.rules as Rules),
  )

  app.put(
    '/quality/rules',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['data'],
        summary: 'Save rules of quality as a new version; they hold for records from now on',
        body: QualityRuleChange,
        response: { 200: QualityRuleState },
      },
    },
    async (request) => {
      const { base, note = '', rules } = request.body
      const actor = actorLabel(actorOf(request))
      const { version } = await qualityRules.save(rules as Rules, { base, note, author: actor })
      await quality.letGo()
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'quality-rules-saved',
        target: 'setting:quality-rules',
        detail: { version, before: base },
      })
      return await state()
    },
  )

  app.post(
    '/quality/look',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['data'],
        summary: 'Go through what is stored by the rules now, as every night; outlier limits are taken anew',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'look-over-quality', {})
    },
  )

  app.get(
    '/quality/flags',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Records that are stored and marked by a rule, newest first; values masked',
        querystring: Type.Intersect([PageQuery, Type.Object({ ruleId: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })) })]),
        response: { 200: FlaggedPage },
      },
    },
    async (request) => {
      const { cursor, limit, ruleId } = request.query
      return pageAnswer(await qualityFlags.list(ruleId === undefined ? {} : { ruleId }, pageRequest({ cursor, limit })))
    },
  )
}
