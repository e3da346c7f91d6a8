import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { CustomerSelection } from '../profile/selection-schemas.ts'
import {
  ConsentBody,
  ConsentChanged,
  Consents,
  ContactStopBody,
  ContactStopped,
  Note,
  NoteBody,
  StopReason,
} from '../profile/customer-schemas.ts'
import { Job } from '../collect/data-schemas.ts'
import { NewTaskBody, Task } from '../decide/retain-schemas.ts'
import { selectedCustomers } from '../profile/selected-customers.ts'
import type { Services } from '../services.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import { taskWords } from './task-words.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

/** What the team does about customers by hand: notes, consents, do-not-contact, tasks. */
export function registerCustomerCare(app: TypedApp, services: Services): void {
  const { care, tasks, access, clock } = services
  // What was written about a customer stays with the customer: the audit log keeps no words about people.
  const audit = (actor: string, action: string, customerId: string, detail: Readonly<Record<string, unknown>>) =>
    access.audit.append({ at: clock.now(), actor, action, target: `customer:${customerId}`, detail })

  app.post(
    '/customers/:id/notes',
    {
      config: { permission: 'customers:note', reach: 'scope' },
      schema: { tags: ['customers'], summary: 'Write a note about a customer', params: IdParams, body: NoteBody, response: { 201: Note } },
    },
    async (request, reply) => {
      const actor = actorLabel(actorOf(request))
      const note = await care.addNote(scopeOf(request), request.params.id, request.body.text, actor)
      await audit(actor, 'customer-noted', request.params.id, { note: note.id })
      reply.code(201)
      return { id: note.id, text: note.text, createdAt: note.createdAt.toISOString() }
    },
  )

  app.post(
    '/customers/:id/consents',
    {
      config: { permission: 'consents:manage', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Record a consent or its withdrawal; a withdrawal drops planned messages of that channel at once',
        params: IdParams,
        body: ConsentBody,
        response: { 200: ConsentChanged },
      },
    },
    async (request) => {
      const { id } = request.params
      const { channel, granted, purpose = 'marketing', evidence = '', noticeVersion = '' } = request.body
      const actor = actorOf(request)
      const by = { source: actor.kind === 'key' ? 'api' : 'staff', actor: actorLabel(actor) } as const
      const droppedSends = await care.setConsent(scopeOf(request), id, { purpose, channel, granted, evidence, noticeVersion }, by)
      const hasEvidence = evidence.trim() !== ''
      await audit(by.actor, 'consent-recorded', id, { purpose, channel, granted, hasEvidence, droppedSends })
      return { droppedSends }
    },
  )

  app.get(
    '/customers/:id/consents',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'What a customer agrees to, and what was said when and where; the newest 500 entries',
        params: IdParams,
        response: { 200: Consents },
      },
    },
    async (request) => {
      const { current, history } = await care.consents(scopeOf(request), request.params.id)
      return {
        current: current.map(({ purpose, channel, granted, source, saidAt }) => ({
          purpose,
          channel,
          granted,
          source,
          saidAt: saidAt.toISOString(),
        })),
        // What was typed as evidence may name people.
        history: history.map(({ at, evidence, ...entry }) => ({ ...entry, at: at.toISOString(), evidence: withoutPersonal(evidence) })),
      }
    },
  )

  app.put(
    '/customers/:id/contact-stop',
    {
      config: { permission: 'consents:manage', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Do not contact this customer on any channel any more',
        params: IdParams,
        body: ContactStopBody,
        response: { 200: ContactStopped },
      },
    },
    async (request) => {
      const { id } = request.params
      const actor = actorLabel(actorOf(request))
      const result = await care.stop(scopeOf(request), [id], request.body.reason, actor)
      await audit(actor, 'contact-stopped', id, { reason: request.body.reason, droppedSends: result.droppedSends })
      return result
    },
  )

  app.delete(
    '/customers/:id/contact-stop',
    {
      config: { permission: 'consents:manage', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Allow contact again; consents, unsubscribes and bounced addresses stay as they are',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await care.lift(scopeOf(request), request.params.id)
      await audit(actorLabel(actorOf(request)), 'contact-stop-lifted', request.params.id, {})
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/customers/contact-stops',
    {
      config: { permission: 'consents:manage', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Do not contact many customers any more',
        headers: IdempotencyHeaders,
        body: Type.Object({ customers: CustomerSelection, reason: StopReason }),
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { customers, reason } = request.body
      const ids = await selectedCustomers(services, scopeOf(request), customers)
      const actor = actorLabel(actorOf(request))
      const job = await startJob(services, request, { kind: 'stop-contact', input: { customers: ids.length, reason } }, ({ progress }) =>
        care.stop(scopeOf(request), ids, reason, actor, (done) => progress('customers', done, ids.length)),
      )
      return await reply.code(202).send(job)
    },
  )

  app.post(
    '/customers/:id/tasks',
    {
      config: { permission: 'tasks:assign', reach: 'scope' },
      schema: { tags: ['tasks'], summary: 'Make a task about a customer', params: IdParams, body: NewTaskBody, response: { 201: Task } },
    },
    async (request, reply) => {
      const [id = ''] = await selectedCustomers(services, scopeOf(request), { ids: [request.params.id] })
      const { firstId } = await tasks.create([id], await taskWords(services, request.body))
      const task = await tasks.byId(scopeOf(request), firstId ?? '')
      await audit(actorLabel(actorOf(request)), 'task-created', id, { task: task.id, owner: task.owner?.id ?? null })
      reply.code(201)
      return task
    },
  )
}
