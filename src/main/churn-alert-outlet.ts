import type { AlertMailLedger } from '#act/alert-mail.ts'
import { composeAlertDigest } from '#act/churn-alert-digest.ts'
import type { SmtpMailer } from '#act/channels/smtp-mailer.ts'
import type { Letterhead } from '#act/compose-email.ts'
import type { WebhookQueue } from '#act/webhook-service.ts'
import type { User } from '#access/user.ts'
import type { Clock } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { toMinor } from '#kernel/money.ts'
import type { AlertNews, AlertOutlet, ChurnAlertStore } from '#predict/churn/alerts/churn-alert-service.ts'
import { localDay } from '#predict/demand/local-day.ts'
import type { ChurnAlert } from '#predict/churn/alerts/churn-alerts.ts'
import type { HouseLog } from './house-log.ts'

/** Webhook type of an alert that was raised or lifted. */
export const ALERT_EVENT = 'churn.alert'

export interface AlertOutletParts {
  /** Nobody is told of alerts about made-up customers. */
  readonly isMuted: () => Promise<boolean>
  readonly webhooks: WebhookQueue
  /** Null when no mail server is configured. */
  readonly mailer: Pick<SmtpMailer, 'send'> | null
  readonly mailLedger: AlertMailLedger
  readonly alerts: Pick<ChurnAlertStore, 'get'>
  readonly users: { list(): Promise<readonly User[]> }
  readonly letterhead: Letterhead
  readonly project: { readonly currency: string }
  readonly clock: Clock
  readonly log: HouseLog
}

/**
 * Tells of alerts beyond the board: one signed webhook for each, and one email a day to each person who may work them; what a later scoring of that day
 * raises waits for the next email. Nothing here may fail the scoring: what could not be told is logged, and the alerts are on the board.
 */
export function createAlertOutlet(parts: AlertOutletParts): AlertOutlet {
  const { webhooks, mailer, mailLedger, users, letterhead, project, clock, log } = parts
  return async (news) => {
    if (await parts.isMuted()) return
    const { currency } = project
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
        if (user.disabledAt !== null || !user.role.permissions.includes('alerts:work')) continue
        const reader = { id: user.id, email: user.email, language: user.language === 'zh-CN' ? ('zh' as const) : ('en' as const) }
        const day = localDay(clock.now(), letterhead.timeZone)
        const ids = await mailLedger.claim(
          user.id,
          day,
          [...news.raised, ...news.risen].map(({ id }) => id),
        )
        if (ids === null) continue
        const whole = await withWaiting(news, ids, parts.alerts)
        const outcome = await mailer.send(composeAlertDigest(whole, reader, letterhead, currency, clock.now()))
        if (outcome.kind === 'delivered') continue
        log.warn({ user: user.id, outcome: outcome.kind }, 'the digest of churn alerts was not delivered')
        // Unknown: it may have arrived, and the alerts are on the board.
        if (outcome.kind !== 'unknown') await mailLedger.release(user.id, day, ids)
      }
    } catch (error) {
      log.error({ err: error }, 'the digest of churn alerts could not be sent')
    }
  }
}

/** The news together with the alerts that waited for this message and are still to be worked. */
async function withWaiting(news: AlertNews, ids: readonly string[], alerts: Pick<ChurnAlertStore, 'get'>): Promise<AlertNews> {
  const known = new Set([...news.raised, ...news.risen].map(({ id }) => id))
  const waited: ChurnAlert[] = []
  for (const id of ids) {
    const alert = known.has(id) ? null : await alerts.get(id)
    if (alert !== null && alert.state !== 'closed') waited.push(alert)
  }
  return { ...news, raised: [...news.raised, ...waited] }
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
