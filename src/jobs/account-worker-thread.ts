import { parentPort } from 'node:worker_threads'
import { Rng } from '#kernel/rng.ts'
import type { AccountSnapshot } from '#predict/accounts/account-state.ts'
import { trainAccounts, type AccountTraining } from '#predict/accounts/train-accounts.ts'
import { giveWay } from './ask-thread.ts'

/** What the thread is asked: a snapshot at a time, then to train. Every question gets one answer. */
export type AccountQuestion =
  | { readonly kind: 'snapshot'; readonly snapshot: AccountSnapshot }
  | { readonly kind: 'train'; readonly horizonDays: number; readonly trainedAt: Date }

export type AccountAnswer = { readonly kind: 'taken' } | { readonly kind: 'trained'; readonly training: AccountTraining }

const snapshots: AccountSnapshot[] = []

giveWay()
parentPort?.on('message', (question: AccountQuestion) => {
  void answerOf(question).then(
    (answer) => parentPort?.postMessage(answer),
    // An error that nobody catches ends the thread, and whoever asked is told of it.
    (error: unknown) =>
      setImmediate(() => {
        throw error
      }),
  )
})

async function answerOf(question: AccountQuestion): Promise<AccountAnswer> {
  if (question.kind === 'snapshot') {
    snapshots.push(question.snapshot)
    return { kind: 'taken' }
  }
  const { horizonDays, trainedAt } = question
  const rng = new Rng(`account-churn/${trainedAt.toISOString()}`)
  return { kind: 'trained', training: await trainAccounts(snapshots, { horizonDays, random: () => rng.next(), trainedAt }) }
}
