import type { Clock } from '#kernel/clock.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { checkTaskRules, NO_TASK_RULES, outcomesOf, ownerOf, Turns } from './task-rules.ts'
import type { TaskOutcomeDefinition, TaskRules } from './task-rules.ts'

/** A task as its rules see it. */
export interface WaitingTask {
  readonly id: string
  readonly customerId: string
}

export interface TaskTurnStore {
  /** Open ones without an owner that no rule has looked at, oldest first. */
  unplaced(limit: number): Promise<readonly WaitingTask[]>
  /** False: somebody has taken or placed it meanwhile. */
  place(id: string, owner: string | null, at: Date): Promise<boolean>
  /** When the rules gave each of them a task last; those who never got one are left out. */
  lastGiven(members: readonly string[]): Promise<ReadonlyMap<string, Date>>
  /** Values of these attributes, in clear, by customer and name. Personal attributes have none. */
  facts(customerIds: readonly string[], attributes: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>
  /** Open ones that were due by then and were not escalated. */
  overdue(dueBy: Date, limit: number): Promise<readonly { readonly id: string }[]>
  /** False: it was done or escalated meanwhile. */
  escalate(id: string, to: string, at: Date): Promise<boolean>
}

export interface TaskKeeperPorts {
  readonly store: TaskTurnStore
  readonly rules: { read(): Promise<TaskRules | null>; write(rules: TaskRules, now: Date): Promise<void> }
  /** Ids of those who may work on tasks now. */
  readonly workers: () => Promise<readonly string[]>
  readonly clock: Clock
}

const AT_ONCE = 200

/** Gives tasks their owner by the rules, and brings overdue ones before a second person, once each. */
export class TaskKeeper {
  readonly #ports: TaskKeeperPorts

  constructor(ports: TaskKeeperPorts) {
    this.#ports = ports
  }

  async rules(): Promise<TaskRules> {
    return (await this.#ports.rules.read()) ?? NO_TASK_RULES
  }

  async outcomes(): Promise<readonly TaskOutcomeDefinition[]> {
    return outcomesOf(await this.rules())
  }

  /** @throws AppError `task-rules-wrong` */
  async save(rules: TaskRules): Promise<TaskRules> {
    checkTaskRules(rules, new Set(await this.#ports.workers()))
    await this.#ports.rules.write(rules, this.#ports.clock.now())
    return rules
  }

  /** One round; true when there is likely more to do. */
  async work(): Promise<boolean> {
    const rules = await this.rules()
    const placed = await this.#place(rules)
    const escalated = await this.#escalate(rules)
    return placed === AT_ONCE || escalated === AT_ONCE
  }

  async #place(rules: TaskRules): Promise<number> {
    const { store, clock } = this.#ports
    if (rules.owners.length === 0 && rules.rotation === null) return 0
    const tasks = await store.unplaced(AT_ONCE)
    if (tasks.length === 0) return 0
    const workers = new Set(await this.#ports.workers())
    const members = (rules.rotation?.length === 0 ? [...workers] : (rules.rotation ?? [])).filter((one) => workers.has(one))
    const [lastGiven, facts] = await Promise.all([
      store.lastGiven(members),
      store.facts(
        tasks.map(({ customerId }) => customerId),
        rules.owners.map(({ attribute }) => attribute),
      ),
    ])
    const turns = new Turns(members, lastGiven)
    const now = clock.now().getTime()
    for (const [i, { id, customerId }] of tasks.entries()) {
      // A millisecond apart, so that the order of turns is kept for the next round.
      await store.place(id, ownerOf(rules, facts.get(customerId) ?? new Map(), workers, turns), new Date(now + i))
    }
    return tasks.length
  }

  async #escalate({ escalation }: TaskRules): Promise<number> {
    const { store, clock } = this.#ports
    if (escalation === null) return 0
    const now = clock.now()
    const tasks = await store.overdue(new Date(now.getTime() - escalation.afterMinutes * MINUTE_MS), AT_ONCE)
    for (const { id } of tasks) {
      // Whoever it is brought before is told by the notifications of the team.
      await store.escalate(id, escalation.to, now)
    }
    return tasks.length
  }
}
