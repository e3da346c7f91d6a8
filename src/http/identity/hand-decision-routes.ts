import type { Access } from '#access/access.ts'
import { type Actor, actorLabel } from '#access/actor.ts'
import { type Scope, seesEveryone } from '#access/scope.ts'
import type { HandDecisions } from '#identity/hand/hand-decisions.ts'
import type { AppOptions } from '../app-options.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { readWish } from './read-wish.ts'
import { IdParams } from '../id-params.ts'
import { sendProblem } from '../problem-handler.ts'
import { problemOf } from '../problem.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdentityChanged, IdentityDecided, IdentityDecision, IdentityGraph, IdentityPreview, IdentityWish } from './identity-schemas.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'

interface HandDecisionParts extends AuditParts {
  readonly access: AuditParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  /** Null when there is no such customer in the scope. */
  readonly reads: { identity(scope: Scope, id: string): Promise<StoredGraph | null> }
  readonly handDecisions: HandDecisions
}

type StoredGraph = Omit<IdentityGraph, 'edges'> & { readonly edges: Omit<IdentityGraph['edges'][number], 'reasonWithheld'>[] }

const ACTIONS = { bind: 'identity-bound', unbind: 'identity-unbound', unmerge: 'customers-separated' } as const

/**
 * Who is whom, and decisions of people about it. Those are closed to accounts that see a part of the customers: an identifier may be that of somebody they do not see, and histories move
 * between customers.
 */
export function registerHandDecisions(
  app: TypedApp,
  { handDecisions, reads, access, clock }: HandDecisionParts,
  options: AppOptions,
): void {
  app.get(
    '/customers/:id/identity',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['identity'],
        summary: 'What makes up a customer: records, identifiers, devices and the log of what joined or parted them; masked',
        params: IdParams,
        response: { 200: IdentityGraph },
      },
    },
    async (request) => {
      const { id } = request.params
      const [graph, names] = await Promise.all([reads.identity(scopeOf(request), id), actorNames(access)])
      if (graph === null) unknownCustomer()
      const isReader = readsReasons(actorOf(request))
      return {
        ...graph,
        edges: graph.edges.map((edge) => {
          const reasonWithheld = edge.source === 'staff' && edge.reason !== '' && !isReader
          return { ...edge, reason: reasonWithheld ? '' : edge.reason, reasonWithheld, actor: names.get(edge.actor) ?? edge.actor }
        }),
      }
    },
  )

  app.post(
    '/customers/:id/identity/preview',
    {
      config: { permission: 'data:import', alsoNeeds: 'customers:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['identity'],
        summary: 'What binding or unbinding an identifier or another customer, or an un-merge, would move; changes nothing',
        params: IdParams,
        body: IdentityWish,
        response: { 200: IdentityPreview },
      },
    },
    async (request) => await handDecisions.preview(request.params.id, readWish(request.body)),
  )

  app.post(
    '/customers/:id/identity/decisions',
    {
      config: { permission: 'data:import', alsoNeeds: 'customers:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['identity'],
        summary: 'Bind, unbind or un-merge as it was previewed; wins over the rules and can be taken back',
        params: IdParams,
        body: IdentityDecision,
        response: { 200: IdentityDecided, 409: IdentityChanged },
      },
    },
    async (request, reply) => {
      const { wish, state, confirmed = false, reason } = request.body
      const { id } = request.params
      const actor = actorLabel(actorOf(request))
      let decided
      try {
        decided = await handDecisions.decide(id, readWish(wish), { state, confirmed, reason, actor })
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'identity-changed') throw error
        return sendProblem(reply, problemOf(error), { preview: await handDecisions.preview(id, readWish(wish)) })
      }
      await access.audit.append({
        at: clock.now(),
        actor,
        action: ACTIONS[wish.act],
        target: `customer:${decided.customerId}`,
        detail: { other: decided.otherId, confirmed, reason, ...(wish.kind === undefined ? {} : { kind: wish.kind }) },
      })
      return decided
    },
  )
}

/** What colleagues wrote about a decision may be about anybody: for those who decide themselves, or read the audit log, for the whole shop. */
function readsReasons({ scope, permissions }: Actor): boolean {
  return seesEveryone(scope) && (permissions.has('audit:read') || permissions.has('data:import'))
}
