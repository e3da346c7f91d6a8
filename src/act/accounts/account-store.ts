import type { ProviderSide, ProviderValues } from '../providers/provider.ts'
import type { ChannelAccount } from './channel-account.ts'

/** What an account is opened with beside its settings. */
export interface AccountSecrets {
  readonly secrets: ProviderValues
  /** The secret part of the address that the provider calls. */
  readonly callback: string
}

/** What may change of an account; a key that is absent stays as it is. */
export type AccountChange = Partial<
  Pick<ChannelAccount, 'name' | 'settings' | 'perSecond' | 'atOnce' | 'dailyLimit' | 'warmUp'> & { readonly secrets: ProviderValues }
>

export type NewAccount = Omit<ChannelAccount, 'preference' | 'revision' | 'heard'>

export interface ChannelAccountStore {
  /** In the order of the channel's accounts. */
  list(side?: ProviderSide): Promise<readonly ChannelAccount[]>
  find(id: string): Promise<ChannelAccount | null>
  /** Null: there is no such account. */
  secrets(id: string): Promise<AccountSecrets | null>
  /** Puts it behind the other accounts of its side. False: there is one of this id already. */
  add(account: NewAccount, secrets: AccountSecrets): Promise<boolean>
  /** False: it is gone, or no longer at `revision`. The account is opened anew where settings or secrets change. */
  change(id: string, revision: number, change: AccountChange, now: Date): Promise<boolean>
  setState(id: string, state: 'on' | 'off', now: Date): Promise<boolean>
  /** False: it was not on, so that several who notice the same halt tell of it once. */
  halt(id: string, reason: string, until: Date | null, now: Date): Promise<boolean>
  /** The accounts of a side in their new order; those that are not named follow as before. */
  order(side: ProviderSide, ids: readonly string[]): Promise<void>
  /** Messages that each account took on a day of the project (YYYY-MM-DD); one that took none is not there. */
  takenOn(day: string): Promise<ReadonlyMap<string, number>>
  /** Gives back one that did not leave. */
  giveBack(id: string, day: string): Promise<void>
  setCallback(id: string, secret: string, now: Date): Promise<boolean>
  /** Takes one place of the day (YYYY-MM-DD) of an account. False: it has taken `limit` already. */
  takePlace(id: string, day: string, limit: number): Promise<boolean>
  /** Counts a test message unless `most` were sent since `since`. False: they were. */
  noteTest(id: string, most: number, since: Date, now: Date): Promise<boolean>
  /** False: there is none. Its secrets and shared values go with it. */
  remove(id: string): Promise<boolean>
}
