/** Who says something when no file does. */
export const SAID_BY_API = 'api'
export const SAID_BY_EVENT = 'event'
