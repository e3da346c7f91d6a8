import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SavedSegment, SegmentDetail } from '#http/segment/saved-segment-schemas.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

interface Props {
  segment: SavedSegment
  versions: SegmentDetail['versions']
}

/** What the segment was before; an earlier condition opens in the builder. */
export function SegmentVersions({ segment, versions }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const openOf = (where: string) => {
    const edit = segment.kind === 'dynamic' && segment.archivedAt === null
    return `${edit ? `/customers/groups/${segment.id}/edit` : '/customers/groups/new'}?${new URLSearchParams({ where }).toString()}`
  }
  return (
    <Panel title={t('groups.versions')} flush>
      <DataTable
        label={t('groups.versions')}
        rows={versions}
        rowKey={({ version }) => String(version)}
        empty={null}
        columns={[
          { key: 'version', title: t('groups.version'), render: ({ version }) => version },
          { key: 'name', title: t('groups.name'), maxWidth: 180, render: ({ name }) => name },
          {
            key: 'sentence',
            title: t('groups.sentence'),
            maxWidth: 420,
            wideOnCard: true,
            render: ({ sentence }) => <span title={format.text(sentence)}>{format.text(sentence)}</span>,
          },
          { key: 'when', title: t('groups.savedAt'), render: ({ savedAt }) => format.dateTime(savedAt) },
          { key: 'by', title: t('groups.by'), maxWidth: 140, render: ({ savedBy }) => savedBy },
          {
            key: 'open',
            title: '',
            render: ({ text, version }) =>
              version === segment.version ? null : (
                <Link to={openOf(text)} aria-label={t('groups.openVersion', { version })}>
                  {t('groups.open')}
                </Link>
              ),
          },
        ]}
      />
    </Panel>
  )
}
