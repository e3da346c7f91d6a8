import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SavedTag } from '#http/segment/tag-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useReach } from '../../../session/use-can.ts'
import { TagSpreadBars } from './tag-spread.tsx'

interface Props {
  tag: SavedTag
  everyone: number
  edit: () => void
}

/** One tag: what it says, how its values are spread, as of when. */
export function TagCard({ tag, everyone, edit }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { can, limited } = useReach()
  const label = format.text(tag.label)
  return (
    <section className="panel tag-card" aria-label={label}>
      <div className="panel-head">
        <h3>
          {label}
          <span className="panel-note mono">{tag.name}</span>
        </h3>
        {can('segments:write') && !limited ? (
          <div className="panel-actions">
            {tag.archivedAt === null ? (
              <Button
                type="text"
                size="small"
                aria-label={t('tags.editOne', { name: label })}
                onClick={edit}
                icon={<Icon name="edit" size={15} />}
              />
            ) : null}
            <ArchiveTag tag={tag} label={label} />
          </div>
        ) : null}
      </div>
      <div className="panel-body">
        {tag.problem === null ? null : <StateTag tone="danger">{t('tags.broken')}</StateTag>}
        {tag.waits && tag.problem === null ? (
          <p className="soft">{t('tags.waits')}</p>
        ) : (
          <TagSpreadBars of={tag} everyone={everyone} name={tag.name} />
        )}
        <p className="faint tag-source">
          <SourceWords tag={tag} />
        </p>
        <p className="faint">
          {t(`tags.refreshed.${tag.refresh}`)}
          {tag.refreshedAt === null ? '' : ` · ${t('tags.asOf', { time: format.dateTime(tag.refreshedAt) })}`}
        </p>
      </div>
    </section>
  )
}

function SourceWords({ tag: { source } }: { tag: SavedTag }) {
  const { t } = useTranslation()
  if (source.kind === 'rules') return <>{t('tags.byRules', { count: source.rules.length })}</>
  return <span className="mono">{source.calculation ?? source.field}</span>
}

/** Puts a tag away, or takes it out again. */
function ArchiveTag({ tag, label }: { tag: SavedTag; label: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange(['/tags', '/conditions/fields', '/customers'])
  const archived = tag.archivedAt === null
  return (
    <Button
      size="small"
      type="text"
      loading={change.isPending}
      aria-label={t(archived ? 'tags.archiveOne' : 'tags.restoreOne', { name: label })}
      onClick={() =>
        change.mutate(
          { method: 'PUT', path: `/tags/${segment(tag.name)}/archived`, body: { archived } },
          { onError: (problem) => void message.error(problemText(problem)) },
        )
      }
    >
      {t(archived ? 'groups.archive' : 'groups.restore')}
    </Button>
  )
}
