import { composeAlertDigest } from '#act/churn-alert-digest.ts'
import type { SmtpMailer } from '#act/channels/smtp-mailer.ts'
import type { Letterhead } from '#act/compose-email.ts'
import type { WebhookQueue } from '#act/webhook-service.ts'
import { permissionsOf } from '#access/permission.ts'
import type { User } from '#access/user.ts'
import type { Clock } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { toMinor } from '#kernel/money.ts'
import type { AlertOutlet } from '#predict/churn/churn-alert-service.ts'
import type { ChurnAlert } from '#predict/churn/churn-alerts.ts'
import type { HouseLog } from './house-log.ts'

/** Webhook type of an alert that was raised or lifted. */
export const ALERT_EVENT = 'churn.alert'

export interface AlertOutletParts {
  readonly webhooks: WebhookQueue
  /** Null when no mail server is configured. */
  readonly mailer: Pick<SmtpMailer, 'send'> | null
  readonly users: { list(): Promise<readonly User[]> }
  readonly letterhead: Letterhead
  readonly currency: string
  readonly clock: Clock
  readonly log: HouseLog
}

/**
 * Tells of alerts beyond the board: one signed webhook for each, one e-mail for all to each person who may work them. Nothing here may fail the scoring:
 * what could not be told is logged, and the alerts are on the board.
 */
export function createAlertOutlet(parts: AlertOutletParts): AlertOutlet {
  const { webhooks, mailer, users, letterhead, currency, clock, log } = parts
  return async (news) => {
    try {
      const now = clock.now()
      for (const alert of news.raised) {
        if ((await webhooks.publish(ALERT_EVENT, alert.id, payload(alert, currency), now)) === 0) break
      }
      for (const alert of news.risen) {
        if ((await webhooks.publish(ALERT_EVENT, stableId(alert.id, alert.tier), payload(alert, currency), now)) === 0) break
      }
    } catch (error) {
      log.error({ err: error, alerts: news.raised.length + news.risen.length }, 'churn alerts could not be queued as webhooks')
    }
    if (mailer === null) return
    try {
      for (const user of await users.list()) {
        if (user.disabledAt !== null || !permissionsOf(user.role).includes('alerts:work')) continue
        const reader = { id: user.id, email: user.email, language: user.language === 'zh-CN' ? ('zh' as const) : ('en' as const) }
        const outcome = await mailer.send(composeAlertDigest(news, reader, letterhead, currency, clock.now()))
        if (outcome.kind !== 'delivered') log.warn({ user: user.id, outcome: outcome.kind }, 'the digest of churn alerts was not delivered')
      }
    } catch (error) {
      log.error({ err: error }, 'the digest of churn alerts could not be sent')
    }
  }
}

/** No personal data: the receiver knows the customer by the id. */
function payload(alert: ChurnAlert, currency: string): object {
  return {
    alertId: alert.id,
    customerId: alert.customerId,
    tier: alert.tier,
    fromTier: alert.fromTier,
    probability: alert.probability,
    value: { minor: toMinor(alert.value, currency), currency },
    cause: alert.cause,
    reasons: alert.reasons,
    raisedAt: alert.raisedAt.toISOString(),
    dueAt: alert.dueAt?.toISOString() ?? null,
  }
}
