import type { FastifyRequest } from 'fastify'
import { AppError } from '#kernel/app-error.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import { mapPage } from '#kernel/page.ts'
import type { ChurnAlertService, ChurnAlertView } from '#predict/churn/alerts/churn-alert-service.ts'
import { actorNames, peopleWith } from '../access/actor-names.ts'
import { actorOf, personOf, scopeOf } from '../access/authenticate.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { AssignAlertsBody, AssignedAlerts, ChurnAlert, ChurnAlertBody, ChurnAlertPage, ChurnAlertQuery } from './churn-model-schemas.ts'
import { alertAnswer, alertFilter, personAsOwner } from './churn-answers.ts'
import type { ChurnAlertFilter } from './churn-model-schemas.ts'
import { TaskOwnerList } from '../decide/retain-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'

interface ChurnAlertParts extends AuditParts {
  readonly churnAlerts: Pick<ChurnAlertService, 'list' | 'assign' | 'move'>
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
  readonly project: Pick<Project, 'currency'>
}

/** Customers who entered a risk tier that asks for action, and who takes care of them. */
export function registerChurnAlerts(app: TypedApp, { churnAlerts, access, project, clock }: ChurnAlertParts): void {
  const answer = async () => {
    const [names, now] = [await actorNames(access), clock.now()]
    return (alert: ChurnAlertView) => alertAnswer(alert, names, project.currency, now)
  }

  app.get(
    '/churn/alerts',
    {
      config: { permission: 'churn:read', reach: 'scope' },
      schema: {
        tags: ['churn'],
        summary: 'Alerts: open, taken or overdue ones by urgency, otherwise newest first',
        querystring: ChurnAlertQuery,
        response: { 200: ChurnAlertPage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      const [page, toAnswer] = await Promise.all([
        churnAlerts.list(scopeOf(request), { ...pageRequest({ cursor, limit }), ...alertFilter(ownFilter(request, filter)) }),
        answer(),
      ])
      return pageAnswer(mapPage(page, toAnswer))
    },
  )

  app.get(
    '/churn/alerts/owners',
    {
      config: { permission: 'churn:read', reach: 'scope' },
      schema: { tags: ['churn'], summary: 'Who can be given an alert', response: { 200: TaskOwnerList } },
    },
    async () => ({ items: await peopleWith(access, 'alerts:work') }),
  )

  app.post(
    '/churn/alerts/assign',
    {
      config: { permission: 'tasks:assign', reach: 'scope' },
      schema: {
        tags: ['churn'],
        summary: 'Give alerts to a colleague, or back to nobody: chosen ones, or all that a filter shows',
        body: AssignAlertsBody,
        response: { 200: AssignedAlerts },
      },
    },
    async (request) => {
      const { ids, filter, ownerId, dueInHours } = request.body
      if ((ids === undefined) === (filter === undefined)) {
        throw new AppError('invalid-input', 'selection-wrong', 'Choose alerts either by ids or by filter, not by both or none.')
      }
      if (ownerId !== null && !(await peopleWith(access, 'alerts:work')).some(({ id }) => id === ownerId)) {
        throw new AppError(
          'invalid-input',
          'alert-owner-unknown',
          'This person cannot be given alerts: choose someone of GET /churn/alerts/owners.',
        )
      }
      const dueAt = dueInHours === undefined ? undefined : new Date(clock.now().getTime() + dueInHours * HOUR_MS)
      const chosen = ids === undefined ? { filter: alertFilter(ownFilter(request, filter ?? {})) } : { ids }
      const owner = personAsOwner(ownerId)
      const { length: assigned } = await churnAlerts.assign(scopeOf(request), chosen, { owner, ...(dueAt === undefined ? {} : { dueAt }) })
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'churn-alerts-assigned',
        target: ids?.length === 1 ? `churn-alert:${ids[0] ?? ''}` : 'churn-alerts',
        detail: { alerts: assigned, owner: ownerId, ...(dueAt === undefined ? {} : { due: dueAt.toISOString() }) },
      })
      return { assigned }
    },
  )

  app.post(
    '/churn/alerts/:id',
    {
      config: { permission: 'alerts:work', reach: 'scope' },
      schema: {
        tags: ['churn'],
        summary: 'Take an alert, close it with what came of it, or open it again',
        params: IdParams,
        body: ChurnAlertBody,
        response: { 200: ChurnAlert },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const { state, outcome = null } = request.body
      const alert = await churnAlerts.move(scopeOf(request), request.params.id, state, outcome, actor)
      if (alert === null) throw new AppError('not-found', 'churn-alert-not-found', 'There is no such alert: reload the list.')
      await access.audit.append({
        at: clock.now(),
        actor,
        action: `churn-alert-${state}`,
        target: `churn-alert:${alert.id}`,
        // What was written about the customer stays with the alert: the audit log keeps no words about people.
        detail: { state: alert.state, tier: alert.tier },
      })
      return (await answer())(alert)
    },
  )
}

/** `me` is the person who asks. */
function ownFilter(request: FastifyRequest, filter: ChurnAlertFilter): ChurnAlertFilter {
  return filter.owner === 'me' ? { ...filter, owner: personOf(request) } : filter
}
