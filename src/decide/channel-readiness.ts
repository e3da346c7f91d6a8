import { channelsOf } from './strategy.ts'
import type { Channel, StrategyDefinition } from './strategy.ts'

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

/** Why a strategy can send on none of its channels; null: it can on one. */
export function unreadyOf(
  definition: Pick<StrategyDefinition, 'channel' | 'nextChannels'>,
  unready: ReadonlyMap<Channel, UnreadyReason>,
): UnreadyReason | null {
  const reasons = channelsOf(definition).map((channel) => unready.get(channel) ?? null)
  return reasons.includes(null) ? null : (reasons[0] ?? null)
}
