import { compileLogPattern } from './log-pattern.ts'
import { LOG_LIMITS } from './log-limits.ts'
import type { LogFormat, LogOptions } from './log-options.ts'

/** What a line says of one request, as text; '' where it says nothing. `fields` has every field by its name, for who asked. */
export interface LogHit {
  readonly time: string
  readonly method: string
  /** Path and query as they were asked for. */
  readonly target: string
  readonly status: string
  readonly referrer: string
  readonly agent: string
  readonly ip: string
  readonly user: string
  readonly fields: Readonly<Record<string, string>>
}

export type LogLineReader = (line: string) => LogHit | null

/** Reads lines of a format; null for one that does not fit. */
export function logLineReader({ format, pattern }: Pick<LogOptions, 'format' | 'pattern'>): LogLineReader {
  if (format === 'json') return readJsonLine
  if (format === 'combined') return readCombinedLine
  const match = compileLogPattern(pattern)
  return (line) => {
    const groups = line.length > LOG_LIMITS.patternLine ? null : match(line)
    return groups === null ? null : hitOf(groups)
  }
}

/** The format of most of the first lines. */
export function guessLogFormat(lines: readonly string[]): LogFormat {
  const objects = lines.filter((line) => line.trimStart().startsWith('{')).length
  return objects * 2 > lines.length ? 'json' : 'combined'
}

const REQUEST = /^([A-Z]{1,20}) (\S{1,65536})(?: HTTP\/[\d.]{1,3})?$/

/** Names of a field in logs of nginx, Caddy, Traefik, load balancers and patterns of the shop's own; the first that says something counts. */
const NAMES = {
  time: ['time', 'time_iso8601', 'time_local', 'timestamp', '@timestamp', 'ts', 'msec', 'start_utc', 'date'],
  request: ['request', 'request_line'],
  method: ['method', 'request_method', 'verb', 'http_method'],
  target: ['path', 'request_uri', 'uri', 'url', 'target'],
  status: ['status', 'status_code', 'response_code', 'code'],
  referrer: ['referrer', 'referer', 'http_referer', 'http_referrer'],
  agent: ['agent', 'user_agent', 'http_user_agent', 'useragent'],
  ip: ['ip', 'remote_addr', 'client_ip', 'remote_ip', 'clientip', 'host'],
  user: ['user', 'remote_user'],
} as const

function hitOf(fields: Readonly<Record<string, string>>): LogHit | null {
  const of = (names: readonly string[]): string => {
    for (const name of names) {
      const value = Object.hasOwn(fields, name) ? (fields[name] as string) : ''
      if (value !== '' && value !== '-') return value
    }
    return ''
  }
  const request = REQUEST.exec(of(NAMES.request))
  const target = of(NAMES.target) || (request?.[2] ?? '')
  const time = of(NAMES.time)
  if (time === '' || target === '') return null
  return {
    time,
    target,
    method: of(NAMES.method) || (request?.[1] ?? ''),
    status: of(NAMES.status),
    referrer: of(NAMES.referrer),
    agent: of(NAMES.agent),
    ip: of(NAMES.ip),
    user: of(NAMES.user),
    fields,
  }
}

const MOST_FIELDS = 200

function readJsonLine(line: string): LogHit | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const entries = Object.entries(value).slice(0, MOST_FIELDS)
  return hitOf(
    Object.fromEntries(
      entries.flatMap(([name, field]): [string, string][] =>
        typeof field === 'string' ? [[name, field]] : typeof field === 'number' ? [[name, String(field)]] : [],
      ),
    ),
  )
}

/** `host ident user [time] "request" status bytes "referrer" "agent"`; the last two may be missing, a virtual host may stand first and more fields last. */
function readCombinedLine(line: string): LogHit | null {
  const parts = partsOf(line)
  const at = parts.findIndex(({ kind }) => kind === '[')
  if (at < 3 || at > 4) return null
  const text = (i: number): string => {
    const part = parts[i]
    return part === undefined || part.text === '-' ? '' : part.text
  }
  const request = parts[at + 1]
  if (request?.kind !== '"' || !/^\d{3}$/.test(text(at + 2))) return null
  const fields: Record<string, string> = {
    time: text(at),
    request: request.text,
    status: text(at + 2),
    ip: text(at - 3),
    user: text(at - 1),
    referrer: text(at + 4),
    agent: text(at + 5),
  }
  for (let i = at + 6; i < parts.length && i < at + 26; i += 1) fields[`extra${i - at - 5}`] = text(i)
  const read = hitOf(fields)
  // A request that is none, as of somebody who speaks another protocol, was still read: it is left out as no page view.
  return (
    read ?? {
      time: fields['time'] as string,
      method: '',
      target: '',
      status: text(at + 2),
      referrer: '',
      agent: text(at + 5),
      ip: '',
      user: '',
      fields,
    }
  )
}

interface LinePart {
  readonly kind: '[' | '"' | ''
  readonly text: string
}

const MOST_PARTS = 64

/** The parts of a line between blanks; what stands in brackets or quotes is one, with \" for a quote inside. One pass. */
function partsOf(line: string): LinePart[] {
  const parts: LinePart[] = []
  let at = 0
  while (at < line.length && parts.length < MOST_PARTS) {
    const first = line[at]
    if (first === ' ' || first === '\t') {
      at += 1
      continue
    }
    if (first === '[') {
      const end = line.indexOf(']', at)
      if (end < 0) return parts
      parts.push({ kind: '[', text: line.slice(at + 1, end) })
      at = end + 1
    } else if (first === '"') {
      let end = at + 1
      while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1
      if (end >= line.length) return parts
      parts.push({ kind: '"', text: line.slice(at + 1, end).replaceAll('\\"', '"') })
      at = end + 1
    } else {
      let end = at
      while (end < line.length && line[end] !== ' ' && line[end] !== '\t') end += 1
      parts.push({ kind: '', text: line.slice(at, end) })
      at = end
    }
  }
  return parts
}
