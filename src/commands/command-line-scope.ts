import { everyone } from '#access/scope.ts'

/** Whom a command sees. */
export const COMMAND_LINE_SCOPE = everyone('whoever may open the data folder may read it')
