import { isObject } from './tracking-message.ts'
import type { JsonObject } from './tracking-message.ts'

/** Where an app or a browser takes pushes. Personal data: only passed on, never stored with the event. */
export interface DeviceToken {
  readonly kind: 'fcm' | 'jpush' | 'web'
  readonly value: string
}

const LONGEST_TOKEN = 4_096

/**
 * The push token that a message names in `context.device.token`. Which service it is of is said by `context.device.service` (fcm, jpush, web), else told by
 * its form: registrations of JPush are 11 to 40 hexadecimal digits, tokens of FCM are long and have a colon, a browser's is the JSON of its subscription. Anything else,
 * such as a bare token of Apple, is none that can be sent to, and undefined.
 */
export function deviceTokenOf(context: JsonObject): DeviceToken | undefined {
  const device = context['device']
  if (!isObject(device)) return undefined
  const { token, service } = device
  if (typeof token !== 'string') return undefined
  const value = token.trim()
  if (value === '' || value.length > LONGEST_TOKEN) return undefined
  const kind = kindOf(value, service)
  return kind === undefined ? undefined : { kind, value }
}

function kindOf(value: string, service: unknown): DeviceToken['kind'] | undefined {
  if (service === 'fcm' || service === 'jpush' || service === 'web') return service
  if (service !== undefined && service !== '') return undefined
  if (value.startsWith('{')) return 'web'
  if (/^[0-9a-f]{11,40}$/i.test(value)) return 'jpush'
  return value.length >= 100 && value.includes(':') ? 'fcm' : undefined
}
