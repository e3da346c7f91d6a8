import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { BilingualText } from '#decide/strategy.ts'
import type { SendStore } from './send-store.ts'
import { newTouch } from './touch.ts'
import type { TouchWriter } from './touch.ts'

export const TASK_OUTCOMES = ['reached_accepted', 'reached_declined', 'not_reached', 'problem_solved'] as const
export type TaskOutcome = (typeof TASK_OUTCOMES)[number]
export type TaskState = 'open' | 'done'

export interface NewTask {
  readonly id: string
  readonly sendKey: string
  readonly customerId: string
  readonly strategyId: string
  readonly title: BilingualText
  readonly script: BilingualText
  /** 1 is the most urgent. */
  readonly priority: number
  readonly dueAt: Date
  readonly createdAt: Date
}

export interface Task extends NewTask {
  readonly maskedName: string
  readonly state: TaskState
  readonly outcome: TaskOutcome | null
  readonly finishedAt: Date | null
}

export interface TaskFilter {
  readonly state?: TaskState
  /** Open and past its due time at this moment. */
  readonly overdueAt?: Date
  readonly customerId?: string
  readonly cursor?: string | null
  readonly limit?: number
}

export interface TaskStore {
  /** A second task for the same send key is not made. */
  create(task: NewTask): Promise<void>
  get(id: string): Promise<Task | null>
  /** Open tasks by due time, the others by when they were made, newest first. */
  list(filter: TaskFilter): Promise<{ readonly items: readonly Task[]; readonly nextCursor: string | null; readonly total?: number }>
  /** False: it is done already. The note may hold personal data and is stored encrypted. */
  complete(id: string, outcome: TaskOutcome, note: string | null, assignee: string | null, finishedAt: Date): Promise<boolean>
}

export class TaskService {
  readonly #tasks: TaskStore
  readonly #sends: Pick<SendStore, 'find'>
  readonly #touches: TouchWriter
  readonly #clock: Clock

  constructor(ports: {
    readonly tasks: TaskStore
    readonly sends: Pick<SendStore, 'find'>
    readonly touches: TouchWriter
    readonly clock: Clock
  }) {
    this.#tasks = ports.tasks
    this.#sends = ports.sends
    this.#touches = ports.touches
    this.#clock = ports.clock
  }

  list(filter: TaskFilter = {}): Promise<{ readonly items: readonly Task[]; readonly nextCursor: string | null; readonly total?: number }> {
    return this.#tasks.list(filter)
  }

  /** Ends a task with what came of it. Doing it again with the same outcome changes nothing. @throws AppError `task-not-found`, `task-done`. */
  async complete(id: string, outcome: TaskOutcome, options: { readonly note?: string; readonly userId?: string } = {}): Promise<Task> {
    const found = await this.#tasks.get(id)
    if (found === null) throw new AppError('not-found', 'task-not-found', `There is no task ${id}. List the tasks to see those that exist.`)
    if (found.state === 'done' && found.outcome !== outcome) {
      throw new AppError('conflict', 'task-done', 'This task is already done, with another outcome.')
    }
    const finishedAt = found.finishedAt ?? this.#clock.now()
    await this.#tasks.complete(id, outcome, options.note ?? null, options.userId ?? null, finishedAt)
    const send = await this.#sends.find(found.sendKey)
    if (send !== null) await this.#touches.write([newTouch(send, 'task_done', finishedAt, { detail: { outcome } })], this.#clock.now())
    return { ...found, state: 'done', outcome, finishedAt }
  }
}
