import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ApiProblem } from '../api/client.ts'
import { ErrorNotice } from './error-notice.tsx'

interface Props<T> {
  query: UseQueryResult<T, ApiProblem>
  children: (data: T) => ReactNode
  /** Shown while loading; a few grey lines without it. */
  skeleton?: ReactNode
}

/** The answer when it is there, the page's skeleton before, and the problem with a retry instead. */
export function QueryView<T>({ query, children, skeleton }: Props<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error !== null) return <ErrorNotice problem={query.error} retry={() => void query.refetch()} />
  return skeleton ?? <BlockSkeleton />
}

export function BlockSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div className="panel panel-body">
      <LinesSkeleton rows={rows} />
    </div>
  )
}

/** Grey lines for a place that has its frame already. */
export function LinesSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-busy="true">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  )
}

/** The shape of a page of figures: a row of numbers above two panels. */
export function FiguresSkeleton() {
  return (
    <div aria-busy="true" className="stack">
      <div className="panel figures">
        {[0, 1, 2, 3].map((key) => (
          <div className="figure" key={key}>
            <Skeleton active title={{ width: 80 }} paragraph={{ rows: 1, width: 120 }} />
          </div>
        ))}
      </div>
      <div className="grid-2">
        <BlockSkeleton />
        <BlockSkeleton />
      </div>
    </div>
  )
}
