/** What engines write about themselves goes here; pino fits. Never holds SQL values or personal data. */
export interface EngineLog {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export const silentEngineLog: EngineLog = { debug: () => undefined, info: () => undefined, warn: () => undefined }
