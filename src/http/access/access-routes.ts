import { scopeOfAccount, seesEveryone } from '#access/scope.ts'
import Type from 'typebox'
import type { FastifyReply } from 'fastify'
import type { Access } from '#access/access.ts'
import type { Project, ProjectSettings } from '#access/project-settings.ts'
import type { Clock } from '#kernel/clock.ts'
import { AppError } from '#kernel/app-error.ts'
import { PERMISSIONS } from '#access/permission.ts'
import { LIFETIME_MS } from '#access/session-rules.ts'
import type { User } from '#access/user.ts'
import type { AppOptions } from '../app-options.ts'
import { sessionOf } from './authenticate.ts'
import { nothingHere } from '../problem-handler.ts'
import { Language, LoginBody, PasswordBody, Session, SetupBody, SetupState } from './access-schemas.ts'
import type { User as UserSchema } from './access-schemas.ts'
import { settingsAnswer } from '../project/project-answers.ts'
import type { Answer } from '../shared-schemas.ts'
import { endedSessionCookie, sessionCookie, tokenFromCookies } from './session-cookie.ts'
import type { TypedApp } from '../typed-app.ts'

interface AccessParts {
  readonly access: Pick<Access, 'setup' | 'login' | 'users' | 'roles'>
  readonly project: Project & Pick<ProjectSettings, 'sourceOf' | 'check' | 'adopt'>
  readonly sampleShop: { state(): Promise<{ readonly state: string }> }
  readonly clock: Clock
}

/** Set-up, login, logout, oneself. */
export function registerAccess(app: TypedApp, parts: AccessParts, options: AppOptions): void {
  const { access, project } = parts
  const guarded = { public: true as const, rateLimit: options.limits.loginsPerMinute }
  const cookie = { secure: options.secure, maxAgeSeconds: LIFETIME_MS / 1000 }

  const answer = async (reply: FastifyReply, session: { readonly token?: string; readonly csrfToken: string; readonly user: User }) => {
    if (session.token !== undefined) reply.header('set-cookie', sessionCookie(session.token, cookie))
    reply.header('cache-control', 'no-store')
    return await sessionAnswer(parts, session, app.withinScope)
  }

  app.get(
    '/setup',
    { config: guarded, schema: { tags: ['access'], summary: 'Is there an administrator yet?', response: { 200: SetupState } } },
    async () => {
      if (!(await access.setup.needed())) throw nothingHere()
      return { needed: true, demo: options.demo, project: settingsAnswer(project) }
    },
  )

  app.post(
    '/setup',
    {
      config: guarded,
      schema: { tags: ['access'], summary: 'Create the first administrator', body: SetupBody, response: { 201: Session } },
    },
    async (request, reply) => {
      const { code, project: wanted, ...admin } = request.body
      if (wanted !== undefined) project.check(wanted)
      const user = await access.setup.createAdmin(code, admin)
      if (wanted !== undefined) await project.adopt(wanted, `user:${user.id}`)
      reply.code(201)
      return await answer(reply, await access.login.open(user))
    },
  )

  app.post(
    '/login',
    { config: guarded, schema: { tags: ['access'], summary: 'Log in', body: LoginBody, response: { 200: Session } } },
    async (request, reply) => await answer(reply, await access.login.login(request.body.email, request.body.password)),
  )

  app.post(
    '/logout',
    { config: { permission: 'own-session' }, schema: { tags: ['access'], summary: 'Log out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const token = tokenFromCookies(request.headers.cookie, options.secure)
      if (token !== null) await access.login.logout(token)
      return await reply.header('set-cookie', endedSessionCookie(options.secure)).code(204).send(null)
    },
  )

  app.get(
    '/me',
    { config: { permission: 'own-session' }, schema: { tags: ['access'], summary: 'Who is logged in', response: { 200: Session } } },
    async (request, reply) => await answer(reply, sessionOf(request)),
  )

  app.patch(
    '/me',
    {
      config: { permission: 'own-session' },
      schema: {
        tags: ['access'],
        summary: 'Change one’s own name or language',
        body: Type.Partial(Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), language: Language })),
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      const session = sessionOf(request)
      const actor = request.actor
      if (actor === null) throw new AppError('unauthenticated', 'not-signed-in', 'You are not logged in: log in first.')
      const user = await access.users.change(actor, session.user.id, request.body)
      return await answer(reply, { csrfToken: session.csrfToken, user })
    },
  )

  app.post(
    '/me/password',
    {
      config: { permission: 'own-session', rateLimit: options.limits.loginsPerMinute },
      schema: {
        tags: ['access'],
        summary: 'Change one’s own password; ends every other session',
        body: PasswordBody,
        response: { 200: Session },
      },
    },
    async (request, reply) =>
      await answer(reply, await access.login.changePassword(sessionOf(request).user, request.body.current, request.body.next)),
  )

  app.get(
    '/permissions',
    {
      config: { permission: 'signed-in' },
      schema: {
        tags: ['access'],
        summary: 'All permissions, and those of each role',
        response: {
          200: Type.Object({
            permissions: Type.Array(Type.String()),
            roles: Type.Array(Type.Object({ role: Type.String(), permissions: Type.Array(Type.String()) })),
          }),
        },
      },
    },
    async () => ({
      permissions: PERMISSIONS,
      roles: (await access.roles.list()).map(({ id, permissions }) => ({ role: id, permissions })),
    }),
  )
}

export function userAnswer(user: User): Answer<typeof UserSchema> {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role.id,
    roleName: user.role.name,
    stores: user.stores,
    regions: user.regions,
    businessLines: user.businessLines,
    language: user.language,
    mustChangePassword: user.mustChangePassword,
    createdAt: user.createdAt,
    disabledAt: user.disabledAt,
  }
}

/** `withinScope`: the permissions that are of use to somebody who sees only a part of the shop. */
async function sessionAnswer(
  { project, clock, sampleShop }: AccessParts,
  session: { readonly csrfToken: string; readonly user: User },
  withinScope: ReadonlySet<string>,
): Promise<Answer<typeof Session>> {
  const { timeZone, currency } = project
  const { permissions } = session.user.role
  const seesAll = seesEveryone(scopeOfAccount(session.user))
  return {
    user: userAnswer(session.user),
    permissions: seesAll ? permissions : permissions.filter((permission) => withinScope.has(permission)),
    limited: !seesAll,
    ownTasksOnly: session.user.role.sees === 'own-tasks',
    csrfToken: session.csrfToken,
    timeZone,
    currency,
    now: clock.now(),
    sampleData: (await sampleShop.state()).state !== 'none',
  }
}
