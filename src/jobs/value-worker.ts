import { AppError } from '#kernel/app-error.ts'
import type { ValuePrediction } from '#predict/value/score-value.ts'
import type { ValueWorker } from '#predict/value/value-service.ts'
import { askThread, partsOf } from './ask-thread.ts'
import type { ValueAnswer, ValueQuestion } from './value-worker-thread.ts'

const inThread = <T>(work: (ask: (question: ValueQuestion) => Promise<ValueAnswer>) => Promise<T>): Promise<T> =>
  askThread(new URL('./value-worker-thread.ts', import.meta.url), work)

/** Trains and scores in a thread of its own, so that requests are answered meanwhile. One thread per task; it ends with the task. */
export function createValueWorker(): ValueWorker {
  return {
    train: (input, seed) =>
      inThread(async (ask) => {
        const { options, now, backTest, snapshots, withSeason } = input
        for (const rows of partsOf(now)) await ask({ kind: 'facts', list: 'now', rows })
        for (const rows of partsOf(backTest?.rows ?? [])) await ask({ kind: 'facts', list: 'back-test', rows })
        for (const [i, snapshot] of snapshots.entries()) {
          for (const rows of partsOf(snapshot.rows)) await ask({ kind: 'facts', list: i, rows })
          for (const rows of partsOf(snapshot.behaviour)) await ask({ kind: 'behaviour', snapshot: i, rows })
        }
        const timesOf = ({ asOf, days }: { asOf: Date; days: number }) => ({ asOf, days })
        const answer = await ask({
          kind: 'train',
          options,
          backTest: backTest === null ? null : timesOf(backTest),
          snapshots: snapshots.map(timesOf),
          withSeason,
          seed,
        })
        if (answer.kind !== 'trained') throw unexpected(answer)
        return answer.training
      }),

    score: (model, rows, behaviour, seed) =>
      inThread(async (ask) => {
        const behaviourOf = new Map(behaviour.map((row) => [row.customerId, row]))
        const predictions: ValuePrediction[] = []
        await ask({ kind: 'model', model, seed })
        for (const part of partsOf(rows)) {
          const known = part.map(({ customerId }) => behaviourOf.get(customerId) ?? null)
          const answer = await ask({ kind: 'score', rows: part, behaviour: known })
          if (answer.kind !== 'scored') throw unexpected(answer)
          for (const prediction of answer.predictions) predictions.push(prediction)
        }
        const answer = await ask({ kind: 'sums' })
        if (answer.kind !== 'sums') throw unexpected(answer)
        return { predictions, ...answer.sums }
      }),
  }
}

function unexpected(answer: ValueAnswer): AppError {
  return new AppError('internal', 'training-stopped', `The training thread gave the answer "${answer.kind}" out of turn; start it again.`)
}
