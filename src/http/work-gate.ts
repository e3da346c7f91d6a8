import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '#kernel/app-error.ts'
import { senderOf } from './limit-bodies.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Costs next to nothing and is always answered: health, and the console's own files. */
    light?: true
  }
}

/** Requests that are worked on at the same time, in all and of one sender: of people who have logged in, and of everyone else. */
export interface WorkLimits {
  readonly people: LaneLimits
  readonly others: LaneLimits
}

interface LaneLimits {
  readonly total: number
  readonly each: number
}

/**
 * Measured on two busy cores with batches of tracking events: 423 a second with 64 at once, 702 with 256, 771 with 512, where a person's request takes
 * .6 s instead of .26. No one sender takes all of it.
 */
export const STANDARD_WORK_LIMITS: WorkLimits = { people: { total: 128, each: 32 }, others: { total: 256, each: 192 } }

/** Counts what is in work, in a lane for people who have logged in and one for keys and strangers, so that neither can keep the other out. */
export class WorkGate {
  readonly #people: Lane
  readonly #others: Lane

  constructor(limits: WorkLimits) {
    this.#people = new Lane(limits.people)
    this.#others = new Lane(limits.others)
  }

  /** Answers what ends the work. @throws AppError unavailable `busy` */
  enter(sender: string, isPerson: boolean): () => void {
    return (isPerson ? this.#people : this.#others).enter(sender)
  }
}

class Lane {
  readonly #limits: LaneLimits
  readonly #inWork = new Map<string, number>()
  #total = 0

  constructor(limits: LaneLimits) {
    this.#limits = limits
  }

  enter(sender: string): () => void {
    const own = this.#inWork.get(sender) ?? 0
    if (own >= this.#limits.each || this.#total >= this.#limits.total) {
      throw new AppError(
        'unavailable',
        'busy',
        'The server is working on as many requests as it can: send again after the time in Retry-After.',
        {
          details: { retryAfter: 1 },
        },
      )
    }
    this.#inWork.set(sender, own + 1)
    this.#total += 1
    return () => {
      this.#total -= 1
      const left = (this.#inWork.get(sender) ?? 1) - 1
      if (left === 0) this.#inWork.delete(sender)
      else this.#inWork.set(sender, left)
    }
  }
}

/** A request is in work from the arrival of its body to the end of its answer. */
export function limitWork(app: FastifyInstance, gate: WorkGate): void {
  const leaving = new WeakMap<FastifyRequest, () => void>()
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.light === true) return
    leaving.set(request, gate.enter(senderOf(request).name, request.session !== null))
  })
  app.addHook('onResponse', async (request) => leaving.get(request)?.())
}
