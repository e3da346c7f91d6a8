import type { Mailer } from '../channels/email-channel.ts'
import type { Outcome } from '../channels/channel.ts'
import type { OpenAccounts } from './open-accounts.ts'

/** A mailer over whatever account may send e-mail just then. */
export interface AccountMailer extends Mailer {
  isReady(): Promise<boolean>
}

/**
 * Sends over the first account of the channel whose day has room left, as one message of that day; what halts the account is kept, and the message waits.
 * Without an account the message waits too.
 */
export function createAccountMailer(accounts: Pick<OpenAccounts, 'ready' | 'openById' | 'sendCounted' | 'halt'>): AccountMailer {
  return {
    isReady: async () => (await accounts.ready('email')).length > 0,
    async send(email): Promise<Outcome> {
      let waits: Outcome = { kind: 'deferred', reason: 'no_account' }
      for (const { id } of await accounts.ready('email')) {
        const opened = await accounts.openById(id)
        if (opened === null) continue
        const outcome = await accounts.sendCounted(opened, { ...email, channel: 'email', purpose: 'marketing' })
        if (outcome.kind === 'accepted') return { kind: 'delivered', providerId: outcome.providerId }
        if (outcome.kind === 'halted') {
          if (outcome.what === 'account') await accounts.halt(id, outcome.reason, outcome.until ?? null)
          return { kind: 'deferred', reason: outcome.reason }
        }
        if (outcome.kind !== 'deferred' || outcome.reason !== 'day_used_up') return outcome as Outcome
        waits = { kind: 'deferred', reason: 'day_used_up' }
      }
      return waits
    },
    // The accounts are closed by whoever opened them.
    close: () => undefined,
  }
}
