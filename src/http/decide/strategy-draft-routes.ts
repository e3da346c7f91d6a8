import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Access } from '#access/access.ts'
import type { MessagePreviewer, PreviewFacts } from '#act/message-preview.ts'
import type { StrategyService } from '#decide/strategy-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/actor.ts'
import { actorOf, scopeOf, sessionOf } from '../access/authenticate.ts'
import { AudienceReach, MessagePreview, PreviewMessageBody, ReachBody } from './retain-schemas.ts'
import type { CustomerReads } from '../profile/customer-reads.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

interface DraftParts extends AuditParts {
  readonly strategies: Pick<StrategyService, 'reachOf' | 'define' | 'check'>
  readonly messages: Pick<MessagePreviewer, 'preview' | 'sendTest'>
  readonly reads: Pick<CustomerReads, 'customer'>
  readonly access: Pick<Access, 'audit' | 'users'>
}

/** What a strategy would do before it is stored: whom it reaches, and what its message says. */
export function registerStrategyDrafts(app: TypedApp, { strategies, messages, reads, access, clock }: DraftParts): void {
  app.post(
    '/strategies/reach',
    {
      config: { permission: 'strategies:read' },
      schema: { tags: ['strategies'], summary: 'How many customers an audience has', body: ReachBody, response: { 200: AudienceReach } },
    },
    async (request) => ({ reach: await strategies.reachOf(request.body) }),
  )

  app.post(
    '/strategies/preview',
    {
      config: { permission: 'strategies:read' },
      schema: {
        tags: ['strategies'],
        summary: 'The message as one customer would get it; names are masked without the permission to reveal',
        body: PreviewMessageBody,
        response: { 200: MessagePreview },
      },
    },
    async (request) => {
      const { customerId } = request.body
      const definition = await strategies.define(request.body.definition)
      const { facts, id, maskedName } = await factsOf(request, customerId)
      const actor = actorOf(request)
      const nameShown = actor.permissions.has('customers:reveal')
      strategies.check(definition)
      const shown = await messages.preview(definition, id, facts, nameShown ? null : maskedName)
      if (nameShown) {
        await access.audit.append({
          at: clock.now(),
          actor: actorLabel(actor),
          action: 'customer-revealed',
          target: `customer:${id}`,
          detail: { kind: 'name', reason: 'message preview' },
        })
      }
      return { ...shown, nameShown }
    },
  )

  app.post(
    '/strategies/test',
    {
      config: { permission: 'strategies:write' },
      schema: {
        tags: ['strategies'],
        summary: 'Send the message to yourself, with the facts of one customer; needs a login',
        body: PreviewMessageBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { customerId } = request.body
      const definition = await strategies.define(request.body.definition)
      if (actorOf(request).kind !== 'user')
        throw new AppError('forbidden', 'session-needed', 'Only a person who has logged in gets a test.')
      const { facts, id } = await factsOf(request, customerId)
      strategies.check(definition)
      const own = sessionOf(request).user.id
      const user = (await access.users.list()).find((each) => each.id === own)
      if (user === undefined) throw new AppError('not-found', 'user-not-found', 'There is no such person any more.')
      await messages.sendTest(definition, { address: user.email, name: user.name, language: user.language }, facts)
      const actor = actorLabel(actorOf(request))
      await access.audit.append({ at: clock.now(), actor, action: 'strategy-test-sent', target: `customer:${id}`, detail: {} })
      return await reply.code(204).send(null)
    },
  )

  async function factsOf(request: FastifyRequest, customerId: string): Promise<{ facts: PreviewFacts; id: string; maskedName: string }> {
    const customer = await reads.customer(scopeOf(request), customerId)
    if (customer === null) throw new AppError('not-found', 'customer-not-found', 'There is no such customer: look the person up again.')
    const { row, favouriteCategory } = customer
    const daysSinceLastOrder = row.recencyDays === null ? null : Math.floor(row.recencyDays)
    return { facts: { daysSinceLastOrder, favouriteCategory }, id: row.id, maskedName: row.maskedName }
  }
}
