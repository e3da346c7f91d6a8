import type { AccountChannel } from '../outgoing-message.ts'
import type { Provider, ProviderName } from '../providers/provider.ts'

/** An account as the sender sees it. */
export interface SendingAccount {
  readonly id: string
  readonly channel: AccountChannel
  readonly provider: ProviderName
  readonly port: Provider
  /** Messages a second, and how many at once. */
  readonly pace: { readonly perSecond: number; readonly atOnce: number }
  /** Messages that may leave in all on the present day of the project, by the account's limit and its warm-up; null: no limit. */
  readonly dailyLimit: number | null
}

/** The accounts that messages leave by. */
export interface SendingAccounts {
  /** Those of a channel that may send, in the order that the team prefers; without what is off or halted. */
  ready(channel: AccountChannel): Promise<readonly SendingAccount[]>
  /** Also one that is off or halted, for its receipts and questions. Null: there is none. */
  byId(id: string): Promise<SendingAccount | null>
  /** The provider said that nothing goes through: nothing more is handed to it until a person (or `until`) turns it on again. Told to the team. */
  halt(id: string, reason: string, until: Date | null): Promise<void>
}
