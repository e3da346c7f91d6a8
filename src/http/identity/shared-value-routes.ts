import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { SharedValueService } from '#identity/shared/shared-values.ts'
import type { AppOptions } from '../app-options.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { SharedValueDecision, SharedValueParams, SharedValueQuery, SharedValues } from './shared-value-schemas.ts'

interface SharedValueRouteParts extends AuditParts {
  readonly access: AuditParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly sharedValues: Pick<SharedValueService, 'list' | 'settle'>
}

/** Orders that name only a value that several customers share: of the whole shop, so closed to accounts that see a part of it. */
export function registerSharedValues(app: TypedApp, { sharedValues, access, clock }: SharedValueRouteParts, options: AppOptions): void {
  const list = async (limit: number) => {
    const [{ items, open, complete }, names] = await Promise.all([sharedValues.list(limit), actorNames(access)])
    return {
      open,
      complete,
      items: items.map(({ claimants, amounts, settled, ...one }) => ({
        ...one,
        claimants: [...claimants],
        amounts: [...amounts],
        lastAt: one.lastAt?.toISOString() ?? null,
        settled: settled === null ? null : { ...settled, actor: names.get(settled.actor) ?? settled.actor, at: settled.at.toISOString() },
      })),
    }
  }

  app.get(
    '/identity/shared-values',
    {
      config: { permission: 'data:import', alsoNeeds: 'customers:read' },
      schema: {
        tags: ['identity'],
        summary: 'Values that several customers share, with the orders that name nothing else and whose they are; masked',
        querystring: SharedValueQuery,
        response: { 200: SharedValues },
      },
    },
    async (request) => await list(request.query.limit ?? 50),
  )

  app.post(
    '/identity/shared-values/:id',
    {
      config: { permission: 'data:import', alsoNeeds: 'customers:read', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['identity'],
        summary: 'Say whose the orders are that name only a shared value: those there are and those to come',
        params: SharedValueParams,
        body: SharedValueDecision,
        response: { 200: SharedValues },
      },
    },
    async (request) => {
      const { id } = request.params
      const { customerId, reason } = request.body
      const actor = actorLabel(actorOf(request))
      const { kind } = await sharedValues.settle(id, { customerId, reason, actor })
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'shared-value-settled',
        target: customerId === null ? `shared-value:${id}` : `customer:${customerId}`,
        detail: { value: id, kind, reason },
      })
      return await list(50)
    },
  )
}
