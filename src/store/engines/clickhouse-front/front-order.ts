/** What the parent tells the engine's process when it starts it. */
export interface FrontOrder {
  readonly folder: string
  readonly username: string
  readonly password: string
  readonly trust: string
  readonly database: string
  /** 0 lets the system choose. */
  readonly port: number
  /** Upper limit of memory for one query. */
  readonly memoryBytes: number
}

/** @throws Error when the message is not one of ours */
export function readFrontOrder(message: unknown): FrontOrder {
  if (typeof message !== 'object' || message === null) throw new Error('The first message to the engine process is not an order.')
  const fields = new Map<string, unknown>(Object.entries(message))
  const text = (name: string): string => {
    const value = fields.get(name)
    if (typeof value !== 'string' || value === '') throw new Error(`The order to the engine process lacks ${name}.`)
    return value
  }
  const amount = (name: string): number => {
    const value = fields.get(name)
    if (typeof value !== 'number' || value < 0) throw new Error(`The order to the engine process lacks ${name}.`)
    return value
  }
  return {
    folder: text('folder'),
    username: text('username'),
    password: text('password'),
    trust: text('trust'),
    database: text('database'),
    port: amount('port'),
    memoryBytes: amount('memoryBytes'),
  }
}

/** What the engine's process answers. */
export type FrontReport = { readonly ready: number; readonly version: string } | { readonly failed: string }

export function readFrontReport(message: unknown): FrontReport | null {
  if (typeof message !== 'object' || message === null) return null
  const fields = new Map<string, unknown>(Object.entries(message))
  const ready = fields.get('ready')
  const failed = fields.get('failed')
  if (typeof ready === 'number') return { ready, version: String(fields.get('version')) }
  return typeof failed === 'string' ? { failed } : null
}
