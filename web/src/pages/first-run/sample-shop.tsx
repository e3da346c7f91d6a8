import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { Panel } from '../../components/page.tsx'
import { useCan } from '../../session/use-can.ts'

/** The work that loads or removes the sample shop, found again after a reload; every figure is read anew once it is done. */
export function SampleShopWork() {
  const { t } = useTranslation()
  const { data } = useApi(endpoints.sampleShop())
  const [seen, setSeen] = useState<{ jobId: string; removes: boolean }>()
  const [done, setDone] = useState<string>()
  const [closed, setClosed] = useState<string>()
  if (data !== undefined && data.jobId !== null && data.jobId !== seen?.jobId)
    setSeen({ jobId: data.jobId, removes: data.state === 'removing' || data.state === 'loaded' || data.state === 'incomplete' })
  const title = seen?.removes === true ? t('firstRun.shop.removing') : t('firstRun.shop.loading')
  if (seen === undefined || closed === seen.jobId) {
    return data?.state === 'incomplete' ? <Alert type="warning" showIcon title={t('firstRun.shop.incomplete')} /> : null
  }
  return (
    <Panel className="sample-work" {...(done === seen.jobId ? {} : { title })}>
      <JobProgress jobId={seen.jobId} onDone={({ id }) => setDone(id)}>
        {() => (
          <Alert
            type="success"
            showIcon
            closable={{ onClose: () => setClosed(seen.jobId) }}
            title={seen.removes ? t('firstRun.shop.removed') : t('firstRun.shop.loaded')}
          />
        )}
      </JobProgress>
    </Panel>
  )
}

/** Offered while the house is empty, to those who may. */
export function LoadSampleShop() {
  const { t } = useTranslation()
  const can = useCan()
  const { data } = useApi(endpoints.sampleShop())
  const load = useChange<Job>(['/sample-shop'])
  if (!can('settings:manage') || !can('data:import') || data?.houseEmpty !== true || data.jobId !== null) return null
  return (
    <>
      <Button loading={load.isPending} onClick={() => load.mutate({ method: 'POST', path: '/sample-shop' })}>
        {t('firstRun.shop.load')}
      </Button>
      {load.error === null ? null : <ErrorNotice problem={load.error} />}
    </>
  )
}
