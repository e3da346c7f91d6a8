import { useTranslation } from 'react-i18next'
import { EmptyState, Page, Panel } from './page.tsx'

/** In the place of what is about the whole shop, for somebody who sees only a part of its customers. */
export function PartOnly() {
  const { t } = useTranslation()
  return (
    <Panel>
      <EmptyState title={t('shell.partOnly')}>{t('shell.partOnlyText')}</EmptyState>
    </Panel>
  )
}

/** The same as a page of its own. */
export function PartOnlyPage({ title }: { title: string }) {
  return (
    <Page title={title}>
      <PartOnly />
    </Page>
  )
}
