import { scopeOfAccount, seesEveryone } from '#access/scope.ts'
import type { User } from '#access/user.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ChurnAlertStore } from '#predict/churn/alerts/churn-alert-service.ts'
import { localDay } from '#kernel/local-day.ts'
import type { AlertMailLedger } from './alert-mail.ts'
import type { AccountMailer } from './accounts/account-mailer.ts'
import { composeAlertDigest } from './churn-alert-digest.ts'
import type { Letterhead } from './compose-email.ts'
import type { SignalReader } from './signal.ts'

export interface AlertMailParts {
  /** Nobody is told of alerts about made-up customers. */
  readonly isMuted: () => Promise<boolean>
  /** The team may turn this mail off. */
  readonly isWanted: () => Promise<boolean>
  readonly mailer: Pick<AccountMailer, 'send' | 'isReady'>
  readonly mailLedger: AlertMailLedger
  readonly alerts: Pick<ChurnAlertStore, 'byIds'>
  readonly users: { list(): Promise<readonly User[]> }
  readonly letterhead: Letterhead
  readonly project: { readonly currency: string }
  readonly clock: Clock
  readonly onUndelivered: (userId: string, outcome: string) => void
}

/** Name of the reader, and the kinds it reads. */
export const ALERT_MAIL = 'alert-mail'
export const ALERT_MAIL_KINDS = ['scoring-finished'] as const

/**
 * One email a day about new alerts to each person who may work them; what a later scoring of that day raises waits for the next email. A message that does
 * not leave waits too: the alerts are on the board in any case.
 */
export function createAlertMailReader(parts: AlertMailParts): SignalReader<(typeof ALERT_MAIL_KINDS)[number]> {
  const { mailer, mailLedger, users, letterhead, project, clock } = parts
  return {
    name: ALERT_MAIL,
    async read({ id, payload }) {
      const { raised, risen, heldBack } = payload
      const ids = [...raised, ...risen]
      if (ids.length === 0 || (await parts.isMuted()) || !(await parts.isWanted()) || !(await mailer.isReady())) return
      for (const user of await users.list()) {
        if (user.disabledAt !== null || !user.role.permissions.includes('alerts:work')) continue
        const reader = { id: user.id, email: user.email, language: user.language === 'zh-CN' ? ('zh' as const) : ('en' as const) }
        const day = localDay(clock.now(), letterhead.timeZone)
        const claimed = await mailLedger.claim(user.id, day, ids, id)
        if (claimed === null) continue
        // Nobody is told of customers whom they may not see.
        const scope = scopeOfAccount(user)
        const alerts = (await parts.alerts.byIds(scope, claimed)).filter(({ state }) => state !== 'closed')
        if (alerts.length === 0) {
          await mailLedger.release(user.id, day, [])
          continue
        }
        const news = { asOf: new Date(payload.asOf), alerts, heldBack: seesEveryone(scope) ? heldBack : 0 }
        const outcome = await mailer.send(composeAlertDigest(news, reader, letterhead, project.currency, clock.now()))
        if (outcome.kind === 'delivered') continue
        parts.onUndelivered(user.id, outcome.kind)
        // Unknown: it may have arrived, and the alerts are on the board.
        if (outcome.kind !== 'unknown') await mailLedger.release(user.id, day, claimed)
      }
    },
  }
}
