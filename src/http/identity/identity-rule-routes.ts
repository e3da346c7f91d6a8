import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { IdentityRuleKeeper, RulesInput } from '#identity/identity-rule-keeper.ts'
import { type IdentityHistory, previewRules } from '#identity/preview-rules.ts'
import type { AppOptions } from '../app-options.ts'
import { DEFAULT_RULES, ruleBook } from '#identity/identity-rules.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdentityRuleChange, IdentityRulePreview, IdentityRuleState, IdentityRuleTrial } from './identity-schemas.ts'

interface IdentityRuleParts extends AuditParts {
  readonly access: AuditParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly identityRules: Pick<IdentityRuleKeeper, 'follow' | 'version' | 'book' | 'versions' | 'read' | 'save'>
  readonly identityHistory: IdentityHistory
}

/** What makes records one person: kinds of identifiers with their limits, blocked values, versions. */
export function registerIdentityRules(
  app: TypedApp,
  { identityRules, identityHistory, access, clock }: IdentityRuleParts,
  options: AppOptions,
): void {
  const state = async () => {
    const [versions, names] = await Promise.all([identityRules.versions(), actorNames(access)])
    return {
      version: identityRules.version,
      rules: identityRules.book.rules,
      defaults: DEFAULT_RULES,
      versions: versions.map(({ version, author, note, createdAt }) => ({
        version,
        author: names.get(author) ?? author,
        note,
        savedAt: createdAt,
      })),
    }
  }

  app.get(
    '/identity/rules',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['identity'],
        summary: 'The identity rules that hold, those that the product comes with, and the saved versions',
        response: { 200: IdentityRuleState },
      },
    },
    async () => {
      await identityRules.follow()
      return await state()
    },
  )

  app.post(
    '/identity/rules/preview',
    {
      config: { permission: 'settings:manage', alsoNeeds: 'customers:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['identity'],
        summary: 'What other rules would make of the records so far: who would merge and who would split; saves nothing',
        body: IdentityRuleTrial,
        response: { 200: IdentityRulePreview },
      },
    },
    async (request) => {
      await identityRules.follow()
      return await previewRules(identityHistory, identityRules.book, ruleBook(identityRules.read(request.body.rules as RulesInput)))
    },
  )

  app.put(
    '/identity/rules',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['identity'],
        summary: 'Save identity rules as a new version; they hold for records from now on',
        body: IdentityRuleChange,
        response: { 200: IdentityRuleState },
      },
    },
    async (request) => {
      const { base, note = '', rules } = request.body
      const actor = actorLabel(actorOf(request))
      const { version } = await identityRules.save(rules as RulesInput, { base, note, author: actor })
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'identity-rules-saved',
        target: 'setting:identity-rules',
        detail: { version, before: base },
      })
      return await state()
    },
  )
}
