import { actorLabel } from '#access/actor.ts'
import type { ProposalService } from '#identity/proposals/proposal-service.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf } from '../access/authenticate.ts'
import { Job } from '../collect/data-schemas.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdentityProposals, ProposalDecided, ProposalParams, ProposalQuery, ProposalVerdict } from './proposal-schemas.ts'

interface ProposalParts extends JobParts {
  readonly proposals: Pick<ProposalService, 'list' | 'decide'>
}

/** Pairs of customers that may be one person, for people to decide. */
export function registerProposals(app: TypedApp, parts: ProposalParts, options: AppOptions): void {
  const { proposals, access, clock } = parts
  app.get(
    '/identity/proposals',
    {
      config: { permission: 'customers:read' },
      schema: {
        tags: ['identity'],
        summary: 'Pairs of customers that are likely one person, with what speaks for it; masked',
        querystring: ProposalQuery,
        response: { 200: IdentityProposals },
      },
    },
    async (request) => {
      const { items, counts, lastSearch } = await proposals.list(request.query.limit ?? 50)
      return {
        counts,
        lastSearch,
        items: items.map(({ a, b, evidence, ...one }) => ({
          ...one,
          a: { ...a, identifiers: [...a.identifiers] },
          b: { ...b, identifiers: [...b.identifiers] },
          evidence: [...evidence],
        })),
      }
    },
  )

  app.post(
    '/identity/proposals/search',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['identity'],
        summary: 'Look for customers that are likely one person; merges nobody',
        headers: IdempotencyHeaders,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      reply.code(202)
      return await startJob(parts, request, 'find-duplicates', {})
    },
  )

  app.post(
    '/identity/proposals/:id',
    {
      config: { permission: 'data:import', alsoNeeds: 'customers:read' },
      schema: {
        tags: ['identity'],
        summary: 'Accept (binds the two by hand), reject (never proposed again) or skip a proposal',
        params: ProposalParams,
        body: ProposalVerdict,
        response: { 200: ProposalDecided },
      },
    },
    async (request) => {
      const { verdict, confirmed = false } = request.body
      const { id } = request.params
      const actor = actorLabel(actorOf(request))
      const outcome = await proposals.decide(id, verdict, { actor, confirmed })
      if (verdict !== 'skip') {
        await access.audit.append({
          at: clock.now(),
          actor,
          action: verdict === 'accept' ? 'identity-bound' : 'identity-proposal-rejected',
          target: outcome === null ? `proposal:${id}` : `customer:${outcome.customerId}`,
          detail: { proposal: id, confirmed, ...(outcome === null ? {} : { other: outcome.otherId }) },
        })
      }
      return { customerId: outcome?.customerId ?? null, counts: (await proposals.list(1)).counts }
    },
  )
}
