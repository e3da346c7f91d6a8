import { everyone } from '#access/scope.ts'

/** Whom a command sees. */
export const COMMAND_LINE_SCOPE = everyone('anyone who can open the data folder can read it')
