import { App, Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AdoptedTags, TagStarters } from '#http/segment/tag-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { segment } from '../../../api/endpoint.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** Sets of tags to begin with, each adopted by one click. */
export function StarterSets() {
  const query = useApi(endpoints.tagStarters())
  return (
    <QueryView query={query} skeleton={<BlockSkeleton rows={5} />}>
      {({ items }) => (
        <ul className="tag-starters">
          {items.map((starter) => (
            <Starter key={starter.name} starter={starter} />
          ))}
        </ul>
      )}
    </QueryView>
  )
}

export function StarterDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open title={t('tags.starters')} onCancel={close} footer={null} width={640} destroyOnHidden>
      <p className="soft">{t('tags.startersText')}</p>
      <StarterSets />
    </Modal>
  )
}

function Starter({ starter }: { starter: TagStarters['items'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const adopt = useChange<AdoptedTags>(['/tags', '/conditions/fields', '/customers'])
  const there = starter.tags.filter(({ isThere }) => isThere).length
  const [total, name] = [starter.tags.length, format.text(starter.label)]
  return (
    <li>
      <span>
        <strong>{name}</strong>
        <span className="cell-sub">{t('tags.starterTags', { count: total, tags: total, there })}</span>
        <span className="cell-sub">
          {starter.tags
            .slice(0, 6)
            .map(({ label }) => format.text(label))
            .join(t('common.listSeparator'))}
          …
        </span>
      </span>
      <Button
        loading={adopt.isPending}
        disabled={there === total}
        aria-label={t('tags.adoptOne', { name })}
        onClick={() =>
          adopt.mutate(
            { method: 'POST', path: `/tags/starters/${segment(starter.name)}/adopt`, body: {} },
            {
              onSuccess: ({ added }) => void message.success(t('tags.adopted', { count: added.length, tags: added.length })),
              onError: (problem) => void message.error(problemText(problem)),
            },
          )
        }
      >
        {t(there === total ? 'tags.isAdopted' : 'tags.adopt')}
      </Button>
    </li>
  )
}
