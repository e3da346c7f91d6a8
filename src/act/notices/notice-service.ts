import type { User } from '#access/user.ts'
import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Clock } from '#kernel/clock.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { AccountBook } from '../accounts/account-book.ts'
import { needsTemplate } from '../accounts/test-message.ts'
import type { Outcome } from '../providers/provider.ts'
import { checkNotices } from './check-notices.ts'
import { DEFAULT_NOTICES, targetsOf } from './notice.ts'
import { CONCERNED } from './notice-names.ts'
import type { NoticeRule, NoticeSettings } from './notice.ts'
import type { NoticeStore, ToldWord } from './notice-ports.ts'
import type { NoticeTeller } from './notice-teller.ts'
import { sentenceOf } from './notice-text.ts'
import type { NoticeWords } from './notice-words.ts'

export interface NoticeServicePorts {
  readonly store: NoticeStore
  readonly book: Pick<AccountBook, 'list'>
  readonly users: { list(): Promise<readonly User[]> }
  readonly teller: Pick<NoticeTeller, 'test'>
  readonly words: NoticeWords
  readonly country: () => string
  readonly clock: Clock
}

export interface NoticePerson {
  readonly id: string
  readonly name: string
  /** Masked; null: none. */
  readonly phone: string | null
}

/** Who is told what, where. */
export class NoticeService {
  readonly #ports: NoticeServicePorts

  constructor(ports: NoticeServicePorts) {
    this.#ports = ports
  }

  async settings(): Promise<NoticeSettings> {
    return (await this.#ports.store.settings()) ?? DEFAULT_NOTICES
  }

  /** Colleagues who can log in, with their masked phone numbers. */
  async people(): Promise<readonly NoticePerson[]> {
    const [users, phones] = await Promise.all([this.#ports.users.list(), this.#ports.store.phones()])
    return users
      .filter(({ disabledAt }) => disabledAt === null)
      .map(({ id, name }) => ({ id, name, phone: phones.get(id)?.masked ?? null }))
  }

  /** @throws AppError `notices-wrong` */
  async save(settings: NoticeSettings): Promise<NoticeSettings> {
    checkNotices(settings, await this.#choices())
    await this.#ports.store.save(settings, this.#ports.clock.now())
    return settings
  }

  /** Null takes the number away. @throws AppError `notice-person-unknown`, `notice-phone-wrong` */
  async setPhone(userId: string, phone: string | null): Promise<void> {
    const { store, country } = this.#ports
    if (!(await this.people()).some(({ id }) => id === userId))
      throw new AppError('not-found', 'notice-person-unknown', 'There is no such colleague: reload the list.')
    const number = phone === null ? null : normaliseIdentifier('phone', phone, country())
    if (number === undefined)
      throw new AppError('invalid-input', 'notice-phone-wrong', 'This phone number cannot be read: type it whole, with its country code.', {
        details: { field: 'phone' },
      })
    await store.setPhone(userId, number)
  }

  /**
   * Sends a word that says that it is a test to every place of a rule, saved or not; whoever a rule calls concerned is the one who asks.
   * @throws AppError `notices-wrong`
   */
  async test(rule: NoticeRule, asker: string | null): Promise<Outcome> {
    checkNotices({ ...DEFAULT_NOTICES, rules: [rule] }, await this.#choices())
    const [kind = 'channel_halted'] = rule.kinds
    const subject = { name: '', count: 0, reason: '', link: '/settings/notices' }
    return await this.#ports.teller.test(targetsOf({ kind, concerns: asker }, { rules: [rule] }), { kind: 'test', subject })
  }

  /** Newest first. */
  async log(limit: number): Promise<readonly (ToldWord & { readonly text: BilingualText })[]> {
    const { store, words } = this.#ports
    return (await store.log(limit)).map((word) => ({ ...word, text: sentenceOf(word, words) }))
  }

  async #choices() {
    const [accounts, people] = await Promise.all([this.#ports.book.list(), this.people()])
    return {
      accounts: new Map(accounts.map(({ id, side, provider }) => [id, { side, needsTemplate: needsTemplate(provider) }])),
      people: new Set([...people.map(({ id }) => id), CONCERNED]),
      phones: new Set(people.filter(({ phone }) => phone !== null).map(({ id }) => id)),
    }
  }
}
