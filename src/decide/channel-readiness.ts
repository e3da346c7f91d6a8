import type { Channel } from './strategy.ts'

/** Why nothing can leave over a channel. */
export type UnreadyReason = 'no_mail_server' | 'no_webhook_endpoint' | 'sample_data'

/** Which channels cannot carry anything now. Nobody is drawn into a trial for a contact that could not be made. */
export interface ChannelReadiness {
  unready(): Promise<ReadonlyMap<Channel, UnreadyReason>>
}
