/** A value as it came: text as it stands, numbers as they were read, times in epoch milliseconds; null where it says nothing that can be read. */
export type FactValue = string | number | null

/** Reads a field of a record by its name. */
export type ReadFact = (field: string) => FactValue

/** What rules are asked about: what a row of a file or a record of a kind says, or an event. Of accounts, what is said of the company, and what is said of one of its people. */
export type FactKind =
  | 'orders'
  | 'customers'
  | 'tickets'
  | 'measures'
  | 'feedback'
  | 'subscriptions'
  | 'accounts'
  | 'account-members'
  | 'events'

/** One thing that a record says. */
export interface RecordFact {
  readonly kind: FactKind
  readonly read: ReadFact
}

/** A record that is stored and marked. Its value is masked. */
export interface QualityFlag {
  readonly ruleId: string
  readonly scope: string
  readonly field: string
  readonly masked: string
}

/** What the rules of quality say of a record before it is stored. */
export interface QualityVerdict {
  /** The rule that keeps it aside. */
  readonly refusal: { readonly field: string; readonly message: string } | null
  readonly flags: readonly QualityFlag[]
}

/** The rules as they are now, for one request or one file. */
export type QualityGate = (kind: FactKind, read: ReadFact) => QualityVerdict

export const PASSED: QualityVerdict = { refusal: null, flags: [] }

/** Lets everything through. */
export const NO_GATE: QualityGate = () => PASSED

/** What the rules say of a record that says several things: one that is refused refuses it, and each rule marks it once. */
export function judgeFacts(gate: QualityGate, facts: Iterable<RecordFact>): QualityVerdict {
  const flags = new Map<string, QualityFlag>()
  for (const { kind, read } of facts) {
    const verdict = gate(kind, read)
    if (verdict.refusal !== null) return verdict
    for (const flag of verdict.flags) if (!flags.has(flag.ruleId)) flags.set(flag.ruleId, flag)
  }
  return flags.size === 0 ? PASSED : { refusal: null, flags: [...flags.values()] }
}

/** A marked record; `record` names it within its file or source: a line, the id of a message. */
export interface MarkedRecord extends QualityFlag {
  readonly record: string
}

/** Marked records of a rule that are kept of one file, or of one source and day. */
export const FLAGS_OF_FILE = 1_000

/** Flags of one file: some of each rule, and how many there are. */
export class FlagTally {
  readonly #kept: MarkedRecord[] = []
  readonly #counts = new Map<string, number>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  add(record: string, flags: readonly QualityFlag[]): void {
    for (const flag of flags) {
      const count = (this.#counts.get(flag.ruleId) ?? 0) + 1
      this.#counts.set(flag.ruleId, count)
      if (count <= this.#most) this.#kept.push({ ...flag, record })
    }
  }

  get kept(): readonly MarkedRecord[] {
    return this.#kept
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }
}

/** The rules and where marks of a file go, for what reads files. */
export interface QualityPort {
  gate(): QualityGate
  /** Takes the place of what the same file had before. */
  keep(originId: string, tally: FlagTally): Promise<void>
}
