import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SnippetList } from '#http/collect/watch-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { QueryView } from '../../components/query-view.tsx'
import { CopyBlock } from '../../components/secret-once.tsx'
import { TabRow } from '../../components/tab-row.tsx'

type Language = SnippetList['items'][number]['language']

interface Props {
  sourceId: string
  /** Where it was just made; otherwise a person may type it. */
  writeKey?: string
  /** The language that is shown at first. */
  kind: string
}

const OF_KIND: Record<string, Language> = { mini_program: 'mini-program', server: 'node' }

/** Code that sends the first event, with the address of this server and the key of the source. */
export function SourceSnippets({ sourceId, writeKey, kind }: Props) {
  const { t } = useTranslation()
  const query = useApi(endpoints.sourceSnippets(sourceId))
  const [language, setLanguage] = useState<Language>(OF_KIND[kind] ?? 'web')
  const [typed, setTyped] = useState('')
  const key = writeKey ?? typed.trim()
  const names: Record<Language, string> = {
    web: t('collect.kindWeb'),
    'mini-program': t('collect.kindMiniProgram'),
    node: 'Node.js',
    python: 'Python',
    curl: 'curl',
  }
  return (
    <QueryView query={query}>
      {({ items, placeholder }) => (
        <div className="stack-small">
          <TabRow
            items={items.map((item) => ({ key: item.language, label: names[item.language] }))}
            current={language}
            open={(next) => setLanguage(next as Language)}
          />
          {writeKey === undefined ? (
            <Input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              placeholder={t('collect.snippetKey')}
              aria-label={t('collect.snippetKey')}
              autoComplete="off"
              maxLength={100}
            />
          ) : null}
          {items
            .filter((item) => item.language === language)
            .map((item) => (
              <CopyBlock
                key={item.language}
                text={key === '' ? item.code : item.code.replaceAll(placeholder, key)}
                label={t('collect.snippetTitle')}
              />
            ))}
        </div>
      )}
    </QueryView>
  )
}
