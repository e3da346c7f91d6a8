import type { Person } from './person.ts'

/** Looks up the customer id of each member number in the product; unknown numbers are left out of the answer. */
export type CustomerIdOf = (memberNumbers: string[]) => Promise<Map<string, string>>

/** One registration of one person, as a customer of the product. */
export interface DirectoryEntry {
  readonly person: Person
  /** Position in `person.accounts`. */
  readonly account: number
}

/** The registrations behind each customer id of the product. */
export type MemberDirectory = ReadonlyMap<string, readonly DirectoryEntry[]>

/** How the product's customers stand to the people behind them. With 0 split and 0 mixed, each is one. */
export interface Match {
  readonly people: number
  readonly customers: number
  /** People who are several customers, and customers who are several people. */
  readonly split: number
  readonly mixed: number
}

const NUMBERS_PER_QUESTION = 500

/** Fetches the product's customer ids, a few hundred member numbers at a time. */
export async function buildMemberDirectory(people: Iterable<Person>, customerIdOf: CustomerIdOf): Promise<MemberDirectory> {
  const directory = new Map<string, DirectoryEntry[]>()
  let asked = new Map<string, DirectoryEntry>()
  const ask = async () => {
    const ids = await customerIdOf([...asked.keys()])
    for (const [memberNumber, customerId] of ids) {
      const entry = asked.get(memberNumber)
      if (entry === undefined) continue
      const entries = directory.get(customerId)
      if (entries === undefined) directory.set(customerId, [entry])
      else entries.push(entry)
    }
    asked = new Map()
  }
  for (const person of people) {
    for (let account = 0; account < person.accounts.length; account += 1) {
      asked.set((person.accounts[account] as Person['accounts'][0]).memberNumber, { person, account })
    }
    if (asked.size >= NUMBERS_PER_QUESTION) await ask()
  }
  if (asked.size > 0) await ask()
  return directory
}

/** Compares the product's customers with the people who registered. Those of whom the product knows nothing are not counted. */
export function matchOf(directory: MemberDirectory): Match {
  const customersOf = new Map<number, number>()
  let mixed = 0
  for (const entries of directory.values()) {
    const people = new Set(entries.map(({ person }) => person.index))
    if (people.size > 1) mixed += 1
    for (const person of people) customersOf.set(person, (customersOf.get(person) ?? 0) + 1)
  }
  const split = [...customersOf.values()].filter((customers) => customers > 1).length
  return { people: customersOf.size, customers: directory.size, split, mixed }
}
