import type { Scope } from '#access/scope.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { SendStore } from './send-store.ts'
import type { TaskOutcomeDefinition } from './tasks/task-rules.ts'
import { newTouch } from './touch.ts'
import type { TouchWriter } from './touch.ts'

/** Code of an outcome: one of the built-in ones, or one of the team's own (task-rules.ts). */
export type TaskOutcome = string
export type TaskState = 'open' | 'done'

export interface NewTask {
  readonly id: string
  /** Null for a task that a person made. */
  readonly sendKey: string | null
  readonly customerId: string
  readonly strategyId: string | null
  readonly title: BilingualText
  readonly script: BilingualText
  /** 1 is the most urgent. */
  readonly priority: number
  readonly dueAt: Date
  readonly createdAt: Date
  /** What may be offered in the call; null: nothing. */
  readonly offer: TaskOffer | null
}

export interface TaskOffer {
  readonly label: BilingualText
  /** Of a coupon; empty where the offer has none. */
  readonly code: string
}

/** A task that a person makes. Its words are about one customer, so they are kept under that customer's key. */
export interface ManualTask {
  readonly title: string
  readonly script: string
  readonly dueAt: Date
  /** User id; null: nobody yet. */
  readonly owner: string | null
}

export interface Task extends NewTask {
  readonly maskedName: string
  /** User id. */
  readonly owner: string | null
  /** Nobody is to contact this customer. */
  readonly doNotContact: boolean
  readonly state: TaskState
  readonly outcome: TaskOutcome | null
  readonly finishedAt: Date | null
  /** When it was brought before a second person since it was overdue, and before whom (user id). */
  readonly escalatedAt: Date | null
  readonly escalatedTo: string | null
}

export interface TaskFilter extends Partial<PageRequest> {
  readonly state?: TaskState
  /** Brought before a second person. */
  readonly escalated?: boolean
  /** Open and past its due time at this moment. */
  readonly overdueAt?: Date
  readonly customerId?: string
  /** A user id, or null for those that nobody took. */
  readonly owner?: string | null
}

export interface TaskStore {
  /** A second task for the same send key is not made. */
  create(task: NewTask): Promise<void>
  /** One of a content, whose words are about the customer and kept under their key. A second one for the send key is not made. False: the key is gone. */
  createSealed(task: NewTask): Promise<boolean>
  /** Tasks that a person made; customers whose key is gone get none. Returns the ids of those made. */
  createManual(
    tasks: readonly { readonly id: string; readonly customerId: string }[],
    words: ManualTask,
    now: Date,
  ): Promise<readonly string[]>
  /** Gives an open task to somebody, or back to nobody; with `onlyFree` only one that nobody or the same person has. False: it is not so. */
  assign(id: string, owner: string | null, options: { readonly onlyFree: boolean; readonly now: Date }): Promise<boolean>
  /** Null too for a task of a customer outside of the scope. */
  get(scope: Scope, id: string): Promise<Task | null>
  /** Open tasks by due time, the others by when they were made, newest first. */
  list(scope: Scope, filter: TaskFilter): Promise<Page<Task>>
  /** False: it is done already. The note may hold personal data and is stored encrypted. */
  complete(id: string, outcome: TaskOutcome, note: string | null, assignee: string | null, finishedAt: Date): Promise<boolean>
}

const MOST_DUE_DAYS = 366
const CREATE_BLOCK = 500

export class TaskService {
  readonly #tasks: TaskStore
  readonly #sends: Pick<SendStore, 'find'>
  readonly #touches: TouchWriter
  readonly #clock: Clock
  readonly #outcomes: () => Promise<readonly TaskOutcomeDefinition[]>

  constructor(ports: {
    readonly tasks: TaskStore
    readonly sends: Pick<SendStore, 'find'>
    readonly touches: TouchWriter
    readonly clock: Clock
    readonly outcomes: () => Promise<readonly TaskOutcomeDefinition[]>
  }) {
    this.#outcomes = ports.outcomes
    this.#tasks = ports.tasks
    this.#sends = ports.sends
    this.#touches = ports.touches
    this.#clock = ports.clock
  }

  list(scope: Scope, filter: TaskFilter = {}): Promise<Page<Task>> {
    return this.#tasks.list(scope, filter)
  }

  /**
   * Makes the same task for each of these customers. Returns how many were made.
   * @throws AppError `task-due`
   */
  async create(
    customerIds: readonly string[],
    words: ManualTask,
    progress: (done: number) => void = () => undefined,
  ): Promise<{ readonly created: number; readonly firstId: string | null }> {
    const now = this.#clock.now()
    const dueIn = words.dueAt.getTime() - now.getTime()
    if (!(dueIn > 0 && dueIn <= MOST_DUE_DAYS * DAY_MS)) {
      throw new AppError('invalid-input', 'task-due', `A task is due within the next ${MOST_DUE_DAYS} days. Choose another time.`, {
        details: { days: MOST_DUE_DAYS },
      })
    }
    let created = 0
    let firstId: string | null = null
    for (let start = 0; start < customerIds.length; start += CREATE_BLOCK) {
      const block = customerIds.slice(start, start + CREATE_BLOCK).map((customerId) => ({ id: newId(now), customerId }))
      const made = await this.#tasks.createManual(block, words, now)
      created += made.length
      firstId ??= made[0] ?? null
      progress(start + block.length)
    }
    return { created, firstId }
  }

  /** Takes an open task that nobody has. @throws AppError `task-not-found`, `task-taken`, `task-done` */
  take(scope: Scope, id: string, userId: string): Promise<Task> {
    return this.#give(scope, id, userId, true)
  }

  /** Gives an open task to a colleague, or back to nobody. @throws AppError `task-not-found`, `task-done` */
  assign(scope: Scope, id: string, owner: string | null): Promise<Task> {
    return this.#give(scope, id, owner, false)
  }

  async get(scope: Scope, id: string): Promise<Task> {
    const found = await this.#tasks.get(scope, id)
    if (found === null) throw new AppError('not-found', 'task-not-found', `There is no task ${id}. List the tasks to see those that exist.`)
    return found
  }

  async #give(scope: Scope, id: string, owner: string | null, onlyFree: boolean): Promise<Task> {
    const before = await this.get(scope, id)
    const given = await this.#tasks.assign(id, owner, { onlyFree, now: this.#clock.now() })
    // Given away, a task may leave the scope of whoever gave it.
    if (given) return { ...before, owner }
    const task = await this.get(scope, id)
    if (task.state === 'done') throw new AppError('conflict', 'task-done', 'This task is already done. Reload the list.')
    throw new AppError('conflict', 'task-taken', 'A colleague has taken this task already. Reload the list.')
  }

  /** Ends a task with what came of it. Doing it again with the same outcome changes nothing. @throws AppError `task-not-found`, `task-done`, `task-outcome-unknown` */
  async complete(
    scope: Scope,
    id: string,
    outcome: TaskOutcome,
    options: { readonly note?: string; readonly userId?: string } = {},
  ): Promise<Task> {
    const found = await this.get(scope, id)
    if (found.state === 'done' && found.outcome !== outcome) {
      throw new AppError('conflict', 'task-done', 'This task is already done, with another outcome.')
    }
    const known = (await this.#outcomes()).find(({ code }) => code === outcome)
    if (known === undefined || (known.hidden && found.outcome !== outcome)) {
      throw new AppError('invalid-input', 'task-outcome-unknown', 'There is no such outcome. Choose one of GET /tasks/rules.')
    }
    const finishedAt = found.finishedAt ?? this.#clock.now()
    await this.#tasks.complete(id, outcome, options.note ?? null, options.userId ?? null, finishedAt)
    const send = found.sendKey === null ? null : await this.#sends.find(found.sendKey)
    if (send !== null)
      await this.#touches.write(
        [newTouch(send, 'task_done', finishedAt, { detail: { outcome, meaning: known.meaning } })],
        this.#clock.now(),
      )
    return { ...found, state: 'done', outcome, finishedAt, owner: options.userId ?? found.owner }
  }
}
