import { actorLabel } from '#access/actor.ts'
import type { HandDecisions } from '#identity/hand/hand-decisions.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf } from '../access/authenticate.ts'
import { readWish } from './read-wish.ts'
import { IdParams } from '../id-params.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdentityDecided, IdentityDecision, IdentityPreview, IdentityWish } from './identity-schemas.ts'

interface HandDecisionParts extends AuditParts {
  readonly handDecisions: HandDecisions
}

const ACTIONS = { bind: 'identity-bound', unbind: 'identity-unbound', unmerge: 'customers-separated' } as const

/**
 * Who is whom, decided by people. Closed to accounts that see a part of the customers: an identifier may be that of somebody they do not see, and histories move
 * between customers.
 */
export function registerHandDecisions(app: TypedApp, { handDecisions, access, clock }: HandDecisionParts, options: AppOptions): void {
  app.post(
    '/customers/:id/identity/preview',
    {
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
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
      config: { permission: 'data:import', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['identity'],
        summary: 'Bind, unbind or un-merge as it was previewed; wins over the rules and can be taken back',
        params: IdParams,
        body: IdentityDecision,
        response: { 200: IdentityDecided },
      },
    },
    async (request) => {
      const { wish, state, confirmed = false, reason } = request.body
      const actor = actorLabel(actorOf(request))
      const decided = await handDecisions.decide(request.params.id, readWish(wish), { state, confirmed, reason, actor })
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
