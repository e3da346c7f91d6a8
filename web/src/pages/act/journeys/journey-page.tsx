import { useParams } from 'react-router'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useCan } from '../../../session/use-can.ts'
import { JourneyEditor } from './journey-editor.tsx'
import { JourneyLive } from './journey-live.tsx'
import '../broadcasts/broadcasts.css'
import './journeys.css'

/** A draft is built; what was published is followed, and its next version is built when somebody edits it. */
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
        const { state } = detail.journey
        const isEdited = state === 'draft' || (state !== 'ended' && params.get('edit') === '1')
        return isEdited && can('strategies:write') ? <JourneyEditor detail={detail} /> : <JourneyLive detail={detail} />
      }}
    </QueryView>
  )
}
