import { AppError } from '#kernel/app-error.ts'
import type { ChurnScore } from '#predict/churn/score/churn-model.ts'
import type { ChurnWorker } from '#predict/churn/churn-service.ts'
import { askThread, partsOf } from './ask-thread.ts'
import type { ChurnAnswer, ChurnQuestion } from './churn-worker-thread.ts'

const inThread = <T>(work: (ask: (question: ChurnQuestion) => Promise<ChurnAnswer>) => Promise<T>): Promise<T> =>
  askThread(new URL('./churn-worker-thread.ts', import.meta.url), work)

/** Trains and scores in a thread of its own, so that requests are answered meanwhile. One thread per task; it ends with the task. */
export function createChurnWorker(): ChurnWorker {
  return {
    train: (definition, snapshots, seed) =>
      inThread(async (ask) => {
        for (const [i, { rows }] of snapshots.entries()) {
          for (const part of partsOf(rows)) await ask({ kind: 'rows', snapshot: i, rows: part })
        }
        const answer = await ask({ kind: 'train', definition, snapshots: snapshots.map(({ asOf }) => asOf), seed })
        if (answer.kind !== 'trained') throw unexpected(answer)
        return answer.training
      }),

    score: (model, rows) =>
      inThread(async (ask) => {
        for (const part of partsOf(rows)) await ask({ kind: 'rows', snapshot: 0, rows: part })
        const scores: ChurnScore[] = []
        await ask({ kind: 'score', model })
        while (scores.length < rows.length) {
          const answer = await ask({ kind: 'more', from: scores.length })
          if (answer.kind !== 'scores' || answer.scores.length === 0) throw unexpected(answer)
          for (const score of answer.scores) scores.push(score)
        }
        return scores
      }),

    probabilities: (model, rows) =>
      inThread(async (ask) => {
        for (const part of partsOf(rows)) await ask({ kind: 'rows', snapshot: 0, rows: part })
        const answer = await ask({ kind: 'probabilities', model })
        if (answer.kind !== 'probabilities') throw unexpected(answer)
        return answer.probabilities
      }),
  }
}

function unexpected(answer: ChurnAnswer): AppError {
  return new AppError('internal', 'training-stopped', `The training thread gave the answer "${answer.kind}" out of turn; start it again.`)
}
