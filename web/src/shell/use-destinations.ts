import { useTranslation } from 'react-i18next'
import { endpoints } from '../api/endpoints.ts'
import { useApi } from '../api/use-api.ts'
import { useFormat } from '../format/use-format.ts'
import { settingsTabsFor } from '../pages/project/settings-tabs.ts'
import { useReach } from '../session/use-can.ts'
import { navigationFor } from './nav.ts'

export interface Hit {
  key: string
  title: string
  hint: string
  to: string
}

/** How many of the newest runs, results and imports can be found. */
const NEWEST = 50

/** Everything but customers that the search can go to: pages, settings, strategies, runs and their results, imports. */
export function useDestinations(): readonly Hit[] {
  const { t } = useTranslation()
  const format = useFormat()
  const reach = useReach()
  const { can, limited } = reach
  const strategies = useApi(endpoints.strategies(), { enabled: can('strategies:read') })
  const runs = useApi(endpoints.runs({ limit: NEWEST }), { enabled: can('decisions:read') && !limited })
  const effects = useApi(endpoints.effects(), { enabled: can('effects:read') })
  const imports = useApi(endpoints.imports({ limit: NEWEST }), { enabled: can('data:read') })
  return [
    ...navigationFor(reach).flatMap((group) =>
      group.items.map(({ key, path }) => ({ key, title: t(`shell.nav.${key}`), hint: t(`shell.group.${group.key}`), to: path })),
    ),
    ...settingsTabsFor(reach).map(({ key, label }) => ({
      key: `settings-${key}`,
      title: t(label),
      hint: t('shell.group.settings'),
      to: `/settings/${key}`,
    })),
    ...(strategies.data?.items ?? []).map(({ id, definition }) => ({
      key: `strategy-${id}`,
      title: format.text(definition.name),
      hint: t('shell.nav.strategies'),
      to: `/retain/strategies?edit=${encodeURIComponent(id)}`,
    })),
    ...(runs.data?.items ?? []).map(({ id, createdAt }) => ({
      key: `run-${id}`,
      title: t('act.oneRun', { when: format.dateTime(createdAt) }),
      hint: t('shell.nav.runs'),
      to: `/retain/messages?runId=${encodeURIComponent(id)}`,
    })),
    ...(effects.data?.items ?? []).map(({ runId, asOf }) => ({
      key: `effect-${runId}`,
      title: t('shell.effectOf', { when: format.dateTime(asOf) }),
      hint: t('shell.nav.effects'),
      to: `/effect/${encodeURIComponent(runId)}`,
    })),
    ...(imports.data?.items ?? []).map(({ id, fileName, startedAt }) => ({
      key: `import-${id}`,
      title: fileName,
      hint: `${t('shell.nav.imports')} · ${format.dateTime(startedAt)}`,
      to: '/data/imports',
    })),
  ]
}
