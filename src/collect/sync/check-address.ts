import { isIP } from 'node:net'
import { AppError } from '#kernel/app-error.ts'
import type { DatabaseAddress } from './sync.ts'

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})$/

/**
 * Databases of a shop lie in private networks, so those are allowed; what is no host is not (a socket of this machine), nor are link-local addresses, where clouds
 * answer with keys.
 *
 * @throws AppError `sync-host-refused`.
 */
export function checkAddress({ host }: Pick<DatabaseAddress, 'host'>): void {
  const plain = host.replace(/^\[|\]$/g, '').toLowerCase()
  const kind = isIP(plain)
  const isLinkLocal = kind === 4 ? plain.startsWith('169.254.') : kind === 6 && /^(?:fe[89ab]|::ffff:169\.254\.|::ffff:a9fe:)/.test(plain)
  if ((kind === 0 && !HOST.test(plain)) || isLinkLocal) {
    throw new AppError(
      'invalid-input',
      'sync-host-refused',
      'The host must be a host name or an address of the network: no path, no link-local address.',
    )
  }
}
