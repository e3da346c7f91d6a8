import type { Overview } from '#http/overview/overview-schemas.ts'
import { read } from '../endpoint.ts'

export const overviewEndpoints = {
  overview: () => read<Overview>('/overview'),
}
