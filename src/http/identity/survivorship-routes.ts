import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Scope } from '#access/scope.ts'
import type { CustomerValue, SurvivorshipService } from '#identity/survivorship/survivorship-service.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { IdParams } from '../id-params.ts'
import { startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  CustomerValues,
  FactParams,
  SurvivorshipChange,
  SurvivorshipPreview,
  SurvivorshipSaved,
  SurvivorshipState,
  SurvivorshipTrial,
} from './survivorship-schemas.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'

interface SurvivorshipParts extends JobParts {
  readonly access: JobParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly survivorship: Pick<SurvivorshipService, 'state' | 'preview' | 'save'>
  readonly customerValues: {
    /** Null when there is no such customer in the scope. */
    of(scope: Scope, id: string): Promise<readonly CustomerValue[] | null>
  }
}

/** Which of several values of a field or attribute counts. */
export function registerSurvivorship(app: TypedApp, parts: SurvivorshipParts, options: AppOptions): void {
  const { survivorship, customerValues, access, clock } = parts
  const state = async (): Promise<SurvivorshipState> => {
    const [{ facts, sources, versions }, names] = await Promise.all([survivorship.state(), actorNames(access)])
    return {
      sources: [...sources],
      facts: facts.map((one) => ({
        ...one,
        sources: [...one.sources],
        version: versions.find(({ fact }) => fact === one.fact)?.version ?? 0,
      })),
      versions: versions.map(({ createdAt, author, ...one }) => ({
        ...one,
        sources: [...one.sources],
        author: names.get(author) ?? author,
        savedAt: createdAt.toISOString(),
      })),
    }
  }

  app.get(
    '/survivorship',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['identity'],
        summary: 'Which value counts where several are said of a customer: the rule of each field and attribute, and its history',
        response: { 200: SurvivorshipState },
      },
    },
    state,
  )

  app.post(
    '/survivorship/:fact/preview',
    {
      config: { permission: 'settings:manage', alsoNeeds: 'customers:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['identity'],
        summary: 'How many customers’ values a rule would change, with examples; saves nothing',
        params: FactParams,
        body: SurvivorshipTrial,
        response: { 200: SurvivorshipPreview },
      },
    },
    async (request) => {
      const { rule, sources = [] } = request.body
      const { examples, ...counts } = await survivorship.preview(request.params.fact, { rule, sources })
      return { ...counts, examples: [...examples] }
    },
  )

  app.put(
    '/survivorship/:fact',
    {
      config: { permission: 'settings:manage' },
      schema: {
        tags: ['identity'],
        summary: 'Save the rule of a field or attribute as a new version and bring all customers in line; no fact is rewritten',
        params: FactParams,
        body: SurvivorshipChange,
        response: { 200: SurvivorshipSaved },
      },
    },
    async (request) => {
      const { fact } = request.params
      const { base, note = '', rule, sources = [] } = request.body
      const actor = actorLabel(actorOf(request))
      const saved = await survivorship.save(fact, { rule, sources }, { base, note, author: actor })
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'survivorship-rule-saved',
        target: `fact:${fact}`,
        detail: { rule, sources: saved.sources, version: saved.version },
      })
      const job = await startJob(parts, request, 'settle-values', { fact })
      return { state: await state(), job }
    },
  )

  app.get(
    '/customers/:id/values',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Of each value of a customer where it comes from and what else was said; personal values are masked',
        params: IdParams,
        response: { 200: CustomerValues },
      },
    },
    async (request) => {
      const values = await customerValues.of(scopeOf(request), request.params.id)
      if (values === null) unknownCustomer()
      return { items: values.map(({ counts, others, ...one }) => ({ ...one, counts: shown(counts), others: others.map(shown) })) }
    },
  )
}

function shown({ first, last, ...word }: CustomerValue['counts']): CustomerValues['items'][number]['counts'] {
  return { ...word, first: first.toISOString(), last: last.toISOString() }
}
