import type { Grain } from '#http/segment/condition-schemas.ts'

/** The longest text of a condition that the lists take. */
const LONGEST = 4_000

/** The list of the customers, or accounts, of a segment or a condition; null where the text is too long for an address. */
export function peopleAddress(of: { segment: string } | { where: string }, grain: Grain = 'customers'): string | null {
  if ('where' in of && of.where.length > LONGEST) return null
  return `${grain === 'accounts' ? '/customers/accounts' : '/customers'}?${new URLSearchParams(of).toString()}`
}

/** The list of the people who are members of the accounts of a segment or a condition over accounts; null where it is too long. */
export function membersAddress(of: { segment: string } | { where: string }): string | null {
  return peopleAddress({ where: `account(${'segment' in of ? `segment("${of.segment}")` : of.where})` })
}

/** A builder of conditions. */
export function builderAddress(where: string | null, grain: Grain): string {
  const query = new URLSearchParams({ ...(grain === 'accounts' ? { grain } : {}), ...(where === null ? {} : { where }) }).toString()
  return `/customers/groups/new${query === '' ? '' : `?${query}`}`
}
