import { lookup } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { AppError } from '#kernel/app-error.ts'

export interface ResolvedAddress {
  readonly address: string
  readonly family: 4 | 6
}

export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>

export interface WebhookTarget {
  readonly url: URL
  /** The checked address to connect to; the name is not resolved again, so that it cannot change in between. */
  readonly address: ResolvedAddress
}

/** Everything that is not the public internet (IANA special-purpose registries, RFC 6890), whatever notation an address has. */
const NOT_PUBLIC_4 = blockList([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
])

const NOT_PUBLIC_6 = blockList([
  // Of IPv6 only 2000::/3 is given out for the internet, with these exceptions: Teredo and other protocols, examples, 6to4, AS112.
  ['::', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
  ['4000::', 2],
  ['8000::', 1],
])

export const resolveHost: Resolve = async (host) => {
  const found = await lookup(host, { all: true, verbatim: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

/**
 * Checks an address of a webhook when it is saved and again each time it is used: http(s), no credentials, and every address of the host public
 * (against server-side request forgery). Hosts of `allowedHosts` (`crm.local` or `crm.local:8443`) may be private and without TLS.
 * @throws AppError `webhook-url-refused`
 */
export async function checkWebhookUrl(
  text: string,
  allowedHosts: readonly string[],
  resolve: Resolve = resolveHost,
): Promise<WebhookTarget> {
  const { url, host, isAllowed } = checkUrlText(text, allowedHosts)
  const [address] = await checkedAddresses(host, isAllowed, resolve)
  if (address === undefined) throw refused('its host name cannot be found', 'host')
  return { url, address }
}

/**
 * What can be said of an address without looking its name up; the rest is `checkedAddresses` when a connection is made.
 * @throws AppError `webhook-url-refused`
 */
export function checkUrlText(
  text: string,
  allowedHosts: readonly string[],
): { readonly url: URL; readonly host: string; readonly isAllowed: boolean } {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw refused('it is not an http or https address', 'address')
  if (url.username !== '' || url.password !== '') throw refused('it contains a user name or password', 'credentials')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isAllowed = allowedHosts.includes(url.host) || allowedHosts.includes(host)
  if (!isAllowed && url.protocol !== 'https:') throw refused('it is not encrypted: use https', 'plain')
  const family = isIP(host)
  if (!isAllowed && family !== 0 && !isPublic({ address: host, family: family === 6 ? 6 : 4 })) throw leadsInside()
  return { url, host, isAllowed }
}

/** Whether a host can be one of the internet, as far as its name tells: no private address, no name of this machine or of a local network. Looks nothing up. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  if (family !== 0) return isPublic({ address: host, family: family === 6 ? 6 : 4 })
  return host.includes('.') && !/\.(?:local|localhost|internal|lan|home\.arpa)$/iu.test(host)
}

/** Whether customers can open something at the configured address: a name or number of the public internet, not one of this machine or network. */
export function isReachedFromOutside(publicUrl: string): boolean {
  if (!URL.canParse(publicUrl)) return false
  return isPublicHost(new URL(publicUrl).hostname)
}

/**
 * The addresses of a host, to connect to none but these: all of them are public, or the host is one of those that need not be.
 * @throws AppError `webhook-url-refused`
 */
export async function checkedAddresses(
  host: string,
  isAllowed: boolean,
  resolve: Resolve = resolveHost,
): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host)
  let addresses: readonly ResolvedAddress[]
  try {
    addresses = family === 0 ? await resolve(host) : [{ address: host, family: family === 6 ? 6 : 4 }]
  } catch (cause) {
    throw refused('its host name cannot be found', 'host', cause)
  }
  if (addresses.length === 0) throw refused('its host name cannot be found', 'host')
  if (!isAllowed && !addresses.every((one) => isPublic(one))) throw leadsInside()
  return addresses
}

/** For `lookup` of a request: the name was resolved and checked once, and looking it up again could give another answer. */
export function pinnedTo({ address, family }: ResolvedAddress): LookupFunction {
  return (_host, options, done) => {
    if (options.all === true) done(null, [{ address, family }])
    else done(null, address, family)
  }
}

function isPublic({ address, family }: ResolvedAddress): boolean {
  if (family === 4) return !NOT_PUBLIC_4.check(address, 'ipv4')
  return !NOT_PUBLIC_6.check(address.split('%')[0] ?? '', 'ipv6')
}

const leadsInside = (): AppError =>
  refused('it leads into a private network; LIUKE_ALLOW_PRIVATE_WEBHOOKS allows the hosts of this machine', 'private')

function refused(what: string, reason: 'address' | 'credentials' | 'plain' | 'host' | 'private', cause?: unknown): AppError {
  return new AppError('invalid-input', 'webhook-url-refused', `The webhook address cannot be used: ${what}.`, {
    cause,
    details: { reason },
  })
}

function blockList(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')
  return list
}
