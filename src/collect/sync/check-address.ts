import { BlockList, isIP } from 'node:net'
import { AppError } from '#kernel/app-error.ts'
import type { DatabaseAddress } from './sync.ts'

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})$/

/** Where clouds answer with keys: link-local addresses, also in IPv6, and those of Alibaba Cloud, Oracle Cloud and AWS outside of them. */
const KEYS = new BlockList()
KEYS.addSubnet('169.254.0.0', 16, 'ipv4')
KEYS.addSubnet('fe80::', 10, 'ipv6')
KEYS.addAddress('100.100.100.200', 'ipv4')
KEYS.addAddress('192.0.0.192', 'ipv4')
KEYS.addAddress('fd00:ec2::254', 'ipv6')

/**
 * Databases of a shop lie in private networks, so those are allowed; what is no host is not (a socket of this machine), nor are link-local addresses, where clouds
 * answer with keys.
 *
 * @throws AppError `sync-host-refused`.
 */
export function checkAddress({ host }: Pick<DatabaseAddress, 'host'>): void {
  const plain = host.replace(/^\[|\]$/g, '').toLowerCase()
  const kind = isIP(plain)
  const givesKeys = kind !== 0 && KEYS.check(plain, kind === 6 ? 'ipv6' : 'ipv4')
  if ((kind === 0 && !HOST.test(plain)) || givesKeys) {
    throw new AppError(
      'invalid-input',
      'sync-host-refused',
      'The host must be a host name or an address of the network: no path, no link-local address.',
    )
  }
}
