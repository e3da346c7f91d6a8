import { Button } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format/use-format.ts'
import { Icon } from './icon.tsx'
import type { PageParams } from './use-page-params.ts'

interface Props {
  params: PageParams
  nextCursor: string | null | undefined
  shown: number
  total: number | undefined
  limit: number
}

/** Steps through a list by the server's cursors. The place is in the address bar; the way back is remembered while the page is open. */
export function CursorPager({ params, nextCursor, shown, total, limit }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const before = useRef<(string | undefined)[]>([])
  const page = Number(params.get('page') ?? '1')
  const first = (page - 1) * limit + 1
  const forward = () => {
    before.current[page] = params.get('cursor')
    params.set({ cursor: nextCursor ?? undefined, page: String(page + 1) }, { replace: false })
  }
  const back = () => {
    const known = page - 1 in before.current
    const to = known ? page - 1 : 1
    params.set({ cursor: known ? before.current[to] : undefined, page: to === 1 ? undefined : String(to) }, { replace: false })
  }
  if (shown === 0) return null
  return (
    <div className="pager">
      <span className="num" data-total={total}>
        {total === undefined
          ? t('common.rangeOpen', { from: format.integer(first), to: format.integer(first + shown - 1) })
          : t('common.range', { from: format.integer(first), to: format.integer(first + shown - 1), total: format.integer(total) })}
      </span>
      <Button
        size="small"
        disabled={page <= 1}
        onClick={back}
        aria-label={t('common.previousPage')}
        icon={<Icon name="chevronLeft" size={14} />}
      />
      <Button
        size="small"
        disabled={nextCursor === null || nextCursor === undefined}
        onClick={forward}
        aria-label={t('common.nextPage')}
        icon={<Icon name="chevronRight" size={14} />}
      />
    </div>
  )
}
