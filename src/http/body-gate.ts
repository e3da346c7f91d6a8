import type { IncomingMessage } from 'node:http'
import { AppError } from '#kernel/app-error.ts'

/** What bodies on their way in may take: together, of one sender, and in time. */
export interface BodyLimits {
  /** Bytes of all bodies that arrive or are being worked on. */
  readonly totalBytes: number
  /** Bytes that arrive at the same time from people and programs that have not said who they are. */
  readonly strangerBytes: number
  /** Bytes, and bodies, that arrive at the same time from one sender: a key, a person, or the address of a stranger. */
  readonly senderBytes: number
  readonly senderBodies: number
  /** Within this time a body must be there; an upload must go on within it. */
  readonly bodyMs: number
}

export const STANDARD_BODY_LIMITS: BodyLimits = {
  totalBytes: 256 * 1024 ** 2,
  strangerBytes: 32 * 1024 ** 2,
  senderBytes: 16 * 1024 ** 2,
  senderBodies: 1_000,
  bodyMs: 30_000,
}

/** Who sends: `known` when a key or a session was checked before the body. */
export interface BodySender {
  readonly name: string
  readonly known: boolean
}

interface Sender {
  readonly name: string
  readonly known: boolean
  readonly arriving: Set<Arrival>
  bytes: number
}

interface Arrival {
  readonly sender: Sender
  bytes: number
  readonly refuse: (error: AppError) => void
}

/**
 * Takes in bodies within the limits. Who is over a limit of senders loses the body that has been on its way the longest: honest ones take
 * milliseconds, so that half-sent bodies never keep others out. Over the limit of all, new ones are turned away for a moment.
 */
export class BodyGate {
  readonly #limits: BodyLimits
  readonly #senders = new Map<string, Sender>()
  /** Bodies of strangers in the order of arrival. */
  readonly #strangers = new Set<Arrival>()
  #strangerBytes = 0
  readonly #held = new WeakMap<IncomingMessage, number>()
  #bytes = 0

  constructor(limits: BodyLimits) {
    this.#limits = limits
  }

  /** Bytes that count at the moment. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * The whole body, at most `limit` bytes; they count until `release`.
   * @throws AppError too-large `too-large`, too-slow `body-too-slow`, too-many-requests `too-many-bodies`, unavailable `busy`
   */
  receive(raw: IncomingMessage, from: BodySender, limit: number): Promise<Buffer> {
    if (Number(raw.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge())
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = []
      const stop = (): void => {
        clearTimeout(timer)
        raw.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut)
        this.#leave(arrival)
      }
      const refuse = (error: AppError): void => {
        stop()
        chunks.length = 0
        this.#bytes -= arrival.bytes
        // What still comes is thrown away until the connection is closed.
        raw.on('error', () => undefined).resume()
        reject(error)
      }
      const onData = (chunk: Buffer): void => {
        if (arrival.bytes + chunk.length > limit) return refuse(tooLarge())
        if (this.#bytes + chunk.length > this.#limits.totalBytes) return refuse(busy())
        chunks.push(chunk)
        this.#count(arrival, chunk.length)
      }
      const onEnd = (): void => {
        stop()
        this.#held.set(raw, arrival.bytes)
        resolve(Buffer.concat(chunks, arrival.bytes))
      }
      const onCut = (): void => refuse(new AppError('invalid-input', 'body-cut-off', 'The body ended before its end: send it again.'))
      const timer = setTimeout(() => refuse(tooSlow(this.#limits.bodyMs)), this.#limits.bodyMs)
      const arrival = this.#enter(from, refuse)
      raw.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut)
    })
  }

  /** The request was answered. */
  release(raw: IncomingMessage): void {
    this.#bytes -= this.#held.get(raw) ?? 0
    this.#held.delete(raw)
  }

  #enter({ name, known }: BodySender, refuse: Arrival['refuse']): Arrival {
    const sender = this.#senders.get(name) ?? { name, known, arriving: new Set<Arrival>(), bytes: 0 }
    this.#senders.set(name, sender)
    if (sender.arriving.size >= this.#limits.senderBodies) first(sender.arriving)?.refuse(tooManyBodies())
    const arrival: Arrival = { sender, bytes: 0, refuse }
    // The last one to leave takes the sender out of the list.
    this.#senders.set(name, sender)
    sender.arriving.add(arrival)
    if (!known) this.#strangers.add(arrival)
    return arrival
  }

  #leave(arrival: Arrival): void {
    const { sender, bytes } = arrival
    sender.arriving.delete(arrival)
    sender.bytes -= bytes
    if (sender.arriving.size === 0) this.#senders.delete(sender.name)
    if (this.#strangers.delete(arrival)) this.#strangerBytes -= bytes
  }

  #count(arrival: Arrival, bytes: number): void {
    const { sender } = arrival
    arrival.bytes += bytes
    sender.bytes += bytes
    this.#bytes += bytes
    if (!sender.known) this.#strangerBytes += bytes
    if (sender.bytes > this.#limits.senderBytes) first(sender.arriving)?.refuse(tooManyBodies())
    if (this.#strangerBytes > this.#limits.strangerBytes) first(this.#strangers)?.refuse(tooManyBodies())
  }
}

function first<T>(items: ReadonlySet<T>): T | undefined {
  for (const item of items) return item
  return undefined
}

function tooLarge(): AppError {
  return new AppError('too-large', 'too-large', 'The request is larger than this address takes: send less at once.')
}

function tooSlow(ms: number): AppError {
  const seconds = Math.ceil(ms / 1000)
  return new AppError('too-slow', 'body-too-slow', `The body did not arrive within ${seconds} seconds: send it again, or less at once.`, {
    details: { seconds },
  })
}

function tooManyBodies(): AppError {
  return new AppError(
    'too-many-requests',
    'too-many-bodies',
    'Too many unfinished requests of the same sender: wait a moment and send this one again.',
    {
      details: { retryAfter: 1 },
    },
  )
}

function busy(): AppError {
  return new AppError(
    'unavailable',
    'busy',
    'The server is taking in as much as it can at the moment: send again after the time in Retry-After.',
    {
      details: { retryAfter: 2 },
    },
  )
}
