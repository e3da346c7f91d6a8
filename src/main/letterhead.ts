import { hkdfSync } from 'node:crypto'
import type { Letterhead } from '#act/compose-email.ts'
import type { SmtpOptions } from '#act/channels/smtp-mailer.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Config } from '../config.ts'

/** Secret of the links in messages: derived from the index key, so that links outlive restarts and key rotation. */
export function linkSecret(keyring: Keyring): Buffer {
  return Buffer.from(hkdfSync('sha256', keyring.index.export(), '', 'liuke message links', 32))
}

export function letterheadOf(config: Config, keyring: Keyring): Letterhead {
  return {
    shopName: { zh: config.shopName, en: config.shopName },
    shopUrl: config.shopUrl,
    fromAddress: config.mailFrom,
    publicUrl: config.publicUrl,
    defaultLanguage: config.timeZone.startsWith('Asia/') ? 'zh' : 'en',
    tokenSecret: linkSecret(keyring),
    timeZone: config.timeZone,
  }
}

/** Reads `smtp://user:password@host:port` or `smtps://…`. @throws AppError that names LIUKE_SMTP_URL. */
export function smtpOptions(text: string): SmtpOptions {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new AppError(
      'invalid-input',
      'smtp-url-wrong',
      'LIUKE_SMTP_URL must look like smtp://user:password@mail.example.com:587 or smtps://….',
    )
  }
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(url.username === '' ? {} : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }),
  }
}
