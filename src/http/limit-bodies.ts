import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorLabel } from '#access/actor.ts'
import type { BodyGate, BodySender } from './body-gate.ts'
import { nothingHere } from './problem-handler.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is known to send this although there is no actor: the source of a write key. */
    sender: string | null
  }
}

export const BODY_LIMIT = 1024 * 1024
/** Login and set-up need a few hundred bytes. */
const STRANGER_BODY_LIMIT = 64 * 1024

/** Who sends a body: known once a key or a session was checked, which happens before a byte of it is read. */
export function senderOf(request: FastifyRequest): BodySender {
  if (request.actor !== null) return { name: actorLabel(request.actor), known: true }
  if (request.sender !== null) return { name: request.sender, known: true }
  return { name: `address:${request.ip}`, known: false }
}

/**
 * Every body goes through the gate: JSON here, others where they are read. Uploads are streamed to disk and only watched, so that they go on.
 * To be called before any route, after login is checked.
 */
export function limitBodies(app: FastifyInstance, gate: BodyGate, options: { readonly bodyMs: number }): void {
  app.decorateRequest('sender', null)
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw nothingHere()
    if (/^multipart\//i.test(request.headers['content-type'] ?? '')) watchUpload(request.raw, options.bodyMs)
  })
  app.addHook('onResponse', async (request) => {
    gate.release(request.raw)
    lingerShortly(request.raw)
  })
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', (request, _payload, done) => {
    const sender = senderOf(request)
    gate.receive(request.raw, sender, sender.known ? BODY_LIMIT : STRANGER_BODY_LIMIT).then(
      (body) => void parseJson(request, body.toString('utf8'), done),
      (error: unknown) => done(error as Error),
    )
  })
}

/** Ends the connection of an upload that stands still. */
function watchUpload(raw: IncomingMessage, ms: number): void {
  const { socket } = raw
  if (!(socket instanceof Socket)) return
  let before = socket.bytesRead
  const timer = setInterval(() => {
    if (raw.complete || socket.destroyed) return clearInterval(timer)
    if (socket.bytesRead === before) socket.destroy()
    before = socket.bytesRead
  }, ms)
  timer.unref()
  // Not the connection's: it may carry many uploads.
  raw.once('close', () => clearInterval(timer))
}

const LINGER_MS = 2_000

/** An answer before the end of the body: what still comes is thrown away for a moment, so that the sender can read the answer. */
function lingerShortly(raw: IncomingMessage): void {
  // A request that was made inside the process has no connection.
  if (raw.complete || !(raw.socket instanceof Socket)) return
  const timer = setTimeout(() => {
    if (!raw.complete) raw.socket.destroy()
  }, LINGER_MS)
  timer.unref()
}
