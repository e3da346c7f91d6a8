import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import type { Project } from '#access/project-settings.ts'
import type { Clock } from '#kernel/clock.ts'
import { checkTierScheme } from '#segment/check-tier-scheme.ts'
import type { ProfileKeeper } from '#segment/profile-keeper.ts'
import type { ProfileStore } from '#segment/profile-service.ts'
import type { TierSchemeKeeper } from '#segment/tier-scheme-keeper.ts'
import { DEFAULT_TIER_SCHEME } from '#segment/tier-scheme.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import type { TypedApp } from '../typed-app.ts'
import { previewAnswer } from './tier-scheme-answers.ts'
import { TierSchemeChange, TierSchemePreview, TierSchemeState, TierSchemeTrial } from './tier-scheme-schemas.ts'

interface TierSchemeParts {
  readonly access: Pick<Access, 'users' | 'apiKeys' | 'audit'>
  readonly clock: Clock
  readonly project: Pick<Project, 'currency'>
  readonly tierSchemes: Pick<TierSchemeKeeper, 'current' | 'versions' | 'save'>
  readonly profileStore: Pick<ProfileStore, 'preview'>
  readonly profileKeeper: Pick<ProfileKeeper, 'noteChange'>
}

/** The scheme of RFM, value classes and tiers: what holds, what another would make of the customers, and saving it. */
export function registerTierScheme(app: TypedApp, parts: TierSchemeParts, options: AppOptions): void {
  const { access, clock, project, tierSchemes, profileStore, profileKeeper } = parts
  const state = async (): Promise<TierSchemeState> => {
    const [current, versions, names] = await Promise.all([tierSchemes.current(), tierSchemes.versions(), actorNames(access)])
    return {
      version: current.version,
      scheme: current.scheme,
      defaults: DEFAULT_TIER_SCHEME,
      versions: versions.map(({ version, scheme, author, note, createdAt }) => ({
        version,
        scheme,
        author: names.get(author) ?? author,
        note,
        savedAt: createdAt.toISOString(),
      })),
    }
  }

  app.get(
    '/tiers/scheme',
    {
      config: { permission: 'segments:read' },
      schema: {
        tags: ['segments'],
        summary:
          'The scheme of RFM, value classes and lifecycle tiers that holds, the one that the product comes with, and the saved versions',
        response: { 200: TierSchemeState },
      },
    },
    async () => await state(),
  )

  app.post(
    '/tiers/scheme/preview',
    {
      config: { permission: 'churn:train', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['segments'],
        summary: 'What a scheme would make of the customers as of now, and who would move; saves nothing',
        body: TierSchemeTrial,
        response: { 200: TierSchemePreview },
      },
    },
    async (request) => {
      const scheme = checkTierScheme(request.body.scheme)
      const asOf = clock.now()
      return previewAnswer(scheme, asOf, await profileStore.preview(asOf, scheme), project.currency)
    },
  )

  app.put(
    '/tiers/scheme',
    {
      config: { permission: 'churn:train' },
      schema: {
        tags: ['segments'],
        summary: 'Save a scheme as a new version; it holds from the next run of profiles on, within the hour',
        body: TierSchemeChange,
        response: { 200: TierSchemeState },
      },
    },
    async (request) => {
      const { base, note = '', scheme } = request.body
      const actor = actorLabel(actorOf(request))
      const { version } = await tierSchemes.save(scheme, { base, note, author: actor })
      await profileKeeper.noteChange()
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'tier-scheme-saved',
        target: 'setting:tier-scheme',
        detail: { version, before: base },
      })
      return await state()
    },
  )
}
