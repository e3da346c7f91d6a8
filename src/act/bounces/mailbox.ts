import type { ProviderField, ProviderValues } from '../providers/provider.ts'
import { valueWrong } from '../providers/provider-values.ts'

/** A mailbox that bounces come to, as it is read: one folder. A call that fails throws a `MailboxFailure`. */
export interface OpenMailbox {
  /** Grows when the server gave its messages new numbers (RFC 9051 2.3.1.1); what was read says nothing then. */
  readonly uidValidity: string
  /** What tells this folder of this server from another. */
  readonly place: string
  /** Numbers of messages after `after`, ascending; with `since` only those that arrived that day or later. */
  uidsAfter(after: number, since: Date | null): Promise<readonly number[]>
  /** The first bytes of a message as it arrived; null: it is gone. Reading marks nothing. */
  read(uid: number): Promise<Buffer | null>
  /** Does with messages that were read what the account says. False: the server did not. */
  finish(uids: readonly number[]): Promise<boolean>
  close(): Promise<void>
}

/** `reason` is a code that the console has words and a remedy for. `isWhole`: nothing more can be read now; otherwise only this one message cannot. */
export class MailboxFailure extends Error {
  readonly reason: string
  readonly isWhole: boolean

  constructor(reason: string, isWhole = true) {
    super(reason)
    this.name = 'MailboxFailure'
    this.reason = reason
    this.isWhole = isWhole
  }
}

/** What becomes of a mail that was read: left as it is, marked as read, or moved to a folder. */
export type AfterRead = 'leave' | 'seen' | 'move'

export interface MailboxSettings {
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly password: string
  readonly folder: string
  readonly after: AfterRead
  readonly moveTo: string
}

export const MAILBOX_FIELDS: readonly ProviderField[] = [
  {
    name: 'imapHost',
    kind: 'host',
    advanced: true,
    required: false,
    label: { zh: '退信邮箱的 IMAP 服务器', en: 'IMAP server of the bounce mailbox' },
    hint: {
      zh: '填写后系统每两分钟读取一次退信邮箱，自动停用失效地址并处理投诉。不填则不读取。',
      en: 'With it the bounce mailbox is read every two minutes: dead addresses are suppressed and complaints followed. Empty: it is not read.',
    },
    example: 'imap.example.com',
  },
  {
    name: 'imapPort',
    kind: 'number',
    advanced: true,
    required: false,
    initial: '993',
    label: { zh: 'IMAP 端口', en: 'IMAP port' },
    hint: { zh: '一般是 993（全程加密）或 143。', en: 'Usually 993 (encrypted from the start) or 143.' },
  },
  {
    name: 'imapSecurity',
    kind: 'choice',
    advanced: true,
    required: false,
    initial: 'tls',
    label: { zh: 'IMAP 加密方式', en: 'Encryption of IMAP' },
    hint: {
      zh: '993 端口选“全程加密”，143 端口选“先连接再加密”。',
      en: 'Choose “from the start” for port 993, “after connecting” for port 143.',
    },
    choices: [
      { value: 'tls', label: { zh: '全程加密（TLS）', en: 'From the start (TLS)' } },
      { value: 'starttls', label: { zh: '先连接再加密（STARTTLS）', en: 'After connecting (STARTTLS)' } },
      { value: 'none', label: { zh: '不加密（只用于自己的内网）', en: 'None (only inside your own network)' } },
    ],
  },
  {
    name: 'imapUser',
    kind: 'text',
    advanced: true,
    required: false,
    label: { zh: '退信邮箱的用户名', en: 'User name of the bounce mailbox' },
    hint: { zh: '多数服务商用完整的邮箱地址；不填则用退信地址。', en: 'With most providers the whole address; empty: the bounce address.' },
    example: 'bounces@example.com',
  },
  {
    name: 'imapPassword',
    kind: 'secret',
    goesTo: 'imapHost',
    advanced: true,
    required: false,
    label: { zh: '退信邮箱的密码或授权码', en: 'Password of the bounce mailbox' },
    hint: { zh: '需先在邮箱设置里开启 IMAP。', en: 'IMAP has to be turned on in the settings of the mailbox first.' },
  },
  {
    name: 'imapFolder',
    kind: 'text',
    advanced: true,
    required: false,
    initial: 'INBOX',
    label: { zh: '读取的文件夹', en: 'Folder to read' },
    hint: { zh: '默认收件箱 INBOX。', en: 'By default the inbox, INBOX.' },
  },
  {
    name: 'imapAfter',
    kind: 'choice',
    advanced: true,
    required: false,
    initial: 'seen',
    label: { zh: '读取之后', en: 'After reading' },
    hint: {
      zh: '只处理退信、投诉和自动回复；人写的邮件始终原样保留。',
      en: 'Only bounces, complaints and automatic replies; what a person wrote always stays as it is.',
    },
    choices: [
      { value: 'seen', label: { zh: '标为已读', en: 'Mark as read' } },
      { value: 'move', label: { zh: '移到另一个文件夹', en: 'Move to another folder' } },
      { value: 'leave', label: { zh: '不改动', en: 'Leave as it is' } },
    ],
  },
  {
    name: 'imapMoveTo',
    kind: 'text',
    advanced: true,
    required: false,
    label: { zh: '移到哪个文件夹', en: 'Folder to move to' },
    hint: { zh: '“读取之后”选移动时填写，没有会自动新建。', en: 'Where “after reading” says move; it is made where it is missing.' },
    example: 'Liuke',
  },
]

/** Null: no mailbox is read. */
export function mailboxOf(settings: ProviderValues, secrets: ProviderValues): MailboxSettings | null {
  const host = settings['imapHost']
  if (host === undefined) return null
  return {
    host,
    port: Number(settings['imapPort'] ?? '993'),
    security: (settings['imapSecurity'] ?? 'tls') as MailboxSettings['security'],
    user: settings['imapUser'] ?? settings['bounceAddress'] ?? '',
    password: secrets['imapPassword'] ?? '',
    folder: settings['imapFolder'] ?? 'INBOX',
    after: (settings['imapAfter'] ?? 'seen') as AfterRead,
    moveTo: settings['imapMoveTo'] ?? '',
  }
}

/** @throws AppError `provider-value-wrong` */
export function checkMailbox(settings: ProviderValues, secrets: ProviderValues): void {
  const box = mailboxOf(settings, secrets)
  if (box === null) return
  if (!Number.isInteger(box.port) || box.port < 1 || box.port > 65_535)
    throw valueWrong('imapPort', 'it is no port from 1 to 65535', 'not_port')
  if (box.user === '') throw valueWrong('imapUser', 'reading a mailbox needs a user name', 'required')
  if (box.password === '') throw valueWrong('imapPassword', 'reading a mailbox needs a password', 'required')
  if (box.after === 'move' && (box.moveTo === '' || box.moveTo === box.folder))
    throw valueWrong('imapMoveTo', 'moving needs another folder than the one that is read', 'required')
}
