import type { ChannelReadiness, UnreadyReason } from '#decide/channel-readiness.ts'
import { CHANNELS, DIRECT_CHANNELS } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { AccountState } from '../accounts/channel-account.ts'
import type { AccountChannel } from '../outgoing-message.ts'
import type { WebhookEndpoint } from '../webhook-service.ts'
import { CONTACT_EVENT } from './webhook-channel.ts'

/** E-mail and what else goes over accounts needs one that is on, a webhook an endpoint that is on and takes contacts; a task for an agent can always be made. */
export function createChannelReadiness(parts: {
  /** The states of the accounts that a channel has; one that cannot be opened counts as off. */
  readonly accountStates: (channel: AccountChannel) => Promise<readonly AccountState[]>
  /** The customers are made up: nothing may leave for them. */
  readonly isSample: () => Promise<boolean>
  /** The data was copied from another place, and nobody said yet that the original does not send; absent: it was not. */
  readonly isCopy?: () => Promise<boolean>
  readonly endpoints: () => Promise<readonly Pick<WebhookEndpoint, 'events' | 'disabledAt'>[]>
}): ChannelReadiness {
  return {
    async unready() {
      if (await parts.isSample())
        return new Map<Channel, UnreadyReason>([...DIRECT_CHANNELS, 'webhook' as const].map((channel) => [channel, 'sample_data']))
      if ((await parts.isCopy?.()) === true) return new Map<Channel, UnreadyReason>(CHANNELS.map((channel) => [channel, 'copied_data']))
      const unready = new Map<Channel, UnreadyReason>()
      for (const channel of DIRECT_CHANNELS) {
        const reason = unreadyOf(await parts.accountStates(channel))
        if (reason !== null) unready.set(channel, reason === 'no_account' && channel === 'email' ? 'no_mail_server' : reason)
      }
      const endpoints = await parts.endpoints()
      if (!endpoints.some(({ events, disabledAt }) => disabledAt === null && (events.includes('*') || events.includes(CONTACT_EVENT))))
        unready.set('webhook', 'no_webhook_endpoint')
      return unready
    },
  }
}

/** Why none of the accounts of a channel may send; null: one may. */
export function unreadyOf(states: readonly AccountState[]): 'no_account' | 'account_off' | 'account_halted' | null {
  if (states.length === 0) return 'no_account'
  if (states.includes('on')) return null
  return states.includes('halted') ? 'account_halted' : 'account_off'
}
