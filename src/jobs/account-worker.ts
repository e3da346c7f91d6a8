import { AppError } from '#kernel/app-error.ts'
import type { AccountWorker } from '#predict/accounts/account-risk-service.ts'
import type { AccountAnswer, AccountQuestion } from './account-worker-thread.ts'
import { askThread } from './ask-thread.ts'

/** Learns who of the accounts churns in a thread of its own, which ends with the task. */
export function createAccountWorker(): AccountWorker {
  return {
    train: (snapshots, horizonDays, trainedAt) =>
      askThread(
        new URL('./account-worker-thread.ts', import.meta.url),
        async (ask: (question: AccountQuestion) => Promise<AccountAnswer>) => {
          for (const snapshot of snapshots) await ask({ kind: 'snapshot', snapshot })
          const answer = await ask({ kind: 'train', horizonDays, trainedAt })
          if (answer.kind !== 'trained')
            throw new AppError(
              'internal',
              'training-stopped',
              `The training thread gave the answer "${answer.kind}" out of turn; start it again.`,
            )
          return answer.training
        },
      ),
  }
}
