import { AppError } from '#kernel/app-error.ts'
import { actorLabel } from '#access/user.ts'
import { actorOf } from '../authenticate.ts'
import { pageAsk, pageOf } from '../cursor.ts'
import { ChurnAlert, ChurnAlertBody, ChurnAlertPage, ChurnAlertQuery } from '../schemas/churn-model.ts'
import type { Services } from '../services.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from './id-params.ts'

/** Customers who entered a risk tier that asks for action, and who takes care of them. */
export function registerChurnAlerts(app: TypedApp, services: Services): void {
  const { churnAlerts, access, clock } = services

  app.get(
    '/churn/alerts',
    {
      config: { permission: 'churn:read' },
      schema: {
        tags: ['churn'],
        summary: 'Alerts: open, taken or overdue ones by urgency, otherwise newest first',
        querystring: ChurnAlertQuery,
        response: { 200: ChurnAlertPage },
      },
    },
    async (request) => {
      const { state = null, tier = null, overdue = null, cursor, limit } = request.query
      return pageOf(await churnAlerts.list({ state, tier, overdue }, pageAsk({ cursor, limit })))
    },
  )

  app.post(
    '/churn/alerts/:id',
    {
      config: { permission: 'alerts:work' },
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
      const alert = await churnAlerts.move(request.params.id, request.body, actor)
      if (alert === null) throw new AppError('not-found', 'churn-alert-not-found', 'There is no such alert: reload the list.')
      await access.audit.append({
        at: clock.now(),
        actor,
        action: `churn-alert-${request.body.state}`,
        target: `churn-alert:${alert.id}`,
        // What was written about the customer stays with the alert: the audit log keeps no words about people.
        detail: { state: alert.state, tier: alert.tier },
      })
      return alert
    },
  )
}
