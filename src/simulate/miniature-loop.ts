import { hashUnit } from '#kernel/rng.ts'
import type { HandledTask } from './agent-desk.ts'
import type { OracleRow } from './churn-oracle.ts'
import type { ReceivedMail } from './mailbox.ts'
import type { DirectoryEntry, MemberDirectory } from './member-directory.ts'
import type { ShopDecision } from './reaction.ts'
import type { Reaction, World } from './world.ts'

/** A miniature product: selects customers above `threshold`, picks offers from visible facts, holds out a share, delivers, and lets the world react. */
export function runMiniatureLoop(
  world: World,
  rows: readonly OracleRow[],
  score: (row: OracleRow) => number,
  options: { readonly threshold: number; readonly holdout: number },
): { reaction: Reaction; directory: MemberDirectory; decisions: readonly ShopDecision[] } {
  const directory = new Map<string, DirectoryEntry[]>()
  for (const person of world.people())
    directory.set(
      `c${person.index}`,
      person.accounts.map((_, account) => ({ person, account })),
    )
  const decisions: ShopDecision[] = []
  const mails: ReceivedMail[] = []
  const tasks: HandledTask[] = []
  for (const row of rows) {
    const { person } = row
    const byMail = person.email !== null && person.consent
    if (score(row) < options.threshold || (!row.complained && !byMail)) continue
    const customerId = `c${person.index}`
    const arm = hashUnit(`${world.seed}/arm/${person.index}`) < options.holdout ? 'control' : 'treated'
    const decision: ShopDecision = row.complained
      ? { customerId, strategyId: 'service-recovery', arm, channel: 'agent_task', offerKind: 'service' }
      : { customerId, strategyId: 'lapsed-coupon', arm, channel: 'email', offerKind: 'coupon', discount: 0.1 }
    decisions.push(decision)
    if (arm === 'control') continue
    if (row.complained) tasks.push({ id: customerId, customerId, strategyId: decision.strategyId, outcome: 'not_reached' })
    else if (person.email !== null && world.mailVerdict(person.email) !== 'bounce') mails.push(mailTo(person.email, world.calendar.end))
  }
  const reaction = world.react({ directory, decisions, contacts: { mails, tasks, webhooks: [] } })
  return { reaction, directory, decisions }
}

/** A message as the mailbox would return it. */
export function mailTo(to: string, receivedAt: Date): ReceivedMail {
  return {
    to,
    receivedAt,
    from: 'shop@shop.test',
    subject: 'hello',
    messageId: `k-${to}`,
    sendKey: `k-${to}`,
    openLinks: ['http://127.0.0.1/open'],
    clickLinks: ['http://127.0.0.1/click'],
    couponCode: '',
    unsubscribeLink: 'http://127.0.0.1/unsubscribe',
    html: '',
    text: '',
  }
}
