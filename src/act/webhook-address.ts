import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
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

/** Everything that is not the public internet (IANA special-purpose registries, RFC 6890). IPv4 in IPv6 notation is checked by the IPv4 ranges. */
const NOT_PUBLIC = blockList([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
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
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw refused('it is not an http or https address', 'address')
  if (url.username !== '' || url.password !== '') throw refused('it contains a user name or password', 'credentials')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isAllowed = allowedHosts.includes(url.host) || allowedHosts.includes(host)
  if (!isAllowed && url.protocol !== 'https:') throw refused('it is not encrypted: use https', 'plain')
  const family = isIP(host)
  let addresses: readonly ResolvedAddress[]
  try {
    addresses = family === 0 ? await resolve(host) : [{ address: host, family: family === 6 ? 6 : 4 }]
  } catch (cause) {
    throw refused('its host name cannot be found', 'host', cause)
  }
  const [address] = addresses
  if (address === undefined) throw refused('its host name cannot be found', 'host')
  if (!isAllowed && addresses.some((one) => NOT_PUBLIC.check(one.address, one.family === 6 ? 'ipv6' : 'ipv4'))) {
    throw refused('it leads into a private network; to allow that, add the host to allowPrivateWebhookHosts', 'private')
  }
  return { url, address }
}

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
