import type { JobState } from './job.ts'

/** A job that is not over, as the decision needs it. */
export interface OpenJob {
  readonly id: string
  readonly kind: string
  readonly queues: readonly string[]
  readonly state: Extract<JobState, 'queued' | 'running'>
  readonly createdAt: Date
  /** Counts the jobs as they were stored: which of two of one time is the older. */
  readonly place: number
  /** The only node that may run it, because somebody waits there for what it says; null: any. */
  readonly boundTo: string | null
  /** Until when its node may work on it, or wait for its turn, without another word; null while any node may take it. */
  readonly leaseUntil: Date | null
  readonly cancelRequested: boolean
  /** How many nodes were lost over it. */
  readonly losses: number
}

/** The node that asks. */
export interface AskingNode {
  readonly name: string
  /** Its rule for a lost job of a kind; null for a kind that it does not know. */
  ruleOf(kind: string): 'take-over' | 'fail' | null
  /** Queues in which it still winds up work that it has lost or that is being stopped. */
  readonly busyQueues: readonly string[]
}

export interface Turns {
  /** Jobs that the node takes now. */
  readonly take: readonly string[]
  /** Jobs that end without running again. */
  readonly end: readonly { readonly id: string; readonly as: 'cancelled' | 'lost' }[]
}

/** A job over which so many nodes were lost is not tried again: it may be what ends them. */
export const MOST_LOSSES = 3

/**
 * Who may run what now. A job is lost when its lease is over. In the order of their age, each waiting or lost job is taken when none of its queues is in use;
 * one that has to wait keeps its queues for itself, so that nobody overtakes it.
 */
export function decideTurns(open: readonly OpenJob[], now: Date, node: AskingNode): Turns {
  const take: string[] = []
  const end: { id: string; as: 'cancelled' | 'lost' }[] = []
  const inUse = new Set(node.busyQueues)
  const waiting: OpenJob[] = []
  for (const job of open) {
    if (job.state === 'running' && !isLost(job, now)) for (const queue of job.queues) inUse.add(queue)
    else waiting.push(job)
  }
  for (const job of waiting.toSorted(byAge)) {
    const rule = job.boundTo === null ? node.ruleOf(job.kind) : 'fail'
    const isOver = job.boundTo === null ? job.state === 'running' : isLost(job, now)
    if (job.cancelRequested) end.push({ id: job.id, as: 'cancelled' })
    // A newer or older version of the program knows what it is; meanwhile it holds nobody up.
    else if (rule === null) continue
    else if (isOver && (rule === 'fail' || job.losses + 1 >= MOST_LOSSES)) end.push({ id: job.id, as: 'lost' })
    else {
      const isMine = job.boundTo === null || job.boundTo === node.name
      if (isMine && !job.queues.some((queue) => inUse.has(queue))) take.push(job.id)
      for (const queue of job.queues) inUse.add(queue)
    }
  }
  return { take, end }
}

/** Whether the node that ran it has not been heard of for too long. */
export function isLost({ leaseUntil }: Pick<OpenJob, 'leaseUntil'>, now: Date): boolean {
  // Stryker disable next-line ConditionalExpression: null is before every time, which the compiler does not take
  return leaseUntil === null || leaseUntil <= now
}

function byAge(a: OpenJob, b: OpenJob): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || a.place - b.place
}
