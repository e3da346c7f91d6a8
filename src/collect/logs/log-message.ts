import { createHmac } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import { stableId } from '#kernel/id.ts'
import { pathOf } from './leave-out.ts'
import type { LogHit } from './log-line.ts'
import type { LogOptions, LogWho } from './log-options.ts'

/** A page view of a log as the tracking API takes it. */
export type LogMessage = Readonly<Record<string, unknown>>

/** A page view and how it names who asked: by a user, by a device, or as somebody who is told apart for one day. */
export interface LogView {
  readonly message: LogMessage
  readonly path: string
  readonly who: 'user' | 'device' | 'visitor'
}

const CAMPAIGN = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'] as const
const LONGEST_VALUE = 1_000
const DAY = 10

/**
 * A page view: path without query (only the names of a campaign are kept of it), where the visitor came from without query, and who it was. Nothing of an
 * address but what `ip` says. `id` is the same for the same line. Null where the line names nobody and visitors are not told apart.
 */
export function logMessage(
  hit: LogHit,
  at: number,
  id: string,
  options: Pick<LogOptions, 'who' | 'visitors' | 'ip'>,
  secret: string,
): LogView | null {
  const query = queryOf(hit.target)
  const [userId, anonymousId] = [whoOf('userId', hit, query, options.who), whoOf('anonymousId', hit, query, options.who)]
  const timestamp = new Date(at).toISOString()
  const visitor = userId === '' && anonymousId === '' && options.visitors ? visitorOf(hit, timestamp, secret) : ''
  if (userId === '' && anonymousId === '' && visitor === '') return null
  const device = anonymousId || visitor
  const address = options.ip === 'truncated' ? truncatedAddress(hit.ip) : ''
  const path = unescaped(pathOf(hit.target)).slice(0, LONGEST_VALUE)
  const message = {
    type: 'page',
    messageId: id,
    timestamp,
    ...(userId === '' ? {} : { userId }),
    ...(device === '' ? {} : { anonymousId: device }),
    properties: {
      path,
      ...(hit.referrer === '' ? {} : { referrer: withoutQuery(hit.referrer).slice(0, LONGEST_VALUE) }),
      ...Object.fromEntries(
        CAMPAIGN.flatMap((name) => (query.get(name) ? [[name, (query.get(name) as string).slice(0, LONGEST_VALUE)]] : [])),
      ),
      ...(address === '' ? {} : { network: address }),
    },
    context: { historical: true, channel: 'web', ...(hit.agent === '' ? {} : { userAgent: hit.agent.slice(0, LONGEST_VALUE) }) },
  }
  return { message, path, who: userId !== '' ? 'user' : anonymousId !== '' ? 'device' : 'visitor' }
}

/** The id of a line that stands for the `copy`th time in its file, from 0: the same in a file that overlaps. Not to be had from the line without the secret. */
export function logLineId(line: string, copy: number, secret: string): string {
  return stableId('log-line', createHmac('sha256', secret).update(`${copy}\n${line}`).digest('hex'))
}

function whoOf(as: LogWho['as'], hit: LogHit, query: URLSearchParams, who: readonly LogWho[]): string {
  for (const one of who) {
    if (one.as !== as) continue
    const value = saidBy(one, hit, query).trim()
    if (value !== '' && value !== '-') return value
  }
  return ''
}

function saidBy({ from, name }: LogWho, hit: LogHit, query: URLSearchParams): string {
  switch (from) {
    case 'user':
      return hit.user
    case 'query':
      return query.get(name) ?? ''
    case 'field':
      return Object.hasOwn(hit.fields, name) ? (hit.fields[name] as string) : ''
    case 'cookie':
      return cookieOf(hit.fields, name)
  }
}

/** From a field of its own, as nginx writes $cookie_NAME, or from any field that holds the whole header. */
function cookieOf(fields: LogHit['fields'], name: string): string {
  const own = `cookie_${name}`
  if (Object.hasOwn(fields, own)) return fields[own] as string
  for (const [field, text] of Object.entries(fields)) {
    if (!/cookie|^extra\d/.test(field)) continue
    for (const pair of text.split(/; ?/)) {
      const at = pair.indexOf('=')
      if (at > 0 && pair.slice(0, at) === name) return unescaped(pair.slice(at + 1))
    }
  }
  return ''
}

/** Told apart within one day (UTC) only: the next day has another code, and none leads back to the address. */
function visitorOf({ ip, agent }: LogHit, timestamp: string, secret: string): string {
  if (ip === '') return ''
  const code = createHmac('sha256', secret)
    .update(`visitor\n${timestamp.slice(0, DAY)}\n${ip}\n${agent}`)
    .digest('hex')
  return stableId('log-visitor', code)
}

/** The /24 of an IPv4 and the /48 of an IPv6 address; '' for anything else. */
export function truncatedAddress(text: string): string {
  const address = text.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/i, '')
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  if (!isIPv6(address)) return ''
  const [head = '', tail = ''] = address.split('::')
  const [front, back] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)]
  const all = address.includes('::')
    ? [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0'), ...back]
    : front
  return `${all
    .slice(0, 3)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':')}::/48`
}

function queryOf(target: string): URLSearchParams {
  const at = target.indexOf('?')
  return new URLSearchParams(at < 0 ? '' : target.slice(at + 1).replace(/#.*$/s, ''))
}

function withoutQuery(url: string): string {
  const end = url.search(/[?#]/)
  return end < 0 ? url : url.slice(0, end)
}

function unescaped(path: string): string {
  try {
    const text = decodeURIComponent(path)
    return /[\u0000-\u001f]/.test(text) ? path : text
  } catch {
    return path
  }
}
