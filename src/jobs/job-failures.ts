import { AppError, errorParams } from '#kernel/app-error.ts'
import type { JobFailure, JobRecord } from './job.ts'

/** What a job says that its server stopped in good order, where it cannot be handed to another. */
export const INTERRUPTED: JobFailure = {
  code: 'job-interrupted',
  message: 'The server stopped while this was running: look at what is there already, then start the rest again.',
  params: {},
}

export function nodeLost({ node }: Pick<JobRecord, 'node'>): JobFailure {
  const params = { node: node ?? '' }
  return {
    code: 'node-lost',
    message: `The server ${params.node} was lost while it ran this: look at what is there already, then start the rest again.`,
    params,
  }
}

/** Told to a job whose payload this version of the program does not understand. */
export const PAYLOAD_WRONG: JobFailure = {
  code: 'job-payload-wrong',
  message: 'Another version of the program started this, and this one does not understand what for: start it again.',
  params: {},
}

/** What people are told of an error; what only the log may know stays there. */
export function failureOf(error: unknown, id: string): JobFailure {
  if (error instanceof AppError) return { code: error.code, message: error.message, params: errorParams(error.details) }
  return {
    code: 'job-failed',
    message: `Something went wrong on the server. Start it again; if it happens again, give the job id ${id} to an administrator, who finds the cause in the server log under it.`,
    params: { id },
  }
}
