import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { apiUrl } from '../../api/client.ts'
import { useCan } from '../../session/use-can.ts'
import { Icon } from '../../components/icon.tsx'

const kinds = ['orders', 'customers', 'tickets', 'measures', 'feedback'] as const

/** Files of a made-up shop to try an import with. */
export function SampleFiles() {
  const { t, i18n } = useTranslation()
  const can = useCan()
  if (!can('data:import')) return null
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  return (
    <div className="sample-files">
      <span>{t('firstRun.filesTitle')}</span>
      {kinds.map((kind) => (
        <a
          key={kind}
          href={apiUrl(`/samples/${kind}`, { language })}
          download={`sample-${kind}.csv`}
          aria-label={t('firstRun.download', { kind: t(`firstRun.file.${kind}`) })}
        >
          <Icon name="download" size={14} /> {t(`firstRun.file.${kind}`)}
        </a>
      ))}
      {can('data:read') ? <Link to="/data/sources">{t('firstRun.moreKinds')}</Link> : null}
    </div>
  )
}
