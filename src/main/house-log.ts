/** Where the house writes what it does; pino fits. Never personal data. */
export interface HouseLog {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const silentLog: HouseLog = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
