import { SmtpMailer } from '../../channels/smtp-mailer.ts'
import type { SmtpFailure, SmtpOptions } from '../../channels/smtp-mailer.ts'
import type { OutgoingEmail } from '../../outgoing-message.ts'
import type { Outcome, ProbeResult, Provider, ProviderField, ProviderKind, ProviderValues } from '../provider.ts'
import { valueWrong } from '../provider-values.ts'

const FIELDS: readonly ProviderField[] = [
  {
    name: 'host',
    kind: 'host',
    label: { zh: '服务器', en: 'Server' },
    hint: { zh: '邮件服务商“SMTP 设置”里的服务器地址。', en: 'The server name in the SMTP settings of your mail provider.' },
    required: true,
    example: 'smtp.example.com',
  },
  {
    name: 'port',
    kind: 'number',
    label: { zh: '端口', en: 'Port' },
    hint: {
      zh: '一般是 465（全程加密）或 587（先连接再加密）。',
      en: 'Usually 465 (encrypted from the start) or 587 (encrypted after connecting).',
    },
    required: true,
    initial: '465',
  },
  {
    name: 'security',
    kind: 'choice',
    label: { zh: '加密方式', en: 'Encryption' },
    hint: {
      zh: '465 端口选“全程加密”，587 端口选“先连接再加密”。',
      en: 'Choose “from the start” for port 465, “after connecting” for port 587.',
    },
    required: true,
    initial: 'tls',
    choices: [
      { value: 'tls', label: { zh: '全程加密（TLS）', en: 'From the start (TLS)' } },
      { value: 'starttls', label: { zh: '先连接再加密（STARTTLS）', en: 'After connecting (STARTTLS)' } },
      { value: 'none', label: { zh: '不加密（只用于自己的内网）', en: 'None (only inside your own network)' } },
    ],
  },
  {
    name: 'user',
    kind: 'text',
    label: { zh: '用户名', en: 'User name' },
    hint: { zh: '多数服务商用完整的邮箱地址。', en: 'With most providers, the whole mail address.' },
    required: false,
    example: 'hello@example.com',
  },
  {
    name: 'password',
    kind: 'secret',
    label: { zh: '密码或授权码', en: 'Password' },
    hint: {
      zh: '很多服务商要求使用单独生成的授权码，而不是登录密码。',
      en: 'Many providers ask for an app password made for this purpose, not for the password you log in with.',
    },
    required: false,
  },
]

/** A mail server that is spoken to in SMTP (RFC 5321). */
export const SMTP: ProviderKind<OutgoingEmail> = {
  name: 'smtp',
  side: 'email',
  title: { zh: '邮件服务器（SMTP）', en: 'Mail server (SMTP)' },
  fields: FIELDS,
  pace: { perSecond: 100, atOnce: 8 },
  check: (settings, secrets) => {
    const port = Number(settings['port'])
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw valueWrong('port', 'it is no port from 1 to 65535', 'not_port')
    if (settings['user'] !== undefined && secrets['password'] === undefined)
      throw valueWrong('password', 'a user name needs a password', 'required')
  },
  open({ settings, secrets }, tools): Provider<OutgoingEmail> {
    const mailer = new SmtpMailer({ ...smtpOptionsOf(settings, secrets), resolve: tools.resolve })
    return {
      async probe(): Promise<ProbeResult> {
        const failure = await mailer.verify()
        return failure === null
          ? { ok: true, reason: '', said: '', facts: [] }
          : {
              ok: false,
              reason: probeReason(failure),
              said: failure.responseCode === null ? '' : `SMTP ${failure.responseCode}`,
              facts: [],
            }
      },
      async send(message): Promise<Outcome> {
        const outcome = await mailer.send(message)
        // The server took it; whether it arrives is another matter.
        return outcome.kind === 'delivered' ? { kind: 'accepted', providerId: outcome.providerId ?? null } : outcome
      },
      close: () => mailer.close(),
    }
  },
}

function smtpOptionsOf(settings: ProviderValues, secrets: ProviderValues): SmtpOptions {
  const user = settings['user']
  return {
    host: settings['host'] ?? '',
    port: Number(settings['port']),
    secure: settings['security'] === 'tls',
    ...(settings['security'] === 'none' ? { tls: 'none' } : settings['security'] === 'starttls' ? { tls: 'required' } : {}),
    ...(user === undefined ? {} : { user, password: secrets['password'] ?? '' }),
  }
}

function probeReason({ responseCode, code }: SmtpFailure): string {
  if (responseCode === 535 || responseCode === 534 || code === 'EAUTH') return 'secret_wrong'
  return ['address_not_allowed', 'name_not_found'].includes(code) ? code : 'not_reached'
}
