import type { Mailer } from '../channels/email-channel.ts'
import type { Outcome } from '../channels/channel.ts'
import type { SendingAccounts } from './sending-account.ts'

/** A mailer over whatever account may send e-mail just then. */
export interface AccountMailer extends Mailer {
  isReady(): Promise<boolean>
}

/** Sends over the first account of the channel; what halts it is kept, and the message waits. Without an account the message waits too. */
export function createAccountMailer(accounts: SendingAccounts): AccountMailer {
  return {
    isReady: async () => (await accounts.ready('email')).length > 0,
    async send(email): Promise<Outcome> {
      const [account] = await accounts.ready('email')
      if (account === undefined) return { kind: 'deferred', reason: 'no_account' }
      const outcome = await account.port.send({ ...email, channel: 'email', purpose: 'marketing' })
      if (outcome.kind === 'accepted') return { kind: 'delivered', providerId: outcome.providerId }
      if (outcome.kind === 'halted') {
        if (outcome.what === 'account') await accounts.halt(account.id, outcome.reason, outcome.until ?? null)
        return { kind: 'deferred', reason: outcome.reason }
      }
      return outcome as Outcome
    },
    // The accounts are closed by whoever opened them.
    close: () => undefined,
  }
}
