import { Resolver } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { openImapMailbox } from '../../bounces/imap-mailbox.ts'
import { checkMailbox, MAILBOX_FIELDS, MailboxFailure, mailboxOf } from '../../bounces/mailbox.ts'
import type { OpenMailbox } from '../../bounces/mailbox.ts'
import { readMailReport } from '../../bounces/read-mail-report.ts'
import { SmtpMailer } from '../../channels/smtp-mailer.ts'
import type { SmtpFailure, SmtpOptions } from '../../channels/smtp-mailer.ts'
import type { OutgoingEmail } from '../../outgoing-message.ts'
import type { Inbound, Outcome, ProbeResult, Provider, ProviderField, ProviderKind, ProviderTools, ProviderValues } from '../provider.ts'
import { dkimRecord, readDkimKey, signDkim } from './dkim-sign.ts'
import type { DkimKey } from './dkim-sign.ts'
import { domainOf, DomainPace } from './domain-pace.ts'
import { mailDnsFacts } from './mail-dns.ts'
import type { MailDns } from './mail-dns.ts'
import { returnPathOf } from './return-path.ts'
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
  {
    name: 'fromName',
    kind: 'text',
    label: { zh: '发件人名称', en: 'Sender name' },
    hint: { zh: '收件人看到的名称；不填则用店铺名称。', en: 'What recipients see; empty: the name of the shop.' },
    required: false,
  },
  {
    name: 'fromAddress',
    kind: 'text',
    label: { zh: '发件地址', en: 'Sender address' },
    hint: {
      zh: '该账号可以使用的邮箱地址；不填则用系统的发件地址。',
      en: 'An address that this account may send as; empty: the address of the installation.',
    },
    required: false,
    example: 'news@example.com',
  },
  {
    name: 'replyTo',
    kind: 'text',
    label: { zh: '回复地址', en: 'Reply address' },
    hint: { zh: '客户回复时寄到的邮箱；不填则回复到发件地址。', en: 'Where answers of customers go; empty: to the sender address.' },
    required: false,
    example: 'service@example.com',
  },
  {
    name: 'bounceAddress',
    kind: 'text',
    label: { zh: '退信地址', en: 'Bounce address' },
    hint: {
      zh: '接收退信的邮箱，邮箱名要短（9 个字符以内），并支持“名称+标记@域名”形式的地址。',
      en: 'A mailbox for bounces with a short name (9 characters or fewer) that also takes name+mark@domain.',
    },
    required: false,
    example: 'bounces@example.com',
  },
  {
    name: 'dkimDomain',
    kind: 'text',
    label: { zh: 'DKIM 域名', en: 'DKIM domain' },
    hint: {
      zh: '一般是发件地址的域名。服务商已代为签名时不填。',
      en: 'Usually the domain of the sender address. Leave empty when your provider signs for you.',
    },
    required: false,
    example: 'example.com',
  },
  {
    name: 'dkimSelector',
    kind: 'text',
    label: { zh: 'DKIM 选择器', en: 'DKIM selector' },
    hint: { zh: 'DNS 记录名中 _domainkey 之前的部分。', en: 'The part before _domainkey in the name of the DNS record.' },
    required: false,
    example: 'liuke1',
  },
  {
    name: 'dkimKey',
    kind: 'secret',
    lines: 6,
    label: { zh: 'DKIM 私钥', en: 'DKIM private key' },
    hint: {
      zh: 'PEM 格式，RSA（建议 2048 位）或 Ed25519。检查连接时会显示要发布的 DNS 记录。',
      en: 'PEM, RSA (2048 bits) or Ed25519. The connection check shows the DNS record to publish.',
    },
    required: false,
  },
  {
    name: 'domainAtOnce',
    kind: 'number',
    label: { zh: '每个收件域名的并发数', en: 'At once per recipient domain' },
    hint: { zh: '同时发往同一域名（如 qq.com）的邮件数。', en: 'Mails on their way to one domain, such as gmail.com, at the same time.' },
    required: false,
    initial: '4',
  },
  {
    name: 'domainPerMinute',
    kind: 'number',
    label: { zh: '每个收件域名每分钟', en: 'Per minute and recipient domain' },
    hint: {
      zh: '0 或不填表示不限。域名要求放慢时会自动暂停该域名。',
      en: '0 or empty: no limit. A domain that asks for less is paused by itself.',
    },
    required: false,
  },
  ...MAILBOX_FIELDS,
]

const ADDRESS = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]{2,}$/u
const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/iu
const WAIT_MS = 5_000
/** RFC 4954: log-in needed, its way too weak, or refused. */
const LOGIN_REFUSED: readonly string[] = ['smtp_530', 'smtp_534', 'smtp_535']

/** A mail server that is spoken to in SMTP (RFC 5321). */
export const SMTP: ProviderKind<OutgoingEmail> = smtpWith(new Resolver({ timeout: 2_000, tries: 1 }))

/** The kind, with the DNS that it asks and how long it waits for a silent server, in milliseconds. */
export function smtpWith(dns: MailDns, silenceMs?: number): ProviderKind<OutgoingEmail> {
  return {
    name: 'smtp',
    side: 'email',
    title: { zh: '邮件服务器（SMTP）', en: 'Mail server (SMTP)' },
    fields: FIELDS,
    pace: { perSecond: 100, atOnce: 8 },
    check: (settings, secrets) => {
      for (const { name } of FIELDS.filter((field) => field.required)) {
        if (settings[name] === undefined) throw valueWrong(name, 'it is required', 'required')
      }
      const port = Number(settings['port'])
      if (!Number.isInteger(port) || port < 1 || port > 65_535) throw valueWrong('port', 'it is no port from 1 to 65535', 'not_port')
      if (settings['user'] !== undefined && secrets['password'] === undefined)
        throw valueWrong('password', 'a user name needs a password', 'required')
      checkSender(settings)
      checkDkim(settings, secrets)
      checkMailbox(settings, secrets)
    },
    open: ({ settings, secrets }, tools) => openSmtp(settings, secrets, tools, { dns, ...(silenceMs === undefined ? {} : { silenceMs }) }),
  }
}

function checkSender(settings: ProviderValues): void {
  for (const field of ['fromAddress', 'replyTo', 'bounceAddress']) {
    const value = settings[field]
    if (value !== undefined && !ADDRESS.test(value)) throw valueWrong(field, 'it is no mail address', 'not_address')
  }
}

function checkDkim(settings: ProviderValues, secrets: ProviderValues): void {
  const missing = ['dkimDomain', 'dkimSelector', 'dkimKey'].filter((name) => (settings[name] ?? secrets[name]) === undefined)
  if (missing.length === 3) return
  if (missing[0] !== undefined) throw valueWrong(missing[0], 'DKIM needs a domain, a selector and a key', 'required')
  if (!DOMAIN.test(settings['dkimDomain'] ?? '')) throw valueWrong('dkimDomain', 'it is no domain', 'not_domain')
  if (!/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/iu.test(settings['dkimSelector'] ?? '')) {
    throw valueWrong('dkimSelector', 'it has other signs than letters, digits, hyphens and dots', 'not_domain')
  }
  if (readDkimKey(secrets['dkimKey'] ?? '') !== null) return
  throw valueWrong('dkimKey', 'it is no private key in PEM, RSA of 1024 bits or more or Ed25519', 'not_key')
}

function openSmtp(
  settings: ProviderValues,
  secrets: ProviderValues,
  tools: ProviderTools,
  around: { readonly dns: MailDns; readonly silenceMs?: number },
): Provider<OutgoingEmail> {
  const dkim = dkimOf(settings, secrets)
  const mailer = new SmtpMailer({
    ...smtpOptionsOf(settings, secrets),
    resolve: tools.resolve,
    ...(around.silenceMs === undefined ? {} : { silenceMs: around.silenceMs }),
    ...(dkim === null ? {} : { sign: (message: Buffer) => signDkim(message, dkim, tools.clock.now()) }),
  })
  const pace = new DomainPace({
    atOnce: Number(settings['domainAtOnce'] ?? '4') || 4,
    perMinute: Number(settings['domainPerMinute'] ?? '0'),
  })
  const mailbox = mailboxOf(settings, secrets)
  const openMailbox = mailbox === null ? null : () => openImapMailbox(mailbox, tools.resolve)
  const { fromName, fromAddress, replyTo, bounceAddress } = settings
  const asSender = (message: OutgoingEmail): OutgoingEmail => ({
    ...message,
    from: { name: fromName ?? message.from.name, address: fromAddress ?? message.from.address },
    ...(replyTo === undefined ? {} : { replyTo }),
  })
  return {
    async probe(): Promise<ProbeResult> {
      const failure = await mailer.verify()
      const sender = fromAddress ?? settings['user'] ?? ''
      const facts: ProbeResult['facts'][number][] = sender.includes('@')
        ? await mailDnsFacts(around.dns, {
            domain: domainOf(sender),
            dkim: dkim === null ? null : { ...dkim, record: dkimRecord(dkim.key) },
            bounceDomain: bounceAddress === undefined ? null : domainOf(bounceAddress),
          }).then((found) => [...found])
        : []
      if (openMailbox !== null) facts.push(await mailboxFact(openMailbox))
      return failure === null
        ? { ok: true, reason: '', said: '', facts }
        : { ok: false, reason: probeReason(failure), said: failure.responseCode === null ? '' : `SMTP ${failure.responseCode}`, facts }
    },
    async send(message): Promise<Outcome> {
      const domain = domainOf(message.to)
      const begun = tools.clock.now().getTime()
      for (
        let wait = pace.begin(domain, tools.clock.now().getTime());
        wait !== null;
        wait = pace.begin(domain, tools.clock.now().getTime())
      ) {
        if (tools.clock.now().getTime() - begun + wait > WAIT_MS) return { kind: 'deferred', reason: 'domain_slow', retryAfterMs: wait }
        await sleep(wait)
      }
      let outcome: Outcome = { kind: 'unknown', reason: 'channel_failed' }
      try {
        const returnPath = bounceAddress === undefined ? undefined : (returnPathOf(bounceAddress, message.sendKey) ?? bounceAddress)
        const sent = await mailer.send(asSender(message), returnPath === undefined ? {} : { returnPath, envelopeId: message.sendKey })
        outcome = outcomeFrom(sent)
        return outcome
      } finally {
        pace.end(domain, outcome, tools.clock.now().getTime())
      }
    },
    /** A mail that came back, whole as it arrived: a mail server or a script puts it to the address of the account. */
    async receive({ method, body }): Promise<Inbound> {
      const answer = (status: number, text: string): Inbound['answer'] => ({ status, type: 'text/plain', body: text })
      if (method !== 'POST') return { receipts: [], replies: [], changes: [], answer: answer(405, 'POST a raw mail') }
      const report = await readMailReport(body, tools.clock.now())
      const receipts = report.kind === 'report' ? report.receipts : []
      return { receipts, replies: [], changes: [], answer: answer(200, report.kind) }
    },
    ...(openMailbox === null ? {} : { openMailbox }),
    close: () => mailer.close(),
  }
}

/** The server took it; whether it arrives is another matter. A dead address is not used again; a refused log-in stops the account. */
function outcomeFrom(sent: Outcome): Outcome {
  if (sent.kind === 'delivered') return { kind: 'accepted', providerId: sent.providerId ?? null }
  if (sent.kind === 'deferred' && LOGIN_REFUSED.includes(sent.reason)) return { kind: 'halted', what: 'account', reason: 'secret_wrong' }
  if (sent.kind === 'rejected' && sent.reason.startsWith('hard_bounce')) return { ...sent, suppress: 'address' }
  return sent
}

/** Whether the mailbox of bounces can be opened; the value is a code. */
async function mailboxFact(open: () => Promise<OpenMailbox>): Promise<ProbeResult['facts'][number]> {
  try {
    const box = await open()
    await box.close()
    return { name: 'bounce_mailbox', value: 'mailbox_opened', ok: true }
  } catch (error) {
    return { name: 'bounce_mailbox', value: error instanceof MailboxFailure ? error.reason : 'failed_here', ok: false }
  }
}

function dkimOf(settings: ProviderValues, secrets: ProviderValues): DkimKey | null {
  const key = readDkimKey(secrets['dkimKey'] ?? '')
  const { dkimDomain: domain, dkimSelector: selector } = settings
  return key === null || domain === undefined || selector === undefined ? null : { domain, selector, key }
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
