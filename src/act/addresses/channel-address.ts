import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import type { PushTarget } from '../outgoing-message.ts'

/** Addresses that belong to one app; phone numbers and mail addresses are identifiers of people and stand there. */
export const ADDRESS_KINDS = ['openid', 'fcm', 'jpush', 'web'] as const
export type AddressKind = (typeof ADDRESS_KINDS)[number]

/** Where the word came from. `browser` and `login` are of the customer's own program, `provider` is an event that the provider told of. */
export type AddressSource = 'tracking' | 'api' | 'browser' | 'login' | 'provider' | 'identifier'

/** That somebody has this address now. */
export interface SaidAddress {
  readonly kind: AddressKind
  /** AppID of WeChat, id of the channel account for pushes; empty: not known. */
  readonly app: string
  /** An openid without its app, a token, a registration id, or a browser's subscription as `webValue` writes it. */
  readonly value: string
  /** Null: nobody known. */
  readonly customerId: string | null
  readonly at: Date
  readonly source: AddressSource
}

/** An address as people see it. */
export interface AddressView {
  readonly id: string
  readonly kind: AddressKind
  readonly app: string
  /** Accounts that can send to it; empty: none. */
  readonly accountIds: readonly string[]
  readonly masked: string
  readonly state: 'active' | 'ended'
  /** Why it ended; empty while it is active. */
  readonly reason: string
  readonly source: string
  readonly since: Date
  readonly lastSeenAt: Date
  readonly windowUntil: Date | null
  readonly subscriptions: readonly { readonly template: string; readonly left: number }[]
}

/** An account as far as addresses need it. */
export interface AddressAccount {
  readonly id: string
  readonly provider: string
  /** Of WeChat; empty for all others. */
  readonly appId: string
}

/** Kind of the addresses that a provider sends to; undefined: it sends to none of these. */
export const KIND_OF_PROVIDER: Readonly<Record<string, AddressKind>> = {
  wechat_official: 'openid',
  wechat_mini: 'openid',
  fcm: 'fcm',
  jpush: 'jpush',
  web_push: 'web',
}

/**
 * The accounts that can send to an address: those of its app. One whose app is not known, or whose account is gone, belongs to the only account of its kind
 * while there is one: with two of them nobody can tell which it is of, and a message to the wrong one is refused.
 */
export function accountsOf(
  address: { readonly kind: AddressKind; readonly app: string },
  accounts: readonly AddressAccount[],
): readonly string[] {
  const same = accounts.filter((account) => KIND_OF_PROVIDER[account.provider] === address.kind)
  if (address.kind === 'openid') {
    const own = address.app === '' ? (same.length === 1 ? same : []) : same.filter(({ appId }) => appId === address.app)
    return own.map(({ id }) => id)
  }
  const own = same.filter(({ id }) => id === address.app)
  return (own.length > 0 ? own : same.length === 1 ? same : []).map(({ id }) => id)
}

/** What an address is looked up by: an openid with its app, as the identifier of the same name; a browser by its endpoint, since its keys may be renewed. */
export function lookUpText({ kind, app, value }: Pick<SaidAddress, 'kind' | 'app' | 'value'>): string {
  if (kind === 'openid') return app === '' ? value : `${app}:${value}`
  return kind === 'web' ? (readWebValue(value)?.endpoint ?? value) : value
}

/** App and openid of an identifier, whose value is APP:OPENID; without an app in front of it the app is not known. */
export function splitOpenId(identifier: string): { readonly app: string; readonly value: string } {
  const colon = identifier.lastIndexOf(':')
  return colon === -1 ? { app: '', value: identifier } : { app: identifier.slice(0, colon), value: identifier.slice(colon + 1) }
}

export interface WebSubscription {
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
}

/** A browser's subscription as one text. */
export function webValue({ endpoint, p256dh, auth }: WebSubscription): string {
  return JSON.stringify({ endpoint, p256dh, auth })
}

/** A subscription as `webValue` or a browser (`PushSubscription.toJSON`) writes it; null: it is none. */
export function readWebValue(text: string): WebSubscription | null {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof read !== 'object' || read === null) return null
  const { endpoint, p256dh, auth, keys } = read as Readonly<Record<string, unknown>>
  const own = typeof keys === 'object' && keys !== null ? (keys as Readonly<Record<string, unknown>>) : { p256dh, auth }
  const found = { endpoint, p256dh: own['p256dh'], auth: own['auth'] }
  return isWebSubscription(found) ? found : null
}

function isWebSubscription(found: Readonly<Record<keyof WebSubscription, unknown>>): found is WebSubscription {
  const { endpoint, p256dh, auth } = found
  return (
    typeof endpoint === 'string' &&
    endpoint.length <= 2_000 &&
    URL.parse(endpoint)?.protocol === 'https:' &&
    typeof p256dh === 'string' &&
    Buffer.from(p256dh, 'base64url').length === 65 &&
    typeof auth === 'string' &&
    Buffer.from(auth, 'base64url').length === 16
  )
}

/** The value as it is kept. @throws AppError `address-wrong` */
export function checkedValue(kind: AddressKind, text: string): string {
  const value = text.trim()
  if (kind === 'web') {
    const subscription = readWebValue(value)
    if (subscription !== null) return webValue(subscription)
  } else if (kind === 'openid' ? /^[0-9A-Za-z_-]{6,64}$/.test(value) : /^[\x21-\x7e]{8,4096}$/.test(value)) {
    return value
  }
  const what = {
    openid: 'An openid has 6 to 64 letters, digits, - and _, without the AppID before it.',
    fcm: 'A token of FCM has at least eight characters and no blanks.',
    jpush: 'A registration id of JPush has at least eight characters and no blanks.',
    web: 'A subscription of a browser has an https endpoint and the keys p256dh and auth, as PushSubscription.toJSON() gives them.',
  }[kind]
  throw new AppError('invalid-input', 'address-wrong', `The address cannot be used. ${what}`, { details: { kind } })
}

/** Where a push to this address goes; null: it is no push. */
export function pushTargetOf(kind: AddressKind, value: string): PushTarget | null {
  switch (kind) {
    case 'openid':
      return null
    case 'fcm':
      return { kind: 'fcm', token: value }
    case 'jpush':
      return { kind: 'jpush', registrationId: value }
    case 'web': {
      const subscription = readWebValue(value)
      return subscription === null ? null : { kind: 'web', ...subscription }
    }
  }
}

/** Addresses as they are kept. */
export interface AddressStore {
  /**
   * Keeps the addresses: a new one is added, a known one was seen, one that belonged to somebody else moves. What is older than what is known changes
   * nothing. An address that ended comes back, but not by tracking alone, since an app goes on naming a token that its service gave up.
   */
  say(addresses: readonly SaidAddress[]): Promise<void>
  /** Ends an address, also one that nobody has told of yet. What is older than what is known changes nothing. */
  end(address: Pick<SaidAddress, 'kind' | 'app' | 'value'>, reason: string, at: Date): Promise<void>
  /** One more consent to a message of this template, or the end of all; `key` tells one that is told twice. */
  subscribe(address: SaidAddress, template: string, agreed: boolean, key: string): Promise<void>
  /** A message of this template was taken: one consent fewer. */
  used(address: Pick<SaidAddress, 'kind' | 'app' | 'value'>, template: string): Promise<void>
  openWindow(address: SaidAddress, until: Date): Promise<void>
  /** Keeps openids of people that have no place here yet; at most a block of them. Returns how many. */
  adopt(): Promise<number>
  /** Newest first. Null: there is no such customer in the scope. */
  ofCustomer(scope: Scope, customerId: string): Promise<readonly AddressView[] | null>
  /** Ends one address of a customer. False: the customer has no such active address in the scope. */
  endById(scope: Scope, customerId: string, addressId: string, reason: string, at: Date): Promise<boolean>
  accounts(): Promise<readonly AddressAccount[]>
}
