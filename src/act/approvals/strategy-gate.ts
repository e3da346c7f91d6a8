import { isDeepStrictEqual } from 'node:util'
import type { AuditLog } from '#access/audit-log.ts'
import type { StrategyService } from '#decide/strategy-service.ts'
import type { Strategy, StrategyDefinition, StrategyState } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Approval, ApprovalSubject } from './approval.ts'
import type { ApprovalService } from './approval-service.ts'
import { contentOf, strategyAuthors, strategySentences, wasActive } from './strategy-content.ts'

export interface StrategyGatePorts {
  readonly strategies: Pick<StrategyService, 'save' | 'goBack' | 'setState' | 'versions' | 'check'>
  readonly approvals: Pick<ApprovalService, 'isNeeded' | 'ask' | 'withdraw' | 'newestOf' | 'lately'>
  /** Customers of an audience now. @throws AppError where it can no longer be asked */
  readonly size: (definition: StrategyDefinition) => Promise<number>
  readonly sentence: (definition: StrategyDefinition) => Promise<BilingualText>
  readonly audit: AuditLog
  readonly clock: Clock
}

/** Where the rule asks for nobody, nobody has to be counted. */
const ANY_SIZE = Number.MAX_SAFE_INTEGER

/** Strategies become active through here: what reaches many waits for a second person, and what is changed while it is active stops until somebody agrees again. */
export class StrategyGate {
  readonly #ports: StrategyGatePorts

  constructor(ports: StrategyGatePorts) {
    this.#ports = ports
  }

  /** As `StrategyService.save`; an active one that would need a new word is paused first. */
  async save(definition: StrategyDefinition, by: string, id?: string): Promise<Strategy> {
    const { strategies } = this.#ports
    strategies.check(definition)
    if (id !== undefined) await this.#beforeChange(id, definition, by)
    return await strategies.save(definition, by, id)
  }

  /** As `StrategyService.goBack`. */
  async goBack(id: string, version: number, by: string): Promise<Strategy> {
    const { strategies } = this.#ports
    const earlier = (await strategies.versions(id)).find((one) => one.version === version)
    if (earlier !== undefined) await this.#beforeChange(id, earlier.definition, by)
    return await strategies.goBack(id, version, by)
  }

  /** As `StrategyService.setState`; one that waits for a second person now stays as it is. */
  async setState(id: string, state: StrategyState, by: string): Promise<Strategy> {
    const { strategies, approvals } = this.#ports
    if (state !== 'active') {
      const changed = await strategies.setState(id, state, by)
      if (state === 'retired') await approvals.withdraw('strategy', id, by)
      return changed
    }
    const versions = await strategies.versions(id)
    const [newest] = versions
    const mayWait = newest?.state === 'draft' || newest?.state === 'paused'
    if (newest !== undefined && mayWait && (await this.#waits(versions, newest, by))) return newest
    const changed = await strategies.setState(id, 'active', by, newest?.version)
    await approvals.withdraw('strategy', id, by)
    return changed
  }

  /** The newest word about each, where it is about its content as it is. */
  async approvals(strategies: readonly Pick<Strategy, 'id'>[]): Promise<ReadonlyMap<string, Approval>> {
    const newest = await this.#ports.approvals.newestOf('strategy')
    const asked = strategies.flatMap(({ id }) => newest.get(id) ?? [])
    const current = await Promise.all(
      asked.map(async (approval) =>
        contentOf(await this.#versions(approval.subject.id))?.version === approval.subject.version ? [approval] : [],
      ),
    )
    return new Map(current.flat().map((approval) => [approval.subject.id, approval]))
  }

  /** Makes those active that somebody agreed to, as they were looked at. Done again it finds nothing to do, so that a crash in between loses none. */
  async followApprovals(): Promise<void> {
    const { strategies, approvals, audit, clock } = this.#ports
    for (const { subject, decidedAt, decidedBy, askedBy } of await approvals.lately('strategy')) {
      const versions = await this.#versions(subject.id)
      const [newest] = versions
      if (newest === undefined || newest.state === 'active' || newest.state === 'retired' || decidedAt === null) continue
      if (contentOf(versions)?.version !== subject.version) continue
      if (wasActive(versions, { version: subject.version, at: decidedAt })) continue
      const { version, state } = await strategies.setState(subject.id, 'active', askedBy, newest.version)
      await audit.append({
        at: clock.now(),
        actor: askedBy,
        action: 'strategy-state-changed',
        target: `strategy:${subject.id}`,
        detail: { version, state, approvedBy: decidedBy },
      })
    }
  }

  /** Whether what was asked about is still what it is. @throws AppError `strategy-changed`, `strategy-retired` */
  async checkApproved({ subject }: Pick<Approval, 'subject'>): Promise<void> {
    const versions = await this.#versions(subject.id)
    if (versions[0]?.state === 'retired') {
      throw new AppError('conflict', 'strategy-retired', 'This strategy is retired. Make a new one from its definition instead.')
    }
    if (contentOf(versions)?.version !== subject.version) {
      throw new AppError(
        'conflict',
        'strategy-changed',
        'Someone else changed this strategy in the meantime. Load it again and repeat your change.',
      )
    }
  }

  /** Whether it waits for a second person now. */
  async #waits(versions: readonly Strategy[], { id, definition }: Strategy, by: string): Promise<boolean> {
    const { approvals, size, sentence, audit, clock } = this.#ports
    const subject = subjectOf(id, contentOf(versions)?.version ?? 0)
    if (!(await approvals.isNeeded(subject, ANY_SIZE))) return false
    const people = await size(definition)
    if (!(await approvals.isNeeded(subject, people))) return false
    const words = strategySentences(definition, await sentence(definition))
    await approvals.ask({
      subject,
      title: definition.name.zh || definition.name.en,
      people,
      facts: { planned: null, byChannel: {}, reasons: {}, costMinor: null, words },
      askedBy: by,
      authors: strategyAuthors(versions),
    })
    const target = `strategy:${id}`
    await audit.append({ at: clock.now(), actor: by, action: 'strategy-awaits-approval', target, detail: { version: subject.version } })
    return true
  }

  /** What waits of the content before is not what it would be any more, and what is active must not become something that nobody agreed to. */
  async #beforeChange(id: string, definition: StrategyDefinition, by: string): Promise<void> {
    const { strategies, approvals, size, audit, clock } = this.#ports
    const [newest] = await strategies.versions(id)
    if (newest === undefined || isDeepStrictEqual(newest.definition, definition)) return
    await approvals.withdraw('strategy', id, by)
    if (newest.state !== 'active') return
    const next = subjectOf(id, newest.version + 1)
    if (!(await approvals.isNeeded(next, ANY_SIZE)) || !(await approvals.isNeeded(next, await size(definition)))) return
    const { version, state } = await strategies.setState(id, 'paused', by, newest.version)
    await audit.append({
      at: clock.now(),
      actor: by,
      action: 'strategy-state-changed',
      target: `strategy:${id}`,
      detail: { version, state, reason: 'needs_approval' },
    })
  }

  /** None where it is gone. */
  async #versions(id: string): Promise<readonly Strategy[]> {
    try {
      return await this.#ports.strategies.versions(id)
    } catch (error) {
      if (error instanceof AppError && error.code === 'strategy-not-found') return []
      throw error
    }
  }
}

function subjectOf(id: string, version: number): ApprovalSubject {
  return { kind: 'strategy', id, version }
}
