import type { Channel } from '#decide/strategy.ts'
import type { ConsentChannel } from '#privacy/consent.ts'

/** Kind of identifier that a channel reaches people by, and the name of the channel among the consents. */
export const ROUTES: Readonly<Record<Channel, { readonly kind: string; readonly consent: ConsentChannel }>> = {
  email: { kind: 'email', consent: 'email' },
  sms: { kind: 'phone', consent: 'sms' },
  // Openids and devices belong to one app: they are in a table of their own (address-routes.ts).
  wechat: { kind: '', consent: 'wechat' },
  push: { kind: '', consent: 'push' },
  agent_task: { kind: 'phone', consent: 'phone' },
  webhook: { kind: '', consent: 'webhook' },
}
