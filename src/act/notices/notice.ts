import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { ProviderTemplate } from '../outgoing-message.ts'
import { CONCERNED } from './notice-names.ts'
import type { NoticeKind, NoticeWay } from './notice-names.ts'

/** What cannot wait for the morning, and what text messages are for. */
export const URGENT_KINDS: readonly NoticeKind[] = ['source_late', 'task_escalated', 'channel_halted', 'sends_waiting']

/** Of these one colleague is concerned, whom a rule may name without knowing them. */
export const KINDS_ABOUT_ONE: readonly NoticeKind[] = ['task_given', 'task_escalated']

/** Names and figures of our own house; never anything of a customer. `link`: path of the console. */
export interface NoticeSubject {
  readonly name: string
  readonly count: number
  /** A code, such as why an account was halted. */
  readonly reason: string
  readonly link: string
}

export interface Notice {
  readonly kind: NoticeKind
  /** The same thing has the same key, so that it is told once. */
  readonly key: string
  readonly subject: NoticeSubject
  readonly at: Date
  /** The colleague whom it is about; null: nobody in particular. */
  readonly concerns: string | null
}

/** Of these kinds, tell these over that. */
export interface NoticeRule {
  readonly kinds: readonly NoticeKind[]
  readonly way: NoticeWay
  /** Of `team` and `sms`. Mail leaves by whatever account sends mail. */
  readonly accountId: string | null
  /** Ids of colleagues, for mail and text messages; `CONCERNED` stands for whom it is about. */
  readonly people: readonly string[]
  /** Of `team`: how the provider names whom it mentions; empty: the group. */
  readonly mentions: readonly string[]
  /** Of `sms` at providers that only send reviewed templates: its code, and which of its values is the text. */
  readonly template: { readonly code: string; readonly value: string } | null
  readonly language: TextLanguage
}

export interface NoticeSettings {
  readonly rules: readonly NoticeRule[]
  /** Minutes after midnight of the project; what is not urgent waits until the end. Null: at any time. */
  readonly quiet: { readonly from: number; readonly to: number } | null
  /** Text messages to one colleague in one day of the project. */
  readonly smsPerDay: number
  /** The daily mail about new churn alerts to everybody who may work them. */
  readonly alertMail: boolean
}

/** Until somebody says otherwise: whoever an overdue task is brought before has a mail of it. */
export const DEFAULT_NOTICES: NoticeSettings = {
  rules: [{ kinds: ['task_escalated'], way: 'mail', accountId: null, people: [CONCERNED], mentions: [], template: null, language: 'zh' }],
  quiet: { from: 22 * 60, to: 8 * 60 },
  smsPerDay: 10,
  alertMail: true,
}

/** One word to one place: a group, or a colleague. */
export interface NoticeTarget {
  readonly way: NoticeWay
  readonly accountId: string | null
  /** Empty: the group. */
  readonly userId: string
  readonly mentions: readonly string[]
  readonly template: NoticeRule['template']
  readonly language: TextLanguage
}

/** Where a notice goes by the rules; each place once, by the first rule that names it. */
export function targetsOf(notice: Pick<Notice, 'kind' | 'concerns'>, { rules }: Pick<NoticeSettings, 'rules'>): readonly NoticeTarget[] {
  const found = new Map<string, NoticeTarget>()
  for (const { kinds, way, accountId, people, mentions, template, language } of rules) {
    if (!kinds.includes(notice.kind)) continue
    const users = way === 'team' ? [''] : people.flatMap((id) => (id === CONCERNED ? (notice.concerns ?? []) : id))
    for (const userId of users) {
      const key = `${way}/${accountId ?? ''}/${userId}/${mentions.join(' ')}`
      if (!found.has(key)) found.set(key, { way, accountId, userId, mentions, template, language })
    }
  }
  return [...found.values()]
}

export function templateOf(template: NoticeRule['template'], text: string): ProviderTemplate | null {
  return template === null ? null : { code: template.code, params: [{ name: template.value, value: text }] }
}
