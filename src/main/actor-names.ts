import type { House } from './house.ts'

/** What people call whoever acted: a person's name, or that of a key. */
export async function actorNames({ access }: Pick<House, 'access'>): Promise<ReadonlyMap<string, string>> {
  const [users, keys] = await Promise.all([access.users.list(), access.apiKeys.list()])
  return new Map([
    ...users.map(({ id, name }) => [`user:${id}`, name] as const),
    ...keys.map(({ id, name }) => [`key:${id}`, name] as const),
  ])
}
