import { BlockList, isIP } from 'node:net'
import { DAY_MS } from '#kernel/clock.ts'
import { codeOfId } from '#privacy/personal-text.ts'

export const PLACE_KINDS = ['address', 'device'] as const
export type PlaceKind = (typeof PLACE_KINDS)[number]

/** From where and when somebody signed up. Codes alone are kept, never an address. */
export interface SignUp {
  readonly places: readonly { readonly kind: PlaceKind; readonly code: string }[]
  /** Epoch milliseconds. */
  readonly at: number
  /** Whether the time is what was said of the sign-up; otherwise it is when somebody was first identified. */
  readonly isStated: boolean
}

export interface NotedSignUp extends SignUp {
  readonly originId: string
  /** The id of an import, SAID_BY_API or SAID_BY_EVENT. */
  readonly saidBy: string
}

/** Addresses of no place of its own: many stand behind each, or the same one everywhere. */
const LOCAL = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  LOCAL.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  LOCAL.addSubnet(net, bits, 'ipv6')

const LONGEST_DEVICE = 200

/**
 * The places that somebody names, as codes: the address as a whole, of IPv6 the network of 64 bits that one line has; a device by its id. Private and local addresses are no places.
 *
 * @param secret of the installation
 */
export function placesOf(said: { readonly address: string; readonly device: string }, secret: string): SignUp['places'] {
  const network = networkOf(said.address.trim())
  const device = said.device.trim()
  return [
    ...(network === '' ? [] : [{ kind: 'address' as const, code: codeOfId(`address ${network}`, secret) }]),
    ...(device === '' || device.length > LONGEST_DEVICE ? [] : [{ kind: 'device' as const, code: codeOfId(`device ${device}`, secret) }]),
  ]
}

/** Of an identified event: undefined where the account was made on another day, so that this is a log-in. */
export function signUpOfEvent(places: SignUp['places'], occurredAt: number, createdAt: number | null): SignUp | undefined {
  if (places.length === 0 || (createdAt !== null && Math.abs(occurredAt - createdAt) > DAY_MS)) return undefined
  return { places, at: createdAt ?? occurredAt, isStated: createdAt !== null }
}

const MAPPED = /^::ffff:(?<v4>\d{1,3}(?:\.\d{1,3}){3})$/i

function networkOf(text: string): string {
  const address = MAPPED.exec(text)?.groups?.['v4'] ?? text
  const version = isIP(address)
  if (version === 4) return LOCAL.check(address, 'ipv4') ? '' : address
  if (version !== 6 || address.includes('%') || address.includes('.') || LOCAL.check(address, 'ipv6')) return ''
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
