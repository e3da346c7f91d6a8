import { seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '#kernel/app-error.ts'
import type { Access } from '#access/access.ts'
import type { StoredSession } from '#access/access-store.ts'
import { API_KEY_PREFIX } from '#access/api-key-service.ts'
import { actorOfUser, systemActor } from '#access/actor.ts'
import type { Permission } from '#access/permission.ts'
import type { SessionEnd } from '#access/session-rules.ts'
import { sameText } from '#access/secret-token.ts'
import type { Actor } from '#access/actor.ts'
import { nothingHere } from '../problem-handler.ts'
import { localCallerOf } from './local-door.ts'
import { tokenFromCookies } from './session-cookie.ts'
import { hashOfKey, senderOfSource, unknownWriteKey, writeKeyOf } from './write-key.ts'

/** What a route demands: a permission, any login or key (`signed-in`), or a person's own session (`own-session`). */
export type RoutePermission = Permission | 'signed-in' | 'own-session'

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: RoutePermission
    /**
     * Shows and changes only customers in the caller's scope, or none at all. A route without it is closed to accounts that see only a part of the shop
     * (ADR 0018).
     */
    reach?: 'scope'
    /** Needed beside `permission`. */
    alsoNeeds?: Permission
    /** For the command line of this machine alone. */
    localOnly?: true
    /** A source's write key opens it too, whatever the permission: such a route only takes in. */
    writeKey?: true
    /** Answers without login: health, tracking, set-up, login, the links in messages and the console's own files. */
    public?: true
  }
  interface FastifyInstance {
    /** Permissions that a part of the shop is enough for: some route that needs one keeps to the scope. */
    withinScope: ReadonlySet<string>
  }
  interface FastifyRequest {
    actor: Actor | null
    session: StoredSession | null
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Default deny: a route that says neither who may call it nor that anyone may stops the server at start. */
export function guardRoutes(app: FastifyInstance): void {
  const withinScope = new Set<string>()
  app.decorate('withinScope', withinScope)
  app.addHook('onRoute', (route) => {
    const { permission, reach, public: isPublic } = route.config ?? {}
    if (permission !== undefined && reach === 'scope') withinScope.add(permission)
    if ((permission === undefined) === (isPublic === undefined)) {
      throw new Error(`The route ${String(route.method)} ${route.url} must have either config.permission or config.public.`)
    }
  })
}

/** Finds out who calls before anything of the body is read, and refuses callers without permission. */
export function authenticate(
  app: FastifyInstance,
  access: Access,
  options: { readonly secureCookies: boolean; readonly sourceOf: (writeKeyHash: Buffer) => Promise<string | null> },
): void {
  app.decorateRequest('actor', null)
  app.decorateRequest('session', null)
  app.addHook('onRequest', async (request) => {
    const { permission, alsoNeeds, localOnly, reach, writeKey } = request.routeOptions.config
    if (permission === undefined) return
    const key = writeKey === true ? writeKeyOf(request) : null
    if (key !== null) {
      const sourceId = await options.sourceOf(hashOfKey(key))
      if (sourceId === null) throw unknownWriteKey()
      request.sender = senderOfSource(sourceId)
      return
    }
    const { actor, session, ended } = await identify(request, access, options.secureCookies)
    if (actor === null) throw notSignedIn(ended)
    request.actor = actor
    request.session = session
    if (session !== null && !SAFE_METHODS.has(request.method)) checkCsrf(request, session)
    if (permission === 'own-session' && session === null) {
      throw new AppError('forbidden', 'session-needed', 'This address is for people who have logged in, not for keys.')
    }
    if (permission !== 'own-session' && session?.user.mustChangePassword === true) {
      throw new AppError('forbidden', 'password-change-needed', 'Your password is a temporary one: choose one of your own first.')
    }
    if (localOnly === true && localCallerOf(request.raw) === null) throw nothingHere()
    if (permission !== 'own-session' && permission !== 'signed-in') requirePermission(actor, permission)
    if (alsoNeeds !== undefined) requirePermission(actor, alsoNeeds)
    if (permission !== 'own-session' && permission !== 'signed-in' && reach === undefined) requireWholeShop(actor)
  })
}

/** @throws AppError forbidden `permission-missing` */
function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.has(permission)) return
  throw new AppError('forbidden', 'permission-missing', `This needs the permission ${permission}: ask an administrator for it.`, {
    details: { permission },
  })
}

/** @throws AppError forbidden `whole-shop-only` */
function requireWholeShop(actor: Actor): void {
  if (seesEveryone(actor.scope)) return
  throw new AppError(
    'forbidden',
    'whole-shop-only',
    'This shows or changes the whole shop, and you see only a part of its customers: ask an administrator.',
  )
}

/** The actor of a route that has a permission. */
export function actorOf(request: FastifyRequest): Actor {
  if (request.actor === null) throw notSignedIn()
  return request.actor
}

/** Whom the caller of a route may see. */
export function scopeOf(request: FastifyRequest): Scope {
  return actorOf(request).scope
}

export function sessionOf(request: FastifyRequest): StoredSession {
  if (request.session === null) throw notSignedIn()
  return request.session
}

async function identify(
  request: FastifyRequest,
  access: Access,
  secureCookies: boolean,
): Promise<{ actor: Actor | null; session: StoredSession | null; ended: SessionEnd | null }> {
  const caller = localCallerOf(request.raw)
  if (caller !== null) return { actor: systemActor(`cli:${caller}`), session: null, ended: null }
  const key = keyOf(request)
  if (key !== null) return { actor: await access.apiKeys.authenticate(key), session: null, ended: null }
  const token = tokenFromCookies(request.headers.cookie, secureCookies)
  if (token === null) return { actor: null, session: null, ended: null }
  const answer = await access.login.authenticate(token)
  if ('ended' in answer) return { actor: null, session: null, ended: answer.ended }
  return { actor: actorOfUser(answer.session.user), session: answer.session, ended: null }
}

function keyOf(request: FastifyRequest): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  return bearer?.startsWith(API_KEY_PREFIX) === true ? bearer : null
}

/** A form on another site can send the cookie's request, but cannot know this token nor set the header. */
function checkCsrf(request: FastifyRequest, session: StoredSession): void {
  const sent = request.headers['x-csrf-token']
  if (typeof sent !== 'string' || !sameText(sent, session.csrfToken)) {
    throw new AppError('forbidden', 'csrf-token-missing', 'The header x-csrf-token is missing or old: reload the page and try again.')
  }
}

/** `ended` says why the session of the cookie is over; only its holder is told. */
function notSignedIn(ended: SessionEnd | null = null): AppError {
  return new AppError(
    'unauthenticated',
    'not-signed-in',
    'You are not logged in, or the session is over: log in, or send a key as "Authorization: Bearer lk_…".',
    { details: ended === null ? {} : { ended } },
  )
}

/** The person who asks: a key has no tasks and no alerts of its own. */
export function personOf(request: FastifyRequest): string {
  const actor = actorOf(request)
  if (actor.kind === 'user') return actor.id
  throw new AppError('forbidden', 'session-needed', 'Only a person who has logged in can have tasks and alerts: a key cannot.')
}
