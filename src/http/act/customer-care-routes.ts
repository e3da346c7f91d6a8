import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { CustomerCare } from '#act/customer-care.ts'
import type { TaskService } from '#act/task-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDays } from '#kernel/local-day.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { actorNames } from '../access/actor-names.ts'
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
import type { SelectionParts } from '../profile/customer-reads.ts'
import { IdempotencyHeaders, startJob } from '../start-job.ts'
import type { JobParts } from '../start-job.ts'
import { ContactPauseBody, ContactPaused } from './suppression-schemas.ts'
import { taskAnswer } from './task-answers.ts'
import { taskWords } from './task-words.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

interface CareParts extends JobParts, SelectionParts {
  readonly care: Pick<CustomerCare, 'addNote' | 'setConsent' | 'consents' | 'pause' | 'resume' | 'stop' | 'lift' | 'survivors'>
  readonly tasks: Pick<TaskService, 'create' | 'get'>
  readonly project: Pick<Project, 'timeZone'>
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
}

/** What the team does about customers by hand: notes, consents, do-not-contact, tasks. */
export function registerCustomerCare(app: TypedApp, parts: CareParts): void {
  const { care, tasks, access, clock, project } = parts
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
      return note
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
      // What was typed as evidence may name people.
      return { current, history: history.map((entry) => ({ ...entry, evidence: withoutPersonal(entry.evidence) })) }
    },
  )

  app.put(
    '/customers/:id/contact-pause',
    {
      config: { permission: 'consents:manage', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Contact this customer on some channels no more for some days, as they asked',
        params: IdParams,
        body: ContactPauseBody,
        response: { 200: ContactPaused },
      },
    },
    async (request) => {
      const { id } = request.params
      const actor = actorOf(request)
      const { channels, days, until } = request.body
      if ((days === undefined) === (until === undefined)) {
        throw new AppError('invalid-input', 'pause-end-missing', 'Say when the pause ends, by either days or until.')
      }
      const end = until === undefined ? { days: days ?? 0 } : { until: startOfDay(addDays(until, 1), project.timeZone) }
      const paused = await care.pause(scopeOf(request), id, { channels, ...end }, actor.kind === 'key' ? 'api' : 'staff')
      await audit(actorLabel(actor), 'contact-paused', id, {
        channels,
        until: paused.until.toISOString(),
        droppedSends: paused.droppedSends,
      })
      return paused
    },
  )

  app.delete(
    '/customers/:id/contact-pause',
    {
      config: { permission: 'consents:manage', reach: 'scope' },
      schema: { tags: ['customers'], summary: 'End every pause of this customer', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await care.resume(scopeOf(request), request.params.id)
      await audit(actorLabel(actorOf(request)), 'contact-pause-ended', request.params.id, {})
      return await reply.code(204).send(null)
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
      const ids = await selectedCustomers(parts, scopeOf(request), customers)
      const job = await startJob(parts, request, 'stop-contact', { customerIds: ids, reason }, { customers: ids.length, reason })
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
      const [id = ''] = await selectedCustomers(parts, scopeOf(request), { ids: [request.params.id] })
      const { firstId } = await tasks.create([id], await taskWords(parts, request.body))
      const task = taskAnswer(await tasks.get(scopeOf(request), firstId ?? ''), await actorNames(access))
      await audit(actorLabel(actorOf(request)), 'task-created', id, { task: task.id, owner: task.owner?.id ?? null })
      reply.code(201)
      return task
    },
  )
}
