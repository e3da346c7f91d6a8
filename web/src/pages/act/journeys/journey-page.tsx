import { useParams } from 'react-router'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useCan } from '../../../session/use-can.ts'
import { SubjectNotice } from '../approvals/subject-notice.tsx'
import { JourneyEditor } from './journey-editor.tsx'
import { JourneyLive } from './journey-live.tsx'
import { JourneyWaiting } from './journey-waiting.tsx'
import '../broadcasts/broadcasts.css'
import './journeys.css'

/** A draft is built, or waits for a second person; what was published is followed, and its next version is built when somebody edits it. */
export default function JourneyPage() {
  const { id = '' } = useParams()
  return <Known key={id} id={id} />
}

function Known({ id }: { id: string }) {
  const can = useCan()
  const params = usePageParams()
  const query = useApi(endpoints.journey(id))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton rows={10} />}>
      {(detail) => {
        const { journey, approval } = detail
        const { state, version, liveVersion, awaitsApproval } = journey
        const isAskedFor = params.get('edit') === '1'
        if (awaitsApproval && state === 'draft' && !isAskedFor) return <JourneyWaiting detail={detail} />
        const isEdited = state === 'draft' || (state !== 'ended' && isAskedFor)
        const isNew = state !== 'ended' && version !== liveVersion
        return (
          <>
            {isNew && approval !== null ? (
              <div className="approval-above">
                <SubjectNotice approval={approval} />
              </div>
            ) : null}
            {isEdited && can('strategies:write') ? <JourneyEditor detail={detail} /> : <JourneyLive detail={detail} />}
          </>
        )
      }}
    </QueryView>
  )
}
