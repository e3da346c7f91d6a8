/** What happened, in ids and codes: personal data has no place here, since entries can never be erased. */
export interface AuditEvent {
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly detail: Readonly<Record<string, unknown>>
}

export interface AuditEntry extends AuditEvent {
  readonly id: number
}

/** What an entry must be; null for any. */
export interface AuditFilter {
  readonly actor: string | null
  readonly action: string | null
  /** One of these targets exactly, or a target that contains `text`. */
  readonly target: { readonly text: string; readonly labels: readonly string[] } | null
  readonly from: Date | null
  /** Not itself part of the time. */
  readonly to: Date | null
}

export interface AuditCheck {
  readonly entries: number
  readonly intact: boolean
  readonly firstBrokenId: number | null
}

export interface AuditLog {
  append(event: AuditEvent): Promise<void>
  /** Newest first, below `before` where given. */
  list(page: AuditFilter & { readonly before: number | null; readonly limit: number }): Promise<AuditEntry[]>
  /** Every actor and every action that the log has. */
  seen(): Promise<{ readonly actors: readonly string[]; readonly actions: readonly string[] }>
  /** Walks the whole chain. */
  verify(): Promise<AuditCheck>
}
