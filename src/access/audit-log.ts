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

export interface AuditCheck {
  readonly entries: number
  readonly intact: boolean
  readonly firstBrokenId: number | null
}

export interface AuditLog {
  append(event: AuditEvent): Promise<void>
  /** Newest first, below `before` where given. */
  list(page: { readonly before: number | null; readonly limit: number; readonly action: string | null }): Promise<AuditEntry[]>
  /** Walks the whole chain. */
  verify(): Promise<AuditCheck>
}
