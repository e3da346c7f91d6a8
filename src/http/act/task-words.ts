import type { Access } from '#access/access.ts'
import type { ManualTask } from '#act/task-service.ts'
import type { Clock } from '#kernel/clock.ts'
import { AppError } from '#kernel/app-error.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import type { NewTaskBody } from '../decide/retain-schemas.ts'
import { peopleWith } from '../access/actor-names.ts'

interface OwnerParts {
  readonly access: Pick<Access, 'users'>
}

/** Everyone who may work on tasks. */
export const taskOwners = (access: Pick<Access, 'users'>) => peopleWith(access, 'tasks:work')

/** A new task as the stage takes it. @throws AppError `task-owner-unknown` for an owner who cannot work on tasks */
export async function taskWords({ access, clock }: OwnerParts & { readonly clock: Clock }, body: NewTaskBody): Promise<ManualTask> {
  const { title, script = '', dueAt, dueInHours, ownerId = null } = body
  if ((dueAt === undefined) === (dueInHours === undefined))
    throw new AppError('invalid-input', 'task-due-missing', 'Say until when: dueAt or dueInHours, one of the two.')
  await checkTaskOwner({ access }, ownerId)
  return {
    title: title.trim(),
    script: script.trim(),
    dueAt: dueAt === undefined ? new Date(clock.now().getTime() + (dueInHours ?? 0) * HOUR_MS) : new Date(dueAt),
    owner: ownerId,
  }
}

export async function checkTaskOwner({ access }: OwnerParts, ownerId: string | null): Promise<void> {
  if (ownerId === null || (await taskOwners(access)).some(({ id }) => id === ownerId)) return
  throw new AppError('invalid-input', 'task-owner-unknown', 'This person cannot be given tasks: choose someone of GET /tasks/owners.')
}
