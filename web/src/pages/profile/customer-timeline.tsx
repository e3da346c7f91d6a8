import { Button, Segmented } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer360, TimelineEntry } from '#http/profile/customer-schemas.ts'
import { useEndless } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import type { IconName } from '../../components/icon.tsx'
import { Panel } from '../../components/page.tsx'
import { BlockSkeleton } from '../../components/query-view.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'

const kinds = ['order', 'return', 'event', 'ticket', 'feedback', 'subscription', 'touch', 'decision', 'note'] as const
const icons: Record<TimelineEntry['kind'], IconName> = {
  order: 'order',
  return: 'undo',
  event: 'pulse',
  ticket: 'info',
  feedback: 'star',
  subscription: 'order',
  touch: 'messages',
  decision: 'strategies',
  note: 'edit',
}

/** Everything that happened, newest first; the next page loads when its end comes near. */
export function CustomerTimeline({ customerId, decisions }: { customerId: string; decisions: Customer360['decisions'] }) {
  const format = useFormat()
  const strategies = useMemo(() => new Map(decisions.map((one) => [one.strategyId, format.text(one.strategyName)])), [decisions, format])
  return <Timeline path={`/customers/${encodeURIComponent(customerId)}/timeline`} kinds={kinds} strategies={strategies} />
}

type Shown = TimelineEntry & { readonly customerId?: string }

interface TimelineProps {
  path: string
  kinds: readonly TimelineEntry['kind'][]
  strategies: ReadonlyMap<string, string>
  /** Whose an entry is, where it is not always the same person. */
  whose?: (entry: Shown) => ReactNode
}

/** What happened, by kind, newest first. */
export function Timeline({ path, kinds: offered, strategies, whose }: TimelineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const params = usePageParams()
  const kind = params.get('kind')
  const query = useEndless<Shown>({ path, params: { kind, limit: 30 } })
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    const element = end.current
    if (element === null || !hasNextPage) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting) && !isFetchingNextPage) void fetchNextPage()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const entries = (query.data ?? []).filter((entry) => kind === undefined || entry.kind === kind)
  return (
    <Panel
      title={t('profile.timeline')}
      flush
      actions={
        <Segmented
          size="small"
          aria-label={t('profile.timeline')}
          value={kind ?? ''}
          onChange={(value) => params.set({ kind: value })}
          options={[
            { value: '', label: t('common.all') },
            ...offered.map((one) => ({ value: one, label: t(`codes.timelineKind.${one}`) })),
          ]}
        />
      }
    >
      {query.error !== null && query.data === undefined ? (
        <div className="panel-body">
          <ErrorNotice problem={query.error} retry={() => void query.refetch()} />
        </div>
      ) : query.data === undefined ? (
        <BlockSkeleton />
      ) : entries.length === 0 ? (
        <p className="panel-body soft">{t('profile.timelineEmpty')}</p>
      ) : (
        <ol className="timeline">
          {entries.map((entry, index) => {
            const day = format.date(entry.at)
            const before = entries[index - 1]
            const first = before === undefined || format.date(before.at) !== day
            return (
              <li key={entry.id}>
                {first ? <div className="timeline-day">{day}</div> : null}
                <Entry entry={entry} strategies={strategies} who={whose?.(entry) ?? null} />
              </li>
            )
          })}
        </ol>
      )}
      <div ref={end} />
      {hasNextPage ? (
        <div className="load-more">
          <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}

function Entry({ entry, strategies, who }: { entry: TimelineEntry; strategies: ReadonlyMap<string, string>; who: ReactNode }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const value = (name: string) => {
    const found = entry.detail[name]
    return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
  }
  const strategy = (id: string) => strategies.get(id) ?? id
  const arm = value('arm')
  const name =
    entry.kind === 'decision' && (arm === 'treated' || arm === 'control')
      ? t(`codes.arm.${arm}`)
      : entry.kind === 'note'
        ? value('text')
        : code('event', entry.name)
  const parts: Record<TimelineEntry['kind'], string[]> = {
    order: [value('order'), value('store')],
    return: [value('order'), value('store')],
    event: [value('activity'), value('store'), value('venue'), value('category'), value('product')],
    ticket: [code('event', value('kind'))],
    feedback: [value('score') === '' ? '' : `${value('score')} / ${value('most')}`, value('topic'), value('product'), value('comment')],
    subscription: [value('plan'), value('subscription')],
    touch: [strategy(value('strategy'))],
    note: [code('noteAuthor', value('author'))],
    decision: [strategy(entry.name), value('risk') === '' ? '' : `${t('profile.risk')} ${format.percent(Number(value('risk')), 0)}`],
  }
  const detail = [code('channel', entry.channel), ...parts[entry.kind]].filter((text) => text !== '').join(' · ')
  return (
    <div className="timeline-entry">
      <span className={`timeline-mark timeline-${entry.kind}`}>
        <Icon name={icons[entry.kind]} size={14} />
      </span>
      <div>
        <span className="timeline-name">{name}</span>
        <div className="timeline-detail">
          {who}
          {who === null || detail === '' ? null : ' · '}
          {detail}
        </div>
      </div>
      <div className="timeline-right">
        {entry.amount === null ? null : format.money(entry.amount)}
        <span className="timeline-time">{format.time(entry.at)}</span>
      </div>
    </div>
  )
}
