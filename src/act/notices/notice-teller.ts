import type { User } from '#access/user.ts'
import type { Clock } from '#kernel/clock.ts'
import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import { escapeHtml } from '#kernel/escape-html.ts'
import { localDay } from '#kernel/local-day.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import type { AccountMailer } from '../accounts/account-mailer.ts'
import { stateAt } from '../accounts/channel-account.ts'
import type { OpenAccounts } from '../accounts/open-accounts.ts'
import type { Letterhead } from '../compose-email.ts'
import { messageIdOf } from '../compose-email.ts'
import type { Outcome } from '../providers/provider.ts'
import { DEFAULT_NOTICES, targetsOf, templateOf } from './notice.ts'
import type { Notice, NoticeTarget } from './notice.ts'
import type { HeldWords, NoticeStore } from './notice-ports.ts'
import { noticeMessage, noticeSms } from './notice-text.ts'
import type { NoticeWords } from './notice-words.ts'
import type { NoticeLine } from './notice-text.ts'
import { noticeDue } from './notice-times.ts'

export interface NoticeTellerPorts {
  readonly store: NoticeStore
  readonly mailer: Pick<AccountMailer, 'send'>
  readonly accounts: Pick<OpenAccounts, 'openById' | 'sendCounted' | 'halt'>
  readonly users: { list(): Promise<readonly User[]> }
  readonly letterhead: Letterhead
  readonly words: NoticeWords
  readonly isMuted: () => Promise<boolean>
  readonly clock: Clock
  readonly onFailure: (way: string, error: unknown) => void
}

/** What was handed over and is not settled by then was lost with its node. */
const LOST_AFTER_MS = 5 * MINUTE_MS
const AGAIN_AFTER_MS = 5 * MINUTE_MS
/** A word that could not leave for so long is no news any more. */
const TOO_LATE_MS = DAY_MS
const KEPT_MS = 30 * DAY_MS
const LOOK_MS = 10 * MINUTE_MS
const MOST_A_ROUND = 50

/** Tells the team what waits for it: one message a place, each word once. A word whose outcome nobody knows is not told again. */
export class NoticeTeller {
  readonly #ports: NoticeTellerPorts
  #lookedAt = 0

  constructor(ports: NoticeTellerPorts) {
    this.#ports = ports
  }

  /** One round; how many messages left. */
  async work(): Promise<number> {
    const { store, clock, isMuted } = this.#ports
    if (await isMuted()) return 0
    const now = clock.now()
    await store.endLost(new Date(now.getTime() - LOST_AFTER_MS), now)
    if (now.getTime() - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now.getTime()
      await this.#look(now)
    }
    let left = 0
    for (let round = 0; round < MOST_A_ROUND; round += 1) {
      const held = await store.take(clock.now())
      if (held === null) break
      if (await this.#tell(held)) left += 1
    }
    return left
  }

  /** Sends a word that says that it is a test to every place of a rule; nothing is kept of it. */
  async test(targets: readonly NoticeTarget[], line: NoticeLine): Promise<Outcome> {
    const key = `notice-test:${this.#ports.clock.now().getTime()}`
    let outcome: Outcome = { kind: 'rejected', reason: 'nobody_to_tell' }
    for (const target of targets) {
      outcome = await this.#send(target, [line], key)
      if (outcome.kind !== 'accepted' && outcome.kind !== 'delivered') return outcome
    }
    return outcome
  }

  /** What stands as it is rather than happening: once a day. */
  async #look(now: Date): Promise<void> {
    const { store, letterhead } = this.#ports
    const settings = (await store.settings()) ?? DEFAULT_NOTICES
    await store.forget(new Date(now.getTime() - KEPT_MS))
    if (!settings.rules.some(({ kinds }) => kinds.includes('sends_waiting') || kinds.includes('tasks_overdue'))) return
    const { sendsWaiting, tasksOverdue } = await store.standing(now)
    const day = localDay(now, letterhead.timeZone)
    const note = async (kind: Notice['kind'], count: number, link: string): Promise<void> => {
      const notice = { kind, key: `${kind}/${day}`, subject: { name: '', count, reason: '', link }, at: now, concerns: null }
      const targets = targetsOf(notice, settings)
      if (count > 0 && targets.length > 0) await store.note(notice, targets, noticeDue(kind, now, settings.quiet, letterhead.timeZone))
    }
    await note('sends_waiting', sendsWaiting, '/retain/messages')
    await note('tasks_overdue', tasksOverdue, '/retain/tasks')
  }

  async #tell({ target, words }: HeldWords): Promise<boolean> {
    const { store, clock, letterhead, onFailure } = this.#ports
    const ids = words.map(({ id }) => id)
    const now = clock.now()
    if (target.way === 'sms') {
      const { smsPerDay } = (await store.settings()) ?? DEFAULT_NOTICES
      const since = startOfDay(localDay(now, letterhead.timeZone), letterhead.timeZone)
      if ((await store.smsSince(target.userId, since)) >= smsPerDay) {
        await store.settle(ids, 'dropped', 'sms_limit', { now })
        return false
      }
    }
    let outcome: Outcome
    try {
      outcome = await this.#send(target, words, `notice:${ids[0] ?? ''}`)
    } catch (error) {
      onFailure(target.way, error)
      outcome = { kind: 'unknown', reason: 'failed_here' }
    }
    const end = { now: clock.now() }
    if (outcome.kind === 'accepted' || outcome.kind === 'delivered') await store.settle(ids, 'told', '', end)
    else if (outcome.kind === 'unknown') await store.settle(ids, 'uncertain', outcome.reason, end)
    else if (outcome.kind === 'rejected') await store.settle(ids, 'failed', outcome.reason, end)
    else {
      const { reason } = outcome
      const isOld = (at: Date): boolean => now.getTime() - at.getTime() > TOO_LATE_MS
      const late = words.filter(({ at }) => isOld(at)).map(({ id }) => id)
      const open = words.filter(({ at }) => !isOld(at)).map(({ id }) => id)
      if (late.length > 0) await store.settle(late, 'failed', reason, end)
      if (open.length > 0) await store.settle(open, 'waiting', reason, { ...end, dueAt: new Date(end.now.getTime() + AGAIN_AFTER_MS) })
    }
    return outcome.kind === 'accepted' || outcome.kind === 'delivered'
  }

  async #send(target: NoticeTarget, lines: readonly NoticeLine[], key: string): Promise<Outcome> {
    const { letterhead, words, clock, accounts, mailer, users, store } = this.#ports
    const { way, accountId, language, userId } = target
    const shopName = letterhead.shopName[language]
    const message = noticeMessage(lines, { shopName, publicUrl: letterhead.publicUrl, language, words })
    if (way === 'mail') {
      const user = (await users.list()).find(({ id, disabledAt }) => id === userId && disabledAt === null)
      if (user === undefined) return { kind: 'rejected', reason: 'nobody_to_tell' }
      const own = noticeMessage(lines, {
        shopName,
        publicUrl: letterhead.publicUrl,
        language: user.language === 'zh-CN' ? 'zh' : 'en',
        words,
      })
      const text = own.url === null ? own.text : `${own.text}\n${own.url}`
      return await mailer.send({
        sendKey: key,
        from: { name: shopName, address: letterhead.fromAddress },
        to: user.email,
        subject: own.title,
        text: `${text}\n`,
        html: `<p>${withLinks(text)}</p>`,
        messageId: messageIdOf(`${key}/${userId}`, letterhead.fromAddress),
        date: clock.now(),
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    }
    const opened = accountId === null ? null : await accounts.openById(accountId)
    if (opened === null) return { kind: 'rejected', reason: 'no_account' }
    if (stateAt(opened.account, clock.now()) !== 'on') return { kind: 'deferred', reason: 'account_off' }
    const phone = way === 'sms' ? await store.phoneOf(userId) : ''
    if (phone === null) return { kind: 'rejected', reason: 'nobody_to_tell' }
    const text = noticeSms(lines, language, words)
    const outcome = await accounts.sendCounted(
      opened,
      way === 'team'
        ? { key, title: message.title, text: message.text, url: message.url, to: target.mentions }
        : { channel: 'sms', sendKey: key, purpose: 'transactional', to: phone, text, template: templateOf(target.template, text) },
    )
    if (outcome.kind === 'halted' && outcome.what === 'account')
      await accounts.halt(opened.account.id, outcome.reason, outcome.until ?? null)
    return outcome
  }
}

function withLinks(text: string): string {
  return escapeHtml(text)
    .replaceAll(/https?:\/\/[^\s<]+/gu, (url) => `<a href="${url}">${url}</a>`)
    .replaceAll('\n', '<br>')
}
