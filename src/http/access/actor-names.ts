import type { Access } from '#access/access.ts'
import type { Permission } from '#access/permission.ts'

/** What actors are called: a person's name, or that of a key. */
export async function actorNames({ users, apiKeys }: Pick<Access, 'users' | 'apiKeys'>): Promise<ReadonlyMap<string, string>> {
  const [people, keys] = await Promise.all([users.list(), apiKeys.list()])
  return new Map([
    ...people.map(({ id, name }) => [`user:${id}`, name] as const),
    ...keys.map(({ id, name }) => [`key:${id}`, name] as const),
  ])
}

/** The people who have a permission now. */
export async function peopleWith(
  { users }: Pick<Access, 'users'>,
  permission: Permission,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const people = await users.list()
  return people
    .filter(({ role, disabledAt }) => disabledAt === null && role.permissions.includes(permission))
    .map(({ id, name }) => ({ id, name }))
}
