import { useTranslation } from 'react-i18next'
import { apiUrl } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Icon } from '../../components/icon.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { CopyBlock } from '../../components/secret-once.tsx'
import './streams.css'

/** Kinds of data beside orders and customers: what each is for, a sample, and how a row is sent as an event. */
export function StreamsCard() {
  const { t, i18n } = useTranslation()
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const query = useApi(endpoints.streams())
  return (
    <QueryView query={query}>
      {({ items }) => (
        <Panel title={t('collect.streamsTitle')} note={t('collect.streamsNote')}>
          <ul className="streams">
            {items.map(({ kind, label, purpose, fields, event, example }) => (
              <li key={kind}>
                <details>
                  <summary>
                    <strong>{label[language]}</strong> <span className="soft">{purpose[language]}</span>
                  </summary>
                  <p>
                    {t('collect.streamFields')}{' '}
                    {fields.map((field) => `${field.label[language]}${field.required ? '*' : ''}`).join(language === 'zh' ? '、' : ', ')}
                  </p>
                  <p>
                    {t('collect.streamSend')} <span className="mono">{event}</span>
                  </p>
                  <CopyBlock text={JSON.stringify(example, null, 1)} label={t('collect.streamExample', { kind: label[language] })} />
                  <a
                    href={apiUrl(`/streams/${kind}/sample`, { language: language === 'en' ? 'en' : 'zh-CN' })}
                    download={`sample-${kind}.csv`}
                    aria-label={t('firstRun.download', { kind: label[language] })}
                  >
                    <Icon name="download" size={14} /> {t('collect.streamSample')}
                  </a>
                </details>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </QueryView>
  )
}
