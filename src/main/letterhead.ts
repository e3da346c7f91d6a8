import { hkdfSync } from 'node:crypto'
import type { Letterhead } from '#act/compose-email.ts'
import type { SmtpOptions } from '#act/channels/smtp-mailer.ts'
import type { Project } from '#access/project-settings.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Config } from '../config.ts'

/** Secret of the links in messages: derived from the index key, so that links outlive restarts and key rotation. */
export function linkSecret(keyring: Keyring): Buffer {
  return Buffer.from(hkdfSync('sha256', keyring.index.export(), '', 'liuke message links', 32))
}

/** Name, zone and language are those of the project when a message is written. */
export function letterheadOf(config: Config, project: Project, keyring: Keyring): Letterhead {
  return {
    get shopName() {
      return { zh: project.shopName, en: project.shopName }
    },
    shopUrl: config.shopUrl,
    fromAddress: config.mailFrom,
    publicUrl: config.publicUrl,
    get defaultLanguage() {
      return project.timeZone.startsWith('Asia/') ? ('zh' as const) : ('en' as const)
    },
    tokenSecret: linkSecret(keyring),
    get timeZone() {
      return project.timeZone
    },
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
