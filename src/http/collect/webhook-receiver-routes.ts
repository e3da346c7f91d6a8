import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { WEBHOOK_TOPICS } from '#collect/webhooks/webhook-provider.ts'
import type { ShopPoller } from '#collect/webhooks/poll/shop-poller.ts'
import type { WebhookReceiver } from '#collect/webhooks/webhook-receiver.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { PollBody, ReceiverBody, ReceiverParams, WebhookReceivers } from './webhook-receiver-schemas.ts'

interface ReceiverParts extends AuditParts {
  readonly webhookReceiver: Pick<WebhookReceiver, 'states' | 'setSecret' | 'remove'>
  readonly shopPoller: Pick<ShopPoller, 'states' | 'set' | 'remove' | 'hurry'>
  readonly sourceCatalogue: { isInUse(id: string): Promise<boolean> }
  readonly publicUrl: string
}

/** Which shop systems a source takes signed webhooks of. */
export function registerWebhookReceivers(
  app: TypedApp,
  { webhookReceiver, shopPoller, sourceCatalogue, publicUrl, access, clock }: ReceiverParts,
): void {
  const inUse = async (id: string): Promise<void> => {
    if (!(await sourceCatalogue.isInUse(id)))
      throw new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
  }
  const noReceiver = (): AppError =>
    new AppError('not-found', 'receiver-not-found', 'The source takes in no webhooks of that system: reload the page.')
  const audit = (request: Parameters<typeof actorOf>[0], action: string, id: string, provider: string) =>
    access.audit.append({ at: clock.now(), actor: actorLabel(actorOf(request)), action, target: `source:${id}`, detail: { provider } })

  app.get(
    '/sources/:id/receivers',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Shop systems whose webhooks a source takes in',
        params: IdParams,
        response: { 200: WebhookReceivers },
      },
    },
    async (request) => {
      const { id } = request.params
      await inUse(id)
      const [states, polls] = await Promise.all([webhookReceiver.states(id), shopPoller.states(id)])
      return {
        items: states.map(({ provider, state }) => ({
          provider,
          url: `${publicUrl}/v1/webhooks/${provider}/${id}`,
          topics: [...WEBHOOK_TOPICS[provider]],
          state,
          poll: polls.find((one) => one.provider === provider) ?? null,
        })),
      }
    },
  )

  app.put(
    '/sources/:id/receivers/:provider',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Take in the webhooks of a shop system, verified with this secret',
        params: ReceiverParams,
        body: ReceiverBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, provider } = request.params
      await inUse(id)
      await webhookReceiver.setSecret(id, provider, request.body.secret)
      await audit(request, 'receiver-set', id, provider)
      return await reply.code(204).send(null)
    },
  )

  app.delete(
    '/sources/:id/receivers/:provider',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Take in no more webhooks of a shop system; what came stays',
        params: ReceiverParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, provider } = request.params
      if (!(await webhookReceiver.remove(id, provider))) {
        throw noReceiver()
      }
      await audit(request, 'receiver-removed', id, provider)
      return await reply.code(204).send(null)
    },
  )

  const unread = (): AppError =>
    new AppError('not-found', 'poll-not-found', 'The shop system of this source is not read: set up its reading first.')

  app.put(
    '/sources/:id/receivers/:provider/poll',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Read once an hour what changed in a shop system, for webhooks that got lost',
        description:
          'Reads from `since` on (by default the last 7 days, at most 60). The system has to be one whose webhooks the source takes in.',
        params: ReceiverParams,
        body: PollBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, provider } = request.params
      await inUse(id)
      const receivers = await webhookReceiver.states(id)
      if ((receivers.find((one) => one.provider === provider)?.state ?? null) === null) throw noReceiver()
      const { shop, key = '', secret, since } = request.body
      await shopPoller.set({ sourceId: id, provider, shop, credentials: { key, secret } }, since === undefined ? null : new Date(since))
      await audit(request, 'shop-poll-set', id, provider)
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/sources/:id/receivers/:provider/poll',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Read a shop system within moments instead of the hour',
        params: ReceiverParams,
        response: { 202: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, provider } = request.params
      if (!(await shopPoller.hurry(id, provider))) throw unread()
      await audit(request, 'shop-poll-hurried', id, provider)
      return await reply.code(202).send(null)
    },
  )

  app.delete(
    '/sources/:id/receivers/:provider/poll',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Read a shop system no more and forget its key; what was read stays',
        params: ReceiverParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, provider } = request.params
      if (!(await shopPoller.remove(id, provider))) throw unread()
      await audit(request, 'shop-poll-removed', id, provider)
      return await reply.code(204).send(null)
    },
  )
}
