import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import { read } from '../endpoint.ts'

export const segmentEndpoints = {
  segments: () => read<SegmentSummary>('/segments'),
}
