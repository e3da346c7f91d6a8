import Type from 'typebox'
import { ProjectPatch, ProjectValues } from '../project/project-schemas.ts'
import { BilingualText, Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export type { Permission } from '#access/permission.ts'

const RoleId = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'admin, operator, analyst, agent, or the id of a role of your own',
})
const Sees = Type.Union([Type.Literal('everyone'), Type.Literal('own-tasks')], {
  description: 'own-tasks: only customers of one’s own tasks and of open tasks that nobody has',
})
const LimitValue = Type.String({ minLength: 1, maxLength: 200 })
const LineName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
/** Whose customers an account sees. Empty: no limit of that kind; who has several kinds sees only customers who meet all of them. */
const Limits = {
  stores: Type.Array(LimitValue, { maxItems: 1_000, description: 'Only customers whose home store is one of these; empty: all customers' }),
  regions: Type.Array(LimitValue, { maxItems: 1_000, description: 'Only customers from one of these regions; empty: all customers' }),
  businessLines: Type.Array(LineName, {
    maxItems: 100,
    description: 'Only customers who bought at a store of one of these lines of business; empty: all customers',
  }),
}
const OptionalLimits = {
  stores: Type.Optional(Limits.stores),
  regions: Type.Optional(Limits.regions),
  businessLines: Type.Optional(Limits.businessLines),
}

export const Role = Type.Object({
  id: RoleId,
  name: Type.String(),
  builtIn: Type.Boolean({ description: 'Comes with the program and cannot be changed' }),
  permissions: Type.Array(Type.String()),
  sees: Sees,
  users: Type.Integer({ description: 'How many people have it' }),
})
export type Role = Static<typeof Role>

export const StoreSize = Type.Object({ id: Type.String(), customers: Type.Integer({ description: 'Customers who are at home there' }) })
export type StoreSize = Static<typeof StoreSize>
export const RegionSize = Type.Object({ id: Type.String(), customers: Type.Integer({ description: 'Customers who are from there' }) })
export type RegionSize = Static<typeof RegionSize>

const LineStores = Type.Array(LimitValue, { minItems: 1, maxItems: 1_000 })
export const BusinessLine = Type.Object({ name: Type.String(), stores: Type.Array(Type.String()) })
export type BusinessLine = Static<typeof BusinessLine>
export const BusinessLineSize = Type.Object({
  ...BusinessLine.properties,
  customers: Type.Integer({ description: 'Customers who bought at one of its stores' }),
})
export type BusinessLineSize = Static<typeof BusinessLineSize>
export const BusinessLineParams = Type.Object({ name: LineName })
export const BusinessLineBody = Type.Object({ stores: LineStores })

/** Whom an account would see. */
export const ScopeSizeBody = Type.Object({
  role: RoleId,
  ...OptionalLimits,
  userId: Type.Optional(Type.String({ format: 'uuid', description: 'The account that would be changed: its own tasks count' })),
})
export const ScopeSize = Type.Object({
  customers: Type.Integer(),
  all: Type.Integer({ description: 'Customers of the whole shop' }),
})
export type ScopeSize = Static<typeof ScopeSize>

export const NewRoleBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  permissions: Type.Array(Type.String(), { minItems: 1, maxItems: 200 }),
  sees: Type.Optional(Sees),
})
export const RolePatch = Type.Partial(NewRoleBody)

export const Language = Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])

export const User = Type.Object({
  id: Id,
  email: Type.String(),
  name: Type.String(),
  role: RoleId,
  roleName: Type.String(),
  ...Limits,
  language: Language,
  mustChangePassword: Type.Boolean({ description: 'The password is a temporary one: everything but choosing another answers 403' }),
  createdAt: Instant,
  disabledAt: Nullable(Instant),
})
export type User = Static<typeof User>

/** GET /setup. `needed` is true until the first administrator exists; afterwards the set-up routes answer 404. */
export const SetupState = Type.Object({ needed: Type.Boolean(), demo: Type.Boolean(), project: ProjectValues })
export type SetupState = Static<typeof SetupState>

/** POST /setup. The code is printed by the server when it starts without any user. */
export const SetupBody = Type.Object({
  code: Type.String({ maxLength: 100 }),
  email: Type.String({ format: 'email', maxLength: 200 }),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 10, maxLength: 200 }),
  language: Language,
  project: Type.Optional(ProjectPatch),
})

export const LoginBody = Type.Object({ email: Type.String({ maxLength: 200 }), password: Type.String({ maxLength: 200 }) })

/** Answer of POST /login, POST /setup and GET /me. Send csrfToken as header x-csrf-token on every change. */
export const Session = Type.Object({
  user: User,
  permissions: Type.Array(Type.String()),
  limited: Type.Boolean({ description: 'Sees only a part of the customers: what is of the whole shop answers 403' }),
  ownTasksOnly: Type.Boolean({ description: 'Sees only customers of their own tasks and of open tasks that nobody has' }),
  csrfToken: Type.String(),
  timeZone: Type.String(),
  currency: Type.String(),
  now: Instant,
  sampleData: Type.Boolean({ description: 'The sample shop is loaded: figures are made up' }),
})
export type Session = Static<typeof Session>

export const NewUserBody = Type.Object({
  email: Type.String({ format: 'email', maxLength: 200 }),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 10, maxLength: 200 }),
  role: RoleId,
  ...OptionalLimits,
  language: Type.Optional(Language),
})
/** The temporary password is shown once. */
export const PasswordReset = Type.Object({ user: User, password: Type.String() })
export type PasswordReset = Static<typeof PasswordReset>
/** A password set here ends the person's sessions. For one that nobody but its owner knows in the end, reset it instead. */
export const UserPatch = Type.Partial(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    role: RoleId,
    ...Limits,
    language: Language,
    disabled: Type.Boolean(),
    password: Type.String({ minLength: 10, maxLength: 200 }),
  }),
)
export const PasswordBody = Type.Object({ current: Type.String({ maxLength: 200 }), next: Type.String({ minLength: 10, maxLength: 200 }) })

export const ApiKey = Type.Object({
  id: Id,
  name: Type.String(),
  hint: Type.String(),
  permissions: Type.Array(Type.String()),
  createdAt: Instant,
  lastUsedAt: Nullable(Instant),
  revokedAt: Nullable(Instant),
})
export type ApiKey = Static<typeof ApiKey>
export const NewApiKeyBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  permissions: Type.Array(Type.String()),
  ownerId: Type.Optional(Type.String({ format: 'uuid', description: 'Whose key the command line makes; everyone else makes their own' })),
})
/** The key itself is shown once. */
export const NewApiKey = Type.Object({ apiKey: ApiKey, key: Type.String() })

/** Actors and targets are ids; their names are those of today, empty where there is none (any more). Names of customers are masked. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Instant,
  actor: Type.String(),
  actorName: Type.String(),
  action: Type.String(),
  target: Type.String(),
  targetName: BilingualText,
  detail: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditEntry = Static<typeof AuditEntry>
/** Result of walking the hash chain. */
export const AuditCheck = Type.Object({ entries: Type.Integer(), intact: Type.Boolean(), firstBrokenId: Nullable(Type.Integer()) })

export const AuditQuery = Type.Object({
  actor: Type.Optional(Type.String({ maxLength: 100, description: 'As in the entries: user:…, key:…, system, cli' })),
  action: Type.Optional(Type.String({ maxLength: 100 })),
  target: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Part of an id or of a name' })),
  from: Type.Optional(Instant),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Not itself part of the time' })),
})
/** What there is to filter by. */
export const AuditFacets = Type.Object({
  actors: Type.Array(Type.Object({ actor: Type.String(), name: Type.String() })),
  actions: Type.Array(Type.String()),
})
