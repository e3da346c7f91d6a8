import type { AuditLog } from '#access/audit-log.ts'
import { personOfLabel } from '#access/actor.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { Approval, ApprovalKind, ApprovalState, ApprovalSubject, NewApproval } from './approval.ts'
import type { ApprovalPeople, ApprovalRuleStore, ApprovalStore } from './approval-ports.ts'
import { checkApprovalRule, DEFAULT_APPROVAL_RULE, needsApproval } from './approval-rule.ts'
import type { ApprovalRule } from './approval-rule.ts'

const LEAST_REASON = 3
const LONGEST_REASON = 500
/** How long after a decision a node that died in between is made up for. Later, whoever asked lets it go on by hand. */
const FOLLOWED_MS = DAY_MS

/** What becomes of a subject when somebody has decided; told again after a crash, so that it must do no harm twice. */
export type AfterDecision = (approval: Approval) => Promise<unknown>
/** Throws where what was asked about cannot go on any more, so that whoever approves is told. */
export type BeforeApproval = (approval: Approval) => Promise<unknown>

export interface RuleState {
  readonly rule: ApprovalRule
  /** Nobody has saved one. */
  readonly isDefault: boolean
  readonly approvers: number
  /** Whether anything waits for a second person now. */
  readonly holds: boolean
}

/** The word of a second person for what reaches many. What is asked for, and what happens then, is the subject's. */
export class ApprovalService {
  readonly #store: ApprovalStore
  readonly #rules: ApprovalRuleStore
  readonly #people: ApprovalPeople
  readonly #audit: AuditLog
  readonly #clock: Clock
  readonly #after = new Map<ApprovalKind, AfterDecision>()
  readonly #before = new Map<ApprovalKind, BeforeApproval>()

  constructor(parts: {
    readonly store: ApprovalStore
    readonly rules: ApprovalRuleStore
    readonly people: ApprovalPeople
    readonly audit: AuditLog
    readonly clock: Clock
  }) {
    this.#store = parts.store
    this.#rules = parts.rules
    this.#people = parts.people
    this.#audit = parts.audit
    this.#clock = parts.clock
  }

  /** Names what is done at once when one of a kind is decided. Who asks the ledger from time to time as well misses none. */
  handle(kind: ApprovalKind, after: AfterDecision, before?: BeforeApproval): void {
    this.#after.set(kind, after)
    if (before !== undefined) this.#before.set(kind, before)
  }

  /** Whether this version must not go on yet: it reaches more than one person alone may, and nobody else has agreed. */
  async isNeeded(subject: ApprovalSubject, people: number): Promise<boolean> {
    const [saved, approvers] = await Promise.all([this.#rules.read(), this.#people.approvers()])
    if (!needsApproval(people, saved, approvers.length)) return false
    return (await this.#store.of(subject))?.state !== 'approved'
  }

  /** What was last said about exactly this version; null: nobody asked. */
  of(subject: ApprovalSubject): Promise<Approval | null> {
    return this.#store.of(subject)
  }

  /** Asks once for each version: asked again, the first one stands. */
  async ask(given: Omit<NewApproval, 'id' | 'askedAt'>): Promise<Approval> {
    const at = this.#clock.now()
    const before = await this.#store.of(given.subject)
    if (before?.state === 'waiting') return before
    const asked = await this.#store.ask({ ...given, id: newId(at), askedAt: at })
    await this.#note(given.askedBy, 'approval-asked', asked, { people: given.people })
    return asked
  }

  /** @throws AppError not-found `approval-not-found` */
  async one(id: string): Promise<Approval> {
    const found = await this.#store.get(id)
    if (found === null) throw new AppError('not-found', 'approval-not-found', 'There is no such request for approval: reload the list.')
    return found
  }

  list(page: PageRequest & { readonly states?: readonly ApprovalState[] }): Promise<Page<Approval>> {
    return this.#store.list(page)
  }

  waiting(): Promise<number> {
    return this.#store.waiting()
  }

  /** The newest of each subject of a kind, by the subject. */
  async newestOf(kind: ApprovalKind): Promise<ReadonlyMap<string, Approval>> {
    return new Map((await this.#store.newestOf(kind)).map((one) => [one.subject.id, one]))
  }

  /** What was agreed to lately, for whoever makes it go on. */
  lately(kind: ApprovalKind): Promise<readonly Approval[]> {
    return this.#store.approvedSince(kind, new Date(this.#clock.now().getTime() - FOLLOWED_MS))
  }

  /** Names of the people who may decide about it. */
  async deciders({ askedBy, authors }: Pick<Approval, 'askedBy' | 'authors'>): Promise<readonly string[]> {
    const theirs = new Set(await Promise.all([askedBy, ...authors].map((label) => this.#people.personOf(label))))
    return (await this.#people.approvers()).filter(({ id }) => !theirs.has(id)).map(({ name }) => name)
  }

  /** Why somebody may not decide about it; null: they may. */
  async hindrance({ askedBy, authors }: Pick<Approval, 'askedBy' | 'authors'>, by: string): Promise<'own' | 'no_person' | null> {
    // A key or the command line may belong to whoever asked: that somebody else agrees is seen of people alone.
    const person = personOfLabel(by)
    if (person === null) return 'no_person'
    const theirs = await Promise.all([...new Set([askedBy, ...authors])].map((label) => this.#people.personOf(label)))
    return theirs.includes(person) ? 'own' : null
  }

  /**
   * @throws AppError forbidden `approval-own`, `approval-needs-person`; conflict `approval-decided`; invalid-input `approval-reason-needed`; `approval-not-found`
   */
  async decide(id: string, decision: { readonly approve: boolean; readonly reason: string }, by: string): Promise<Approval> {
    const found = await this.one(id)
    const reason = decision.reason.trim().slice(0, LONGEST_REASON)
    const hindrance = await this.hindrance(found, by)
    if (hindrance === 'no_person') {
      throw new AppError(
        'forbidden',
        'approval-needs-person',
        'Only a person who is signed in approves or refuses: keys and the command line may be those of whoever asked.',
      )
    }
    if (hindrance === 'own') {
      throw new AppError('forbidden', 'approval-own', 'Nobody approves their own work: somebody else who may approve has to look at it.')
    }
    if (!decision.approve && reason.length < LEAST_REASON) {
      throw new AppError('invalid-input', 'approval-reason-needed', 'Write down in reason what has to change before it can go.')
    }
    if (decision.approve && found.state === 'waiting') await this.#before.get(found.subject.kind)?.(found)
    const state = decision.approve ? 'approved' : 'refused'
    if (!(await this.#store.decide(id, state, { by, at: this.#clock.now(), reason }))) {
      throw new AppError('conflict', 'approval-decided', 'It does not wait any more: somebody decided, or took it back. Reload the list.')
    }
    const decided = await this.one(id)
    await this.#note(by, decision.approve ? 'approval-given' : 'approval-refused', decided, { reason })
    await this.#after.get(decided.subject.kind)?.(decided)
    return decided
  }

  /** The subject was taken back: nothing waits any more. */
  async withdraw(kind: ApprovalKind, subjectId: string, by: string): Promise<void> {
    if (!(await this.#store.withdraw(kind, subjectId, by, this.#clock.now()))) return
    await this.#audit.append({ at: this.#clock.now(), actor: by, action: 'approval-withdrawn', target: `${kind}:${subjectId}`, detail: {} })
  }

  /** Whoever asked, or whoever may change the subject, takes it back. @throws AppError `approval-not-found`, `approval-decided` */
  async takeBack(id: string, by: string): Promise<Approval> {
    const { subject, state } = await this.one(id)
    if (state === 'waiting') await this.withdraw(subject.kind, subject.id, by)
    const after = await this.one(id)
    if (after.state !== 'withdrawn') {
      throw new AppError('conflict', 'approval-decided', 'It does not wait any more: somebody decided, or took it back. Reload the list.')
    }
    await this.#after.get(subject.kind)?.(after)
    return after
  }

  async rule(): Promise<RuleState> {
    const [saved, approvers] = await Promise.all([this.#rules.read(), this.#people.approvers()])
    return {
      rule: saved ?? DEFAULT_APPROVAL_RULE,
      isDefault: saved === null,
      approvers: approvers.length,
      holds: needsApproval(Number.MAX_SAFE_INTEGER, saved, approvers.length),
    }
  }

  /** @throws AppError of `checkApprovalRule` */
  async saveRule(given: ApprovalRule, by: string): Promise<RuleState> {
    const rule = checkApprovalRule(given)
    const at = this.#clock.now()
    await this.#rules.write(rule, at)
    await this.#audit.append({ at, actor: by, action: 'approval-rule-saved', target: 'approval-rule', detail: { ...rule } })
    return await this.rule()
  }

  async #note(actor: string, action: string, { id, subject }: Approval, detail: Readonly<Record<string, unknown>>): Promise<void> {
    const { kind, id: of, version } = subject
    await this.#audit.append({
      at: this.#clock.now(),
      actor,
      action,
      target: `approval:${id}`,
      detail: { subject: `${kind}:${of}`, version, ...detail },
    })
  }
}
