import type { Channel } from './strategy.ts'

/** Why a channel cannot send. */
export type UnreadyReason =
  | 'no_mail_server'
  | 'no_webhook_endpoint'
  | 'no_account'
  | 'account_off'
  | 'account_halted'
  | 'sample_data'
  | 'copied_data'

/** Which channels cannot send now. Customers are not assigned to a trial when the contact could not be made. */
export interface ChannelReadiness {
  unready(): Promise<ReadonlyMap<Channel, UnreadyReason>>
}
