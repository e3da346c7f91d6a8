/** A record that was refused, as it is listed. The record itself is sealed and opened one at a time. */
export interface QuarantinedRecord {
  readonly id: string
  /** Where it came from: `import`, or `tracking`. */
  readonly origin: string
  readonly originId: string
  /** Line of the file, or place in the request. */
  readonly position: number
  readonly stage: string
  readonly reason: string
  readonly field: string
  readonly message: string
  readonly state: string
  readonly createdAt: Date
}

export interface QuarantineFilter {
  readonly origin?: string
  readonly reason?: string
  readonly state?: string
}

export interface QuarantinePage {
  readonly items: readonly QuarantinedRecord[]
  readonly nextCursor: string | null
}

export interface ReasonCount {
  readonly reason: string
  readonly origin: string
  readonly count: number
}

/** What a refused record said: the columns of a row, or the fields of a message. */
export type RecordContent = Readonly<Record<string, unknown>>

/** The quarantine, as people work with it. */
export interface QuarantineStore {
  list(filter: QuarantineFilter, limit: number, cursor?: string): Promise<QuarantinePage>
  summary(): Promise<readonly ReasonCount[]>
  /** The record with what it said, in clear: ask for the permission first. Null when there is none. */
  read(id: string): Promise<{ readonly entry: QuarantinedRecord; readonly content: RecordContent } | null>
  /** All open records with what they said, oldest first, a block at a time. */
  all(filter: QuarantineFilter): AsyncIterable<readonly { readonly entry: QuarantinedRecord; readonly content: RecordContent }[]>
  /** Closes a record that was repaired elsewhere or is not wanted. False when it was closed already. */
  resolve(id: string, now: Date): Promise<boolean>
}
