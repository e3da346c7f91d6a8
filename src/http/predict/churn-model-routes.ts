import type { Scope } from '#access/scope.ts'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { ChurnService } from '#predict/churn/churn-service.ts'
import { CHURN_PACKS } from '#predict/churn/definition/churn-packs.ts'
import type { RiskTierSettings as TierSettings } from '#predict/churn/tiers/risk-tier-settings.ts'
import type { RiskTierScheme as TierScheme } from '#predict/churn/tiers/risk-tiers.ts'
import { readTierLimits } from '#predict/churn/tiers/tier-limits.ts'
import type { ChurnWatch } from '#predict/churn/watch/churn-watch.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { driftAnswer, modelCardAnswer, tierSettingsAnswer, versionAnswer } from './churn-answers.ts'
import { ChurnModelCard } from './churn-schemas.ts'
import {
  ChurnDefinitionBody,
  ChurnDefinitionCheck,
  ChurnDrift,
  ChurnFlow,
  ChurnPackList,
  ChurnVersionList,
  RiskTierScheme,
  RiskTierSettings,
  RiskValueMap,
  TierCounts,
  TierCountsQuery,
} from './churn-model-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

interface ChurnModelParts extends AuditParts {
  readonly churn: Pick<ChurnService, 'check' | 'versions' | 'promote'>
  readonly churnWatch: Pick<ChurnWatch, 'report'>
  readonly riskTiers: Pick<TierSettings, 'current' | 'set'>
  readonly reads: {
    churnFlow(scope: Scope): Promise<ChurnFlow>
    tiersUnderLimits(scheme: TierScheme): Promise<TierCounts>
    riskValueMap(scope: Scope): Promise<RiskValueMap>
  }
}

/** How the churn model is set up, whether it still fits, and which tiers its scores fall into. */
export function registerChurnModel(app: TypedApp, { churn, churnWatch, riskTiers, reads, access, clock }: ChurnModelParts): void {
  const read = { permission: 'churn:read' } as const
  const change = { permission: 'churn:train' } as const

  app.get(
    '/churn/packs',
    {
      config: read,
      schema: { tags: ['churn'], summary: 'Definitions of churn that fit an industry', response: { 200: ChurnPackList } },
    },
    () => ({ items: CHURN_PACKS }),
  )

  app.get(
    '/churn/definition-check',
    {
      config: read,
      schema: {
        tags: ['churn'],
        summary: 'What a definition would find in the data, before anything is trained',
        querystring: ChurnDefinitionBody,
        response: { 200: ChurnDefinitionCheck },
      },
    },
    async (request) => await churn.check(request.query),
  )

  app.get(
    '/churn/versions',
    {
      config: read,
      schema: {
        tags: ['churn'],
        summary: 'Every model that was trained, and what became of it, newest first',
        response: { 200: ChurnVersionList },
      },
    },
    async () => ({ items: (await churn.versions()).map(versionAnswer) }),
  )

  app.post(
    '/churn/versions/:version/promote',
    {
      config: change,
      schema: {
        tags: ['churn'],
        summary: 'Make a version the model in use; the one before can be promoted back',
        params: Type.Object({ version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) }),
        response: { 200: ChurnModelCard },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const { version } = request.params
      const card = await churn.promote(version)
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'churn-model-promoted',
        target: `model:churn/${version}`,
        detail: { version, rung: card.rung },
      })
      return modelCardAnswer(card)
    },
  )

  app.get(
    '/churn/drift',
    {
      config: read,
      schema: {
        tags: ['churn'],
        summary: 'Whether customers still look as at training, how the scores turned out, and whether to train again',
        response: { 200: ChurnDrift },
      },
    },
    async () => driftAnswer(await churnWatch.report()),
  )

  app.get(
    '/churn/flow',
    {
      config: { ...read, reach: 'scope' },
      schema: { tags: ['churn'], summary: 'Tiers over the scorings, and who moved between the last two', response: { 200: ChurnFlow } },
    },
    async (request) => await reads.churnFlow(scopeOf(request)),
  )

  app.get(
    '/churn/value-map',
    {
      config: { ...read, reach: 'scope' },
      schema: { tags: ['churn'], summary: 'Customers by value and risk', response: { 200: RiskValueMap } },
    },
    async (request) => await reads.riskValueMap(scopeOf(request)),
  )

  app.get(
    '/churn/tiers',
    {
      config: { ...read, reach: 'scope' },
      schema: { tags: ['churn'], summary: 'The risk tiers in force, and presets', response: { 200: RiskTierSettings } },
    },
    async () => tierSettingsAnswer(await riskTiers.current()),
  )

  app.get(
    '/churn/tiers/counts',
    {
      config: read,
      schema: {
        tags: ['churn'],
        summary: 'How many customers of the newest scoring each tier would hold under other limits',
        querystring: TierCountsQuery,
        response: { 200: TierCounts },
      },
    },
    async (request) => await reads.tiersUnderLimits(readTierLimits(request.query.limits)),
  )

  app.put(
    '/churn/tiers',
    {
      config: change,
      schema: {
        tags: ['churn'],
        summary: 'Set the risk tiers; in force from the next scoring on',
        body: RiskTierScheme,
        response: { 200: RiskTierSettings },
      },
    },
    async (request) => {
      const { name, tiers } = request.body
      const settings = tierSettingsAnswer(await riskTiers.set(name, tiers))
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'risk-tiers-changed',
        target: 'setting:churn-risk-tiers',
        detail: { name: settings.current.name, tiers: settings.current.tiers },
      })
      return settings
    },
  )
}
