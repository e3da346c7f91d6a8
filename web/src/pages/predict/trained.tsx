import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ApiProblem } from '../../api/client.ts'
import { EmptyState, Panel } from '../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'

interface Props<B, T> {
  query: UseQueryResult<B, ApiProblem>
  /** What is shown of the board; null while there is no model. */
  of: (board: B) => T | null
  title: string
  why: (board: B) => string
  action: ReactNode
  children: (trained: T) => ReactNode
}

/** What needs a trained model; until there is one, why not and how to come to it. */
export function Trained<B, T>({ query, of, title, why, action, children }: Props<B, T>) {
  return (
    <QueryView query={query} skeleton={<FiguresSkeleton />}>
      {(board) => {
        const trained = of(board)
        if (trained !== null) return children(trained)
        return (
          <Panel>
            <EmptyState title={title} action={action}>
              {why(board)}
            </EmptyState>
          </Panel>
        )
      }}
    </QueryView>
  )
}
