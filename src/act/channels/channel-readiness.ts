import type { ChannelReadiness, UnreadyReason } from '#decide/channel-readiness.ts'
import { DIRECT_CHANNELS } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { WebhookEndpoint } from '../webhook-service.ts'
import { CONTACT_EVENT } from './webhook-channel.ts'

/** Mail needs a mail server, a webhook an endpoint that is on and takes contacts; a task for an agent can always be made. */
export function createChannelReadiness(parts: {
  readonly hasMailServer: boolean
  /** The customers are made up: nothing may leave for them. */
  readonly isSample: () => Promise<boolean>
  readonly endpoints: () => Promise<readonly Pick<WebhookEndpoint, 'events' | 'disabledAt'>[]>
}): ChannelReadiness {
  return {
    async unready() {
      if (await parts.isSample())
        return new Map<Channel, UnreadyReason>([...DIRECT_CHANNELS, 'webhook' as const].map((channel) => [channel, 'sample_data']))
      const unready = new Map<Channel, UnreadyReason>()
      if (!parts.hasMailServer) unready.set('email', 'no_mail_server')
      for (const channel of DIRECT_CHANNELS) if (channel !== 'email') unready.set(channel, 'no_account')
      const endpoints = await parts.endpoints()
      if (!endpoints.some(({ events, disabledAt }) => disabledAt === null && (events.includes('*') || events.includes(CONTACT_EVENT))))
        unready.set('webhook', 'no_webhook_endpoint')
      return unready
    },
  }
}
