import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SavedQuestionnaire } from '#http/act/questionnaire-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { segment } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { Label } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { QuestionnaireEditor } from './questionnaire-editor.tsx'
import { QuestionnaireResultsPanel } from './questionnaire-results.tsx'

/** Short questionnaires: who was sent, opened and answered them, and how. */
export default function QuestionnairesPage() {
  const { t } = useTranslation()
  const can = useCan()
  const query = useApi(endpoints.questionnaires())
  const [editing, setEditing] = useState<SavedQuestionnaire | 'new' | null>(null)
  const [shown, setShown] = useState<SavedQuestionnaire | null>(null)
  return (
    <Page
      title={t('questionnaires.title')}
      purpose={t('questionnaires.purpose')}
      {...(can('segments:write')
        ? {
            actions: (
              <Button type="primary" icon={<Icon name="plus" />} onClick={() => setEditing('new')}>
                {t('questionnaires.new')}
              </Button>
            ),
          }
        : {})}
    >
      <div className="stack">
        <QueryView query={query}>
          {({ items, starters }) => (
            <>
              <Panel flush>
                <List items={items} edit={setEditing} show={setShown} />
              </Panel>
              {shown === null ? null : <QuestionnaireResultsPanel of={shown} />}
              {editing === null ? null : (
                <QuestionnaireEditor of={editing === 'new' ? null : editing} starters={starters} close={() => setEditing(null)} />
              )}
            </>
          )}
        </QueryView>
      </div>
    </Page>
  )
}

interface ListProps {
  items: readonly SavedQuestionnaire[]
  edit: (one: SavedQuestionnaire) => void
  show: (one: SavedQuestionnaire) => void
}

function List({ items, edit, show }: ListProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<SavedQuestionnaire>(['/questionnaires'])
  const archive = ({ id, archivedAt }: SavedQuestionnaire) =>
    change.mutate(
      { method: 'PUT', path: `/questionnaires/${segment(id)}/archived`, body: { archived: archivedAt === null } },
      { onError: (problem) => void message.error(problemText(problem)) },
    )
  return (
    <DataTable<SavedQuestionnaire>
      label={t('questionnaires.title')}
      rows={items}
      rowKey={({ id }) => id}
      empty={<EmptyState title={t('questionnaires.emptyTitle')}>{t('questionnaires.emptyText')}</EmptyState>}
      columns={[
        {
          key: 'name',
          title: t('questionnaires.name'),
          render: (one) => (
            <span className="cell-main">
              {format.text(one.content.title)} <span className="cell-sub mono">{one.id}</span>{' '}
              {one.archivedAt === null ? null : <Label>{t('questionnaires.archived')}</Label>}
              {one.address === null ? null : (
                <a href={one.address} target="_blank" rel="noreferrer" className="cell-sub">
                  {t('questionnaires.public')}
                </a>
              )}
            </span>
          ),
        },
        { key: 'version', title: '', render: ({ version }) => t('questionnaires.version', { version }) },
        { key: 'sent', title: t('questionnaires.sent'), numeric: true, render: ({ sent }) => format.integer(sent) },
        { key: 'opened', title: t('questionnaires.opened'), numeric: true, render: ({ opened }) => format.integer(opened) },
        { key: 'answered', title: t('questionnaires.answered'), numeric: true, render: ({ answered }) => format.integer(answered) },
        {
          key: 'acts',
          title: '',
          render: (one) => (
            <span className="row">
              <Button size="small" onClick={() => show(one)}>
                {t('questionnaires.results')}
              </Button>
              {can('segments:write') ? (
                <>
                  <Button size="small" onClick={() => edit(one)}>
                    {t('questionnaires.edit')}
                  </Button>
                  <Button size="small" loading={change.isPending} onClick={() => archive(one)}>
                    {t(one.archivedAt === null ? 'questionnaires.archive' : 'questionnaires.restore')}
                  </Button>
                </>
              ) : null}
            </span>
          ),
        },
      ]}
    />
  )
}
