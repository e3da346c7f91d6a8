import { WEB_SUBSCRIBED, WEB_UNSUBSCRIBED } from '#collect/tracking/push-message.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { readWebValue, webValue } from './channel-address.ts'
import type { SaidAddress } from './channel-address.ts'

/** Push tokens that events name, for those of known customers, and those that a browser gave up; which app a token is of, an event does not say. */
export function eventAddresses(events: readonly StoredEvent[]): {
  readonly said: readonly SaidAddress[]
  readonly ended: readonly SaidAddress[]
} {
  const said: SaidAddress[] = []
  const ended: SaidAddress[] = []
  for (const { device, customerId, occurredAt, type, name } of events) {
    if (device === undefined) continue
    const subscription = device.kind === 'web' ? readWebValue(device.value) : null
    if (device.kind === 'web' && subscription === null) continue
    const value = subscription === null ? device.value : webValue(subscription)
    const isWord = type === 'track' && device.kind === 'web'
    const address = { kind: device.kind, app: '', value, at: new Date(occurredAt) }
    if (isWord && name === WEB_UNSUBSCRIBED) ended.push({ ...address, customerId: null, source: 'browser' })
    else if (customerId !== NO_CUSTOMER) {
      // What the customer allowed just now in the browser brings back a subscription that had ended; what an app names again does not.
      said.push({ ...address, customerId, source: isWord && name === WEB_SUBSCRIBED ? 'browser' : 'tracking' })
    }
  }
  return { said, ended }
}
