import { basketOf } from './basket.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { hashUnit } from '#kernel/rng.ts'
import type { Calendar } from './calendar.ts'
import { whoWasReached } from './contact-log.ts'
import type { ContactLog, Reached } from './contact-log.ts'
import type { PotentialOutcome } from './effect-truth.ts'
import type { Life, Purchase } from './life.ts'
import { mailVerdict } from './mail-policy.ts'
import type { ReceivedMail } from './mailbox.ts'
import type { DirectoryEntry, MemberDirectory } from './member-directory.ts'
import type { Person } from './person.ts'
import { answerOf } from './response.ts'
import type { Answer, Contact, ContactChannel, OfferKind } from './response.ts'

/** One decision of the product, as returned by its API. */
export interface ShopDecision {
  readonly customerId: string
  readonly strategyId: string
  readonly arm: 'treated' | 'control'
  readonly channel: ContactChannel
  readonly offerKind: OfferKind
  /** Share of the order for coupons, 0-1; 0.1 when left out. */
  readonly discount?: number
}

/** A link that a reader opens: fetch it (POST for one-click unsubscribe), as of the simulated instant `at`. */
export interface LinkVisit {
  readonly url: string
  readonly kind: 'open' | 'click' | 'unsubscribe'
  readonly at: Date
  readonly to: string
}

/** Behaviour of one person in the answer period, and its cause. */
export interface PersonReaction {
  readonly contact: Contact | null
  readonly answer: Answer
  /** Discount on the first order that a coupon brought, 0-1. */
  readonly discount: number
  /** Code of that coupon, as in the message, or ''. */
  readonly couponCode: string
}

export interface ReactionPlan {
  readonly reactionOf: (person: Person, life: Life) => PersonReaction
  readonly outcomes: readonly PotentialOutcome[]
  readonly visits: readonly LinkVisit[]
  /** Contacts that reached customers in the control group or without consent: both should be 0. */
  readonly contaminatedControls: number
  readonly contactsWithoutConsent: number
  /** Decisions about customers that match no registration of the shop. */
  readonly unknownCustomers: number
}

const DEFAULT_DISCOUNT = 0.1

/**
 * Computes both potential outcomes of all customers with a decision, and the actual outcome: for the contact group from what arrived, for the control group from what
 * the decision would have done if delivered to a valid address.
 */
export function planReaction(
  seed: string,
  calendar: Calendar,
  directory: MemberDirectory,
  decisions: readonly ShopDecision[],
  log: ContactLog,
  lifeOf: (person: Person) => Life,
): ReactionPlan {
  const reached = whoWasReached(log)
  const decisionOf = new Map<number, ShopDecision>()
  const outcomes: PotentialOutcome[] = []
  const visits: LinkVisit[] = []
  const tally = { contaminatedControls: 0, contactsWithoutConsent: 0, unknownCustomers: 0 }
  const contacted = new Map<number, Contact>()
  for (const decision of decisions) {
    const entries = directory.get(decision.customerId)
    if (entries === undefined) {
      tally.unknownCustomers += 1
      continue
    }
    for (const { person } of entries) {
      // One person may be several customers in the product: they react to whatever reached any of them.
      if (decisionOf.get(person.index)?.arm !== 'treated') decisionOf.set(person.index, decision)
      const contact = contactThatArrived(person, decision, reached)
      if (contact !== null && !contacted.has(person.index)) contacted.set(person.index, contact)
    }
  }
  for (const decision of decisions) {
    const entries = directory.get(decision.customerId)
    if (entries === undefined) continue
    const arrived = entries.some(({ person }) => contactThatArrived(person, decision, reached) !== null)
    if (arrived && decision.arm === 'control') tally.contaminatedControls += 1
    if (arrived && decision.channel === 'email' && entries.some(({ person }) => !person.consent)) tally.contactsWithoutConsent += 1
    let y0 = false
    let y1 = false
    for (const entry of entries) {
      const life = lifeOf(entry.person)
      const contact =
        decision.arm === 'treated' ? (contacted.get(entry.person.index) ?? null) : plannedContact(seed, entry.person, decision)
      y0 ||= ordersUnder(seed, entry, answerOf(seed, entry.person, life, null, calendar).purchases)
      y1 ||= ordersUnder(seed, entry, answerOf(seed, entry.person, life, contact, calendar).purchases)
    }
    outcomes.push({ customerId: decision.customerId, strategyId: decision.strategyId, arm: decision.arm, y0, y1 })
  }
  const seenPeople = new Set<number>()
  for (const entries of directory.values()) {
    for (const { person } of entries) {
      if (seenPeople.has(person.index) || person.email === null) continue
      seenPeople.add(person.index)
      const mails = reached.mailsTo.get(person.email)
      if (mails === undefined) continue
      const contact = contacted.get(person.index) ?? strayMail(decisionOf.get(person.index))
      contacted.set(person.index, contact)
      for (const mail of mails)
        visits.push(...visitsOf(seed, person, mail, answerOf(seed, person, lifeOf(person), contact, calendar), calendar))
    }
  }
  return {
    outcomes,
    visits,
    ...tally,
    reactionOf: (person, life) => {
      const contact = contacted.get(person.index) ?? null
      const answer = answerOf(seed, person, life, contact, calendar)
      const uses = contact?.offerKind === 'coupon' && answer.cameBack
      const code =
        person.email === null ? undefined : reached.mailsTo.get(person.email)?.find(({ couponCode }) => couponCode !== '')?.couponCode
      return { contact, answer, discount: uses ? contact.discount : 0, couponCode: uses ? (code ?? '') : '' }
    },
  }
}

/** An order belongs to the account it was placed under; a sale with only a phone number belongs to the main account. */
function ordersUnder(seed: string, entry: DirectoryEntry, purchases: readonly Purchase[]): boolean {
  if (entry.person.accounts.length === 1) return purchases.length > 0
  return purchases.some((purchase) => basketOf(seed, entry.person, purchase).account === entry.account)
}

function contactOf(decision: ShopDecision): Contact {
  return { channel: decision.channel, offerKind: decision.offerKind, discount: decision.discount ?? DEFAULT_DISCOUNT }
}

function contactThatArrived(person: Person, decision: ShopDecision, reached: Reached): Contact | null {
  const arrived =
    decision.channel === 'email'
      ? person.email !== null && reached.mailsTo.has(person.email)
      : decision.channel === 'agent_task'
        ? reached.calledCustomers.has(decision.customerId)
        : reached.pushedCustomers.has(decision.customerId)
  return arrived ? contactOf(decision) : null
}

function plannedContact(seed: string, person: Person, decision: ShopDecision): Contact | null {
  if (decision.channel === 'email' && (person.email === null || mailVerdict(seed, person.email) === 'bounce')) return null
  return contactOf(decision)
}

function strayMail(decision: ShopDecision | undefined): Contact {
  return { channel: 'email', offerKind: decision?.offerKind ?? 'none', discount: decision?.discount ?? DEFAULT_DISCOUNT }
}

function visitsOf(seed: string, person: Person, mail: ReceivedMail, answer: Answer, calendar: Calendar): LinkVisit[] {
  if (!answer.seen) return []
  const delay = hashUnit(`${seed}/opened/${person.index}`)
  const at = new Date(calendar.end.getTime() + Math.floor((0.1 + 1.8 * delay) * DAY_MS))
  const visit = (url: string, kind: LinkVisit['kind'], minutes: number): LinkVisit => ({
    url,
    kind,
    at: new Date(at.getTime() + minutes * 60_000),
    to: mail.to,
  })
  const clicks = answer.cameBack || (answer.purchases.length > 0 && hashUnit(`${seed}/clicked/${person.index}`) < 0.3)
  return [
    ...mail.openLinks.map((url) => visit(url, 'open', 0)),
    ...(clicks && mail.clickLinks[0] !== undefined ? [visit(mail.clickLinks[0], 'click', 1)] : []),
    ...(answer.unsubscribes && mail.unsubscribeLink !== null ? [visit(mail.unsubscribeLink, 'unsubscribe', 2)] : []),
  ]
}
