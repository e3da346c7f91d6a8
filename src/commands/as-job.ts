import { setTimeout as sleep } from 'node:timers/promises'
import type { StartedKind } from '#http/job-payloads.ts'
import { AppError } from '#kernel/app-error.ts'
import { withEngineErrors } from '#store/engines/engine-error.ts'
import type { House } from '../main/house.ts'
import { commandActor } from './command-setting.ts'
import type { Output } from './output.ts'

/** A command that appears in the list of jobs like work started from the console: same kind, same queue. */
export interface CommandJob {
  readonly kind: StartedKind
  /** Ids and settings, for the audit log. */
  readonly input?: Readonly<Record<string, unknown>>
}

export type HouseWork = (house: House, output: Output, signal: AbortSignal) => Promise<void>
/** Returns the part of the result that the list of jobs keeps. */
export type JobWork = (house: House, output: Output, signal: AbortSignal) => Promise<Readonly<Record<string, unknown>>>

const LOOK_EVERY_MS = 500

/** Runs work as a job: it waits its turn in the queue, shows its progress in the list, is audited, and stops when cancelled there or when the caller hangs up. */
export async function asJob(house: House, job: CommandJob, output: Output, signal: AbortSignal, work: JobWork): Promise<void> {
  const actor = commandActor()
  const ended: { outcome?: { readonly error?: unknown } } = {}
  const { input = {} } = job
  const { id } = await house.jobs.attend({ kind: job.kind, createdBy: actor }, async (context) => {
    const listed: Output = {
      ...output,
      progress: (text, figures) => {
        if (figures !== undefined) context.progress(figures.stage, figures.done, figures.total)
        output.progress(text)
      },
    }
    try {
      const result = await work(house, listed, AbortSignal.any([signal, context.signal]))
      ended.outcome = {}
      return result
    } catch (error) {
      ended.outcome = { error }
      throw error
    }
  })
  try {
    await withEngineErrors('postgres', async () => {
      await house.access.audit.append({ at: house.clock.now(), actor, action: `${job.kind}-started`, target: `job:${id}`, detail: input })
      await untilOver(house, id, signal)
    })
  } catch (error) {
    // Where the work itself failed, that is what to tell: a database that went away with it says less.
    throw ended.outcome?.error ?? error
  }
  const { outcome = { error: cancelled() } } = ended
  if ('error' in outcome) throw outcome.error
}

async function untilOver(house: House, id: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const state = (await house.jobs.byId(id))?.state
    if (state !== 'queued' && state !== 'running') return
    if (state === 'queued' && signal.aborted) await house.jobs.cancel(id)
    await sleep(LOOK_EVERY_MS, undefined, { signal: state === 'running' ? undefined : signal }).catch(() => undefined)
  }
}

function cancelled(): AppError {
  return new AppError('conflict', 'job-cancelled', 'The job was cancelled before it started. Run the command again.')
}
