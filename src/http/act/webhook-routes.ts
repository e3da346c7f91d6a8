import Type from 'typebox'
import type { WebhookService } from '#act/webhook-service.ts'
import { actorLabel } from '#access/actor.ts'
import { actorOf } from '../access/authenticate.ts'
import { NewWebhook, NewWebhookBody, WebhookEndpoint, WebhookTest } from '../decide/retain-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { orNotFound } from '../or-not-found.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

const TESTS_PER_MINUTE = 10

/** Where other systems are told what happened. */
export function registerWebhooks(
  app: TypedApp,
  { webhooks, access, clock }: AuditParts & { readonly webhooks: Pick<WebhookService, 'list' | 'create' | 'disable' | 'test'> },
): void {
  app.get(
    '/webhooks',
    {
      config: { permission: 'webhooks:manage' },
      schema: { tags: ['webhooks'], summary: 'List endpoints', response: { 200: Type.Object({ items: Type.Array(WebhookEndpoint) }) } },
    },
    async () => ({ items: await webhooks.list() }),
  )

  app.post(
    '/webhooks',
    {
      config: { permission: 'webhooks:manage' },
      schema: {
        tags: ['webhooks'],
        summary: 'Add an endpoint; its signing secret is shown once',
        body: NewWebhookBody,
        response: { 201: NewWebhook },
      },
    },
    async (request, reply) => {
      const created = await webhooks.create(request.body)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'webhook-created',
        target: `webhook:${created.endpoint.id}`,
        detail: { events: request.body.events },
      })
      reply.code(201).header('cache-control', 'no-store')
      return created
    },
  )

  app.delete(
    '/webhooks/:id',
    {
      config: { permission: 'webhooks:manage' },
      schema: { tags: ['webhooks'], summary: 'Stop calling an endpoint', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await orNotFound(webhooks.disable(request.params.id), noEndpoint())
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'webhook-disabled',
        target: `webhook:${request.params.id}`,
        detail: {},
      })
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/webhooks/:id/test',
    {
      config: { permission: 'webhooks:manage', rateLimit: TESTS_PER_MINUTE },
      schema: {
        tags: ['webhooks'],
        summary: 'Call an endpoint once with a signed body of the type webhook.test, and say what it answered',
        params: IdParams,
        response: { 200: WebhookTest },
      },
    },
    async (request) => {
      const { id } = request.params
      const answer = await orNotFound(webhooks.test(id), noEndpoint())
      const detail = { delivered: answer.delivered, status: answer.status }
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'webhook-tested',
        target: `webhook:${id}`,
        detail,
      })
      return answer
    },
  )
}

const noEndpoint = () => new AppError('not-found', 'webhook-not-found', 'There is no such endpoint: reload the list.')
