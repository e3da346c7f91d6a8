import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Overview } from '#http/overview/overview-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'

/** The three things that pay most today, each a link to where it is done. */
export function TodoList({ items }: { items: Overview['todo'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Panel title={t('overview.todo')} flush>
      {items.length === 0 ? (
        <p className="todo-none">{t('overview.todoNone')}</p>
      ) : (
        <ol className="todo">
          {items.slice(0, 3).map((item) => (
            <li key={`${item.kind}-${item.link}`}>
              <Link to={item.link} data-count={item.count ?? undefined}>
                <span>{format.text(item.text)}</span>
                <Icon name="chevronRight" size={16} />
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

/** When each source was last heard. */
export function Freshness({ data }: { data: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const { now } = useSession()
  const sourceName = (source: string) =>
    source.startsWith('file:') ? t('overview.fileSource', { kind: code('origin', source.slice(5)) }) : code('origin', source)
  return (
    <Panel
      title={t('overview.freshness')}
      note={`${t('overview.orderCount')} ${format.integer(data.orders)} · ${t('overview.eventCount')} ${format.integer(data.events)}`}
      flush
    >
      <div className="fresh">
        {data.freshness.map((one) => (
          <div key={one.source} className="fresh-item">
            <div className="figure-label">{sourceName(one.source)}</div>
            <div className="fresh-when">
              {one.lastAt === null ? (
                <Unknown reason={t('overview.freshnessNever')} />
              ) : (
                format.relative(one.lastAt, new Date(now).getTime())
              )}
            </div>
            <div className="figure-detail">
              {one.lastAt === null ? '' : `${format.dateTime(one.lastAt)} · `}
              {t('overview.freshnessRecords')} {format.compact(one.records)}
            </div>
          </div>
        ))}
      </div>
    </Panel>
  )
}
