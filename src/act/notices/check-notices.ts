import { AppError } from '#kernel/app-error.ts'
import { KINDS_ABOUT_ONE, URGENT_KINDS } from './notice.ts'
import { CONCERNED } from './notice-names.ts'
import type { NoticeSettings } from './notice.ts'

export const MOST_NOTICE_RULES = 50

/** What the rules may name. */
export interface NoticeChoices {
  readonly accounts: ReadonlyMap<string, { readonly side: string; readonly needsTemplate: boolean }>
  readonly people: ReadonlySet<string>
  /** Colleagues with a phone number. */
  readonly phones: ReadonlySet<string>
}

/** @throws AppError `notices-wrong` with `details.field` and `details.reason` */
export function checkNotices({ rules }: NoticeSettings, { accounts, people, phones }: NoticeChoices): void {
  const wrong = (field: string, reason: string, what: string): AppError =>
    new AppError('invalid-input', 'notices-wrong', `The rules of notifications cannot be used: ${what} (${field}).`, {
      details: { field, reason },
    })
  for (const [i, { kinds, way, accountId, people: named, template }] of rules.entries()) {
    const at = `rules.${i}`
    if (kinds.length === 0) throw wrong(`${at}.kinds`, 'kinds', 'a rule is about nothing')
    const account = accountId === null ? undefined : accounts.get(accountId)
    if (way !== 'mail' && account?.side !== way) throw wrong(`${at}.accountId`, 'account', 'an account is missing or of another channel')
    if (way === 'mail' && accountId !== null) throw wrong(`${at}.accountId`, 'account', 'mail leaves by the accounts of e-mail')
    if (way === 'sms' && !kinds.every((kind) => URGENT_KINDS.includes(kind)))
      throw wrong(`${at}.kinds`, 'urgent', 'text messages are for what is urgent')
    if (way === 'sms' && account?.needsTemplate === true && template === null)
      throw wrong(`${at}.template`, 'template', 'this provider only sends reviewed templates')
    if (way === 'team') continue
    if (named.length === 0) throw wrong(`${at}.people`, 'people', 'nobody is named')
    for (const id of named) {
      if (id === CONCERNED) {
        if (!kinds.every((kind) => KINDS_ABOUT_ONE.includes(kind)))
          throw wrong(`${at}.people`, 'concerned', 'some of this is about nobody in particular')
      } else if (!people.has(id)) throw wrong(`${at}.people`, 'person', 'somebody has no account any more')
      else if (way === 'sms' && !phones.has(id)) throw wrong(`${at}.people`, 'phone', 'somebody has no phone number')
    }
  }
}
