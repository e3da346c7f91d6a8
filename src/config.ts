import { resolve } from 'node:path'
import { isTimeZone } from '#access/project-settings.ts'
import { AppError } from '#kernel/app-error.ts'
import { isCurrency } from '#kernel/money.ts'

/** Everything that can be set from outside. Read once, at start. */
export interface Config {
  readonly dataDir: string
  readonly host: string
  readonly port: number
  /** Address under which customers reach this server, for links in messages. */
  readonly publicUrl: string
  readonly clickhouseUrl: string | null
  readonly databaseUrl: string | null
  readonly smtpUrl: string | null
  /** Plain address that messages come from; the name is that of the shop. */
  readonly mailFrom: string
  /** Null: the project's settings say. So with the next three. */
  readonly shopName: string | null
  /** Where links in messages lead in the end. */
  readonly shopUrl: string
  readonly timeZone: string | null
  readonly currency: string | null
  readonly phoneRegion: string | null
  readonly masterKey: string | null
  readonly allowPrivateWebhooks: boolean
  readonly trustProxy: boolean
  readonly logLevel: string
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent']

/**
 * Reads the environment. Empty values count as not set.
 * @throws AppError invalid-input that names the variable.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const text = (name: string): string | null => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? null : value
  }
  const host = text('LIUKE_HOST') ?? '127.0.0.1'
  const port = whole('LIUKE_PORT', text('LIUKE_PORT'), 8080)
  const logLevel = text('LIUKE_LOG') ?? 'info'
  if (!LOG_LEVELS.includes(logLevel)) throw wrong('LIUKE_LOG', logLevel, `one of ${LOG_LEVELS.join(', ')}`)
  const timeZone = text('LIUKE_TIME_ZONE')
  if (timeZone !== null && !isTimeZone(timeZone)) throw wrong('LIUKE_TIME_ZONE', timeZone, 'an IANA time zone such as Asia/Shanghai')
  const currency = text('LIUKE_CURRENCY')
  if (currency !== null && !isCurrency(currency)) throw wrong('LIUKE_CURRENCY', currency, 'an ISO 4217 code such as CNY')
  const publicUrl = text('LIUKE_PUBLIC_URL') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  if (!URL.canParse(publicUrl)) throw wrong('LIUKE_PUBLIC_URL', publicUrl, 'an address such as https://liuke.example.com')
  const mailFrom = text('LIUKE_MAIL_FROM') ?? 'noreply@localhost'
  if (!/^[^\s@<>]+@[^\s@<>]+$/u.test(mailFrom)) throw wrong('LIUKE_MAIL_FROM', mailFrom, 'a plain address such as hello@example.com')
  return {
    dataDir: resolve(text('LIUKE_DATA') ?? 'data'),
    host,
    port,
    publicUrl: publicUrl.replace(/(?<!\/)\/+$/u, ''),
    clickhouseUrl: text('CLICKHOUSE_URL'),
    databaseUrl: text('DATABASE_URL'),
    smtpUrl: text('LIUKE_SMTP_URL'),
    mailFrom,
    shopName: text('LIUKE_SHOP_NAME'),
    shopUrl: text('LIUKE_SHOP_URL') ?? publicUrl,
    timeZone,
    currency,
    phoneRegion: text('LIUKE_PHONE_REGION'),
    masterKey: text('LIUKE_MASTER_KEY'),
    allowPrivateWebhooks: flag('LIUKE_ALLOW_PRIVATE_WEBHOOKS', text('LIUKE_ALLOW_PRIVATE_WEBHOOKS')),
    trustProxy: flag('LIUKE_TRUST_PROXY', text('LIUKE_TRUST_PROXY')),
    logLevel,
  }
}

function whole(name: string, value: string | null, fallback: number): number {
  if (value === null) return fallback
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw wrong(name, value, 'a port from 0 to 65535')
  return number
}

function flag(name: string, value: string | null): boolean {
  if (value === null || value === '0' || value === 'false') return false
  if (value === '1' || value === 'true') return true
  throw wrong(name, value, '1 or 0')
}

function wrong(name: string, value: string, expected: string): AppError {
  return new AppError('invalid-input', 'config-wrong', `The environment variable ${name} is "${value}"; it must be ${expected}.`)
}
