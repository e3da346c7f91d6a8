import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { AppError } from '#kernel/app-error.ts'
import { checkedAddresses, checkUrlText, resolveHost } from '../webhook-address.ts'
import type { Resolve, ResolvedAddress } from '../webhook-address.ts'
import { NoAnswer } from './provider.ts'
import type { ProviderFetch, ProviderReply } from './provider.ts'

const LONGEST_MS = 30_000
const MOST_BYTES = 1024 * 1024
/** Providers close connections that nobody uses; one that we close first cannot break under a message. */
const IDLE_MS = 4_000

export interface ProviderNetwork {
  readonly fetch: ProviderFetch
  readonly resolve: (host: string) => Promise<readonly ResolvedAddress[]>
  /** Lets go of connections that nobody uses. */
  close(): void
}

/**
 * The network as providers see it. A name is looked up when a connection is made and that very answer is connected to, so a name that changes its address
 * (DNS rebinding) reaches nothing that it may not.
 */
export function createProviderNetwork(allowedHosts: readonly string[], resolveName: Resolve = resolveHost): ProviderNetwork {
  const options = { keepAlive: true, maxFreeSockets: 64, timeout: IDLE_MS }
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) }
  return {
    fetch: (text, { method, headers, body, timeoutMs = LONGEST_MS }) => {
      let target: ReturnType<typeof checkUrlText>
      try {
        target = checkUrlText(text, allowedHosts)
      } catch {
        return Promise.reject(new NoAnswer(false, 'address_not_allowed'))
      }
      const { url, isAllowed } = target
      const isPlain = url.protocol === 'http:'
      const send = isPlain ? httpRequest : httpsRequest
      return new Promise<ProviderReply>((resolve, reject) => {
        let isConnected = false
        const fail = (error: unknown): void => reject(noAnswer(error, isConnected))
        const request = send(
          url,
          {
            method,
            headers: { 'user-agent': 'Liuke/1', ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
            signal: AbortSignal.timeout(Math.min(timeoutMs, LONGEST_MS)),
            agent: agents[isPlain ? 'http:' : 'https:'],
            lookup: checkedLookup(isAllowed, resolveName),
          },
          (response) => {
            readReply(response).then(resolve, fail)
          },
        )
        request.on('socket', (socket) => {
          // Nothing of the request leaves before the connection stands, with TLS before its handshake is over.
          if (request.reusedSocket) isConnected = true
          else socket.once(isPlain ? 'connect' : 'secureConnect', () => (isConnected = true))
        })
        request.on('error', fail)
        request.end(body)
      })
    },
    async resolve(host) {
      try {
        return await checkedAddresses(host, allowedHosts.includes(host), resolveName)
      } catch (error) {
        throw noAnswer(error, false)
      }
    },
    close: () => {
      for (const agent of Object.values(agents))
        for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    },
  }
}

function checkedLookup(isAllowed: boolean, resolveName: Resolve): LookupFunction {
  return (host, { all }, done) => {
    checkedAddresses(host, isAllowed, resolveName).then(
      (addresses) => {
        const [first] = addresses
        if (all === true || first === undefined) done(null, [...addresses])
        else done(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    )
  }
}

function readReply(response: IncomingMessage): Promise<ProviderReply> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let bytes = 0
    response.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > MOST_BYTES) response.destroy(new NoAnswer(true, 'answer_too_large'))
      else parts.push(part)
    })
    response.on('error', reject)
    response.on('aborted', () => reject(new NoAnswer(true, 'connection_lost')))
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')])),
        body: Buffer.concat(parts).toString('utf8'),
      }),
    )
  })
}

/** Without the provider's host or our own addresses: the reason is stored and shown. */
function noAnswer(error: unknown, isConnected: boolean): NoAnswer {
  if (error instanceof NoAnswer) return error
  if (error instanceof AppError) return new NoAnswer(false, error.details['reason'] === 'host' ? 'name_not_found' : 'address_not_allowed')
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) return new NoAnswer(isConnected, 'timeout')
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (isConnected) return new NoAnswer(true, 'connection_lost')
  if (code === 'ECONNREFUSED') return new NoAnswer(false, 'connection_refused')
  return new NoAnswer(
    false,
    code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SSL') ? 'certificate_wrong' : 'not_reached',
  )
}
